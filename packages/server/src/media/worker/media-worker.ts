import { LIMITS } from "@parley/protocol/limits";
import type { MediaNotice } from "../../runtime/ports.ts";
import type { Counters, FromWorker, ToWorker, WorkerOptions, WorkerReport } from "../control.ts";
import { NO_COUNTS, sumOf } from "../counters.ts";
import { OutgoingPacket } from "../rtp/outgoing-packet.ts";
import { RtpView } from "../rtp/rtp-view.ts";
import { Vp8View } from "../rtp/vp8-view.ts";
import { type MediaClock, systemMediaClock } from "./clock.ts";
import type { WorkerContext } from "./context.ts";
import { counting } from "./counting.ts";
import { LAG_TICK_MS, LoopLag } from "./loop-lag.ts";
import { MediaRoom, type Turn } from "./media-room.ts";
import { TransportDesk } from "./transport-desk.ts";
import { TransportFactory } from "./transport.ts";

const BEAT_MS = 1000;

/** How many ticks (of LAG_TICK_MS) lie between what is done for each peer. */
const TICKS = { feedback: 3, steer: 5, report: 50 } as const;

/** RTCP packets have the size of RTP at most; what is restored from RTX fits any path. */
const RESTORED_BYTES = 2048;

export type MediaWorkerOptions = WorkerOptions & {
  readonly send: (message: FromWorker) => void;
  readonly onError: (error: unknown) => void;
  /** The system's by default. */
  readonly clock?: MediaClock;
};

/** The SFU of some rooms. Its port has to be free: `checkPort` tells. */
export class MediaWorker {
  readonly #send: (message: FromWorker) => void;
  readonly #context: WorkerContext;
  readonly #factory: TransportFactory;
  readonly #rooms = new Map<string, MediaRoom>();
  /** What rooms had counted when they were closed. */
  #closedRooms: Counters = NO_COUNTS;
  #ticks = 0;
  readonly #timers: readonly (() => void)[];

  /** @throws when the port cannot be bound */
  constructor(options: MediaWorkerOptions) {
    const { bindAddress, port, announced, onError, clock = systemMediaClock } = options;
    this.#send = options.send;
    this.#factory = new TransportFactory({ bindAddress, port, onError });
    const lag = new LoopLag(clock.now());
    const candidates = announced.map((address) => ({ address, port }));
    this.#context = {
      clock,
      lag,
      transports: new TransportDesk({ factory: this.#factory, lag, candidates }),
      incoming: { view: new RtpView(), vp8: new Vp8View() },
      restored: { view: new RtpView(), vp8: new Vp8View() },
      restoredBytes: Buffer.alloc(RESTORED_BYTES),
      outgoing: new OutgoingPacket(LIMITS.rtpPacketBytes),
      rtcp: Buffer.alloc(LIMITS.rtpPacketBytes),
    };
    this.#timers = [
      clock.every(LAG_TICK_MS, () => this.#tick(clock.now())),
      clock.every(BEAT_MS, () => this.#beat()),
    ];
  }

  receive(message: ToWorker): void {
    switch (message.type) {
      case "open":
        return this.#open(message.room);
      case "close":
        return this.#close(message.room);
      case "command":
        return this.#rooms.get(message.room)?.command(message.command);
      case "stop":
        return this.close();
    }
  }

  /** How it is doing: what the beat says. */
  describe(): WorkerReport {
    const rooms = [...this.#rooms.values()].map((room) => room.describe());
    return {
      loopLagMs: this.#context.lag.worst,
      memoryBytes: process.memoryUsage.rss(),
      transports: this.#context.transports.open,
      estimateBps: rooms.reduce((sum, { estimateBps }) => sum + estimateBps, 0),
      total: rooms.reduce((sum, { counters }) => sumOf(sum, counters), this.#closedRooms),
      rooms,
    };
  }

  /** Ends everything and frees the port. May be called again. */
  close(): void {
    for (const stop of this.#timers) stop();
    for (const room of this.#rooms.keys()) this.#close(room);
    this.#factory.close();
  }

  #open(room: string): void {
    if (this.#rooms.has(room)) return;
    const tell = (notice: MediaNotice) => this.#tell(room, notice);
    this.#rooms.set(room, new MediaRoom(room, { ...this.#context, counters: counting(), tell }));
  }

  #close(id: string): void {
    const room = this.#rooms.get(id);
    if (room === undefined) return;
    this.#rooms.delete(id);
    room.close();
    this.#closedRooms = sumOf(this.#closedRooms, room.describe().counters);
  }

  #tell(room: string, notice: MediaNotice): void {
    if (this.#rooms.has(room)) this.#send({ type: "notice", room, notice });
  }

  #tick(now: number): void {
    this.#context.lag.tick(now);
    this.#ticks += 1;
    const turnOf = (of: number): Turn => ({ of, turn: this.#ticks % of });
    for (const room of this.#rooms.values()) {
      room.pursue(now);
      room.sendFeedback(turnOf(TICKS.feedback));
      room.steer(turnOf(TICKS.steer), now);
      if (this.#ticks % TICKS.steer === 0) room.listen(now);
      room.report(turnOf(TICKS.report), now);
    }
  }

  #beat(): void {
    this.#send({ type: "beat", report: this.describe() });
    this.#context.lag.forgetWorst();
  }
}
