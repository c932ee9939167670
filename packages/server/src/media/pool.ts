import { LIMITS } from "@parley/protocol";
import type { MediaCommand, MediaNotice, MediaRoom, MediaServer } from "../runtime/ports.ts";
import type { Counters, RoomReport, ToWorker, WorkerOptions } from "./control.ts";
import { NO_COUNTS, sumOf } from "./counters.ts";
import type { WorkerEnd, WorkerLaunch, WorkerMessage } from "./worker-process.ts";
import { WorkerSlot, type WorkerStats } from "./worker-slot.ts";

export type RoomStats = {
  readonly room: string;
  readonly peers: number;
  readonly tracks: number;
  readonly estimateBps: number;
  /** Since the room was opened; never goes back. */
  readonly total: Counters;
};

/** How the SFU is doing. */
export type MediaStats = {
  readonly workers: readonly WorkerStats[];
  readonly rooms: readonly RoomStats[];
};

/** A room that is open. */
type Open = {
  readonly id: string;
  /** What the workers call it: a room that is opened anew is not the one before. */
  readonly key: string;
  readonly onNotice: (notice: MediaNotice) => void;
  /** Null: no worker is there for it. */
  slot: WorkerSlot | null;
  /** Counted by the workers that are gone. */
  earlier: Counters;
  report: RoomReport | null;
};

/**
 * The SFU as the server sees it: some worker processes, and which room is on which. When a worker
 * dies, its rooms go to the others, or to the next process when there is no other.
 */
export class MediaPool implements MediaServer {
  readonly #launch: WorkerLaunch;
  readonly #slots: WorkerSlot[] = [];
  readonly #rooms = new Map<string, Open>();
  #opened = 0;
  #closing: Promise<void> | null = null;

  constructor(launch: WorkerLaunch) {
    this.#launch = launch;
  }

  /** Starts one more worker; null when its process runs, else why it does not at the first try. */
  add(options: WorkerOptions): Promise<WorkerEnd | null> {
    const slot: WorkerSlot = new WorkerSlot(this.#launch, this.#slots.length, options, {
      up: () => this.#placeAll(),
      down: () => this.#lose(slot),
      message: (message) => this.#receive(slot, message),
    });
    this.#slots.push(slot);
    return slot.firstStart;
  }

  /** The process id of the first worker; null while there is none. */
  get pid(): number | null {
    return this.#slots[0]?.pid ?? null;
  }

  /** The UDP port of the first worker; null while it is down. */
  get port(): number | null {
    return this.#slots[0]?.port ?? null;
  }

  /** Of all workers; null stands for one that is down. */
  get ports(): readonly (number | null)[] {
    return this.#slots.map(({ port }) => port);
  }

  open(roomId: string, onNotice: (notice: MediaNotice) => void): MediaRoom {
    this.#opened += 1;
    const key = `${this.#opened}.${roomId}`;
    const room: Open = { id: roomId, key, onNotice, slot: null, earlier: NO_COUNTS, report: null };
    this.#rooms.set(key, room);
    this.#place(room);
    return {
      send: (command) => this.#send(room, command),
      close: () => this.#close(room),
    };
  }

  stats(): MediaStats {
    const workers = this.#slots.map((slot) => slot.stats());
    return { workers, rooms: [...this.#rooms.values()].map(statsOf) };
  }

  /** Ends all workers; resolves when their processes are gone. */
  close(): Promise<void> {
    this.#rooms.clear();
    this.#closing ??= Promise.all(this.#slots.map((slot) => slot.close())).then(() => undefined);
    return this.#closing;
  }

  #send(room: Open, command: MediaCommand): void {
    room.slot?.send({ type: "command", room: room.key, command });
  }

  #close(room: Open): void {
    this.#rooms.delete(room.key);
    room.slot?.send({ type: "close", room: room.key } satisfies ToWorker);
    room.slot?.rooms.delete(room.key);
    room.slot = null;
  }

  #receive(slot: WorkerSlot, message: WorkerMessage): void {
    if (message.type === "beat") {
      for (const report of message.report.rooms) this.#note(slot, report);
    } else if (this.#rooms.get(message.room)?.slot === slot) {
      this.#tell(message.room, message.notice);
    }
  }

  #note(slot: WorkerSlot, report: RoomReport): void {
    const room = this.#rooms.get(report.room);
    if (room?.slot === slot) room.report = report;
  }

  #tell(key: string, notice: MediaNotice): void {
    this.#rooms.get(key)?.onNotice(notice);
  }

  #lose(slot: WorkerSlot): void {
    const lost = [...slot.rooms];
    slot.rooms.clear();
    for (const key of lost) this.#unplace(key);
    for (const key of lost) this.#tell(key, { type: "lost" });
    this.#placeAll();
  }

  #unplace(key: string): void {
    const room = this.#rooms.get(key);
    if (room === undefined) return;
    room.earlier = statsOf(room).total;
    room.report = null;
    room.slot = null;
  }

  #placeAll(): void {
    for (const room of this.#rooms.values()) {
      if (room.slot === null && this.#place(room)) this.#tell(room.key, { type: "ready" });
    }
  }

  #place(room: Open): boolean {
    const slot = leastLoaded(this.#slots);
    if (slot === undefined) return false;
    room.slot = slot;
    slot.rooms.add(room.key);
    slot.send({ type: "open", room: room.key });
    return true;
  }
}

function statsOf({ id, earlier, report }: Open): RoomStats {
  const { peers = 0, tracks = 0, estimateBps = 0, counters = NO_COUNTS } = report ?? {};
  return { room: id, peers, tracks, estimateBps, total: sumOf(earlier, counters) };
}

/** Of the workers that run: one that keeps up, with the fewest transports, then rooms. */
function leastLoaded(slots: readonly WorkerSlot[]): WorkerSlot | undefined {
  const running = slots.filter((slot) => slot.isUp);
  const load = ({ report, rooms }: WorkerSlot) => [
    Number((report?.loopLagMs ?? 0) > LIMITS.loopLagMs),
    report?.transports ?? 0,
    rooms.size,
  ];
  return running.toSorted((a, b) => compare(load(a), load(b)))[0];
}

/** Orders by the first number that differs. */
function compare(a: readonly number[], b: readonly number[]): number {
  const differences = a.map((number, i) => number - (b[i] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}
