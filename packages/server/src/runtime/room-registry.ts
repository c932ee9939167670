import { type ErrorCode, type Participant, ParleyError } from "@parley/protocol";
import { Elsewhere } from "./elsewhere.ts";
import type { LocalRooms, RoomDesk } from "./live-rooms.ts";
import { Patience } from "./patience.ts";
import type { Claim } from "./ports.ts";
import type { SavedRoom } from "./room-log.ts";
import { type OpenRoom, RoomOpener, type RoomOpenerOptions, type Title } from "./room-opener.ts";
import type { Administration, RoomRuntime } from "./room-runtime.ts";

export type RoomRegistryOptions = RoomOpenerOptions & {
  /** For how long changes are tried again while the database is away; 0: not at all. */
  readonly patienceMs: number;
};

/** A room of which its id is all that is needed. */
type Named = { readonly id: string };

/** The rooms of this node in which somebody is, each with its one writer. */
export class RoomRegistry implements RoomDesk, LocalRooms {
  readonly #options: RoomRegistryOptions;
  readonly #opener: RoomOpener;
  readonly #rooms = new Map<string, OpenRoom>();
  readonly #loading = new Map<string, Promise<OpenRoom>>();
  /** Rooms that were let go but still store what they must, by id. */
  readonly #closing = new Map<string, Promise<void>>();
  readonly #patience: Patience;
  #closed = false;

  constructor(options: RoomRegistryOptions) {
    this.#options = options;
    this.#patience = new Patience(options);
    this.#opener = new RoomOpener(options, this.#patience);
    options.cluster?.placement.onLost((roomId) => this.#lose(roomId));
    options.cluster?.placement.onHeld(() => this.#wake());
  }

  get size(): number {
    return this.#rooms.size;
  }

  has(roomId: string): boolean {
    return this.#rooms.has(roomId) || this.#loading.has(roomId);
  }

  async participants(roomId: string): Promise<readonly Participant[]> {
    return this.participantsHere(roomId);
  }

  participantsHere(roomId: string): readonly Participant[] {
    return this.#rooms.get(roomId)?.runtime.participants() ?? [];
  }

  liveIds(): ReadonlySet<string> {
    return new Set([...this.#rooms.keys(), ...this.#loading.keys()]);
  }

  async ask(room: Named, command: Administration): Promise<"ok" | ErrorCode> {
    return await this.enter(room, (runtime) => runtime.administer(command));
  }

  async closeDeleted(roomIds: readonly string[]): Promise<void> {
    for (const id of roomIds) this.#rooms.get(id)?.runtime.deleted();
  }

  /**
   * Calls `visit` with the room's runtime, in the same turn in which it is known to be alive: a room
   * without anyone is let go. Rejects when what is stored of the room cannot be read, and with
   * Elsewhere when another node has it.
   */
  async enter<T>({ id }: Named, visit: (room: RoomRuntime) => T): Promise<T> {
    for (;;) {
      const room = this.#rooms.get(id) ?? (await this.#load(id));
      if (this.#rooms.get(id) !== room) continue;
      const result = visit(room.runtime);
      if (room.runtime.isIdle) this.#letGo(id, room);
      return result;
    }
  }

  /**
   * A room that another node hands over: whoever wants in waits until `claim` resolves, which is
   * when it is ours.
   */
  async takeOver(roomId: string, handed: SavedRoom, claim: Promise<Claim>): Promise<void> {
    await this.#track(
      roomId,
      claim.then((known) => {
        this.#options.cluster?.placement.accept(roomId, known);
        return this.#open(roomId, { claim: known, handed });
      }),
    );
  }

  /** The room as another node can go on with it; null: it is not here. It says nothing any more. */
  async packUp(
    roomId: string,
  ): Promise<{ readonly saved: SavedRoom; readonly room: OpenRoom } | null> {
    const room = this.#rooms.get(roomId);
    if (room === undefined) return null;
    const saved = await room.runtime.packUp();
    return this.#rooms.get(roomId) === room ? { saved, room } : null;
  }

  /** It is not here any more; if another node has not got it all, its log stays for who takes it. */
  async moved(roomId: string, completely: boolean): Promise<void> {
    const room = this.#rooms.get(roomId);
    if (room === undefined) return;
    this.#rooms.delete(roomId);
    room.runtime.leave("draining");
    await room.journal?.close(!completely);
  }

  #load(roomId: string): Promise<OpenRoom> {
    return this.#loading.get(roomId) ?? this.#track(roomId, this.#start(roomId));
  }

  #track(roomId: string, starting: Promise<OpenRoom>): Promise<OpenRoom> {
    const started = starting.finally(() => {
      if (this.#loading.get(roomId) === started) this.#loading.delete(roomId);
    });
    this.#loading.set(roomId, started);
    return started;
  }

  async #start(roomId: string): Promise<OpenRoom> {
    // What the last run of this room stores must be there before the next one reads it.
    await this.#closing.get(roomId);
    const { cluster } = this.#options;
    if (cluster === null) return this.#open(roomId, null);
    const place = await cluster.placement.locate(roomId);
    if (place.state !== "here") throw new Elsewhere(place);
    return this.#open(roomId, { claim: place.claim, handed: null });
  }

  async #open(roomId: string, title: Title | null): Promise<OpenRoom> {
    const room = await this.#opener.open(roomId, title, {
      idle: () => this.#letGoIdle(roomId),
      fenced: () => this.#lose(roomId),
    });
    if (this.#closed) throw new ParleyError("unavailable", "The server is stopping.");
    this.#rooms.set(roomId, room);
    room.runtime.begin();
    if (title !== null && title.claim.before !== null) {
      void this.#forgetLog(roomId, title.claim.before, room);
    }
    return room;
  }

  /** Once our own log is there, nobody needs that of the owner before. */
  async #forgetLog(roomId: string, fence: number, { journal }: OpenRoom): Promise<void> {
    await journal?.settled();
    await this.#options.cluster?.journals.forget(roomId, fence);
  }

  #letGoIdle(roomId: string): void {
    const room = this.#rooms.get(roomId);
    if (room?.runtime.isIdle === true) this.#letGo(roomId, room);
  }

  #letGo(roomId: string, room: OpenRoom): void {
    if (this.#rooms.get(roomId) !== room) return;
    this.#rooms.delete(roomId);
    const closing = this.#close(roomId, room).finally(() => this.#closing.delete(roomId));
    this.#closing.set(roomId, closing);
  }

  /** Never rejects: a room that cannot be given free is found to be ours by the next who asks. */
  async #close(roomId: string, { runtime, journal, fence }: OpenRoom): Promise<void> {
    await runtime.close();
    await journal?.close(false);
    if (fence === null) return;
    try {
      await this.#options.cluster?.placement.release(roomId, fence);
    } catch (error) {
      this.#options.onNotStored("release", error);
    }
  }

  /** Its log stays for the one who has taken it. */
  #lose(roomId: string): void {
    const room = this.#rooms.get(roomId);
    if (room === undefined) return;
    this.#rooms.delete(roomId);
    room.runtime.leave("draining");
    void room.journal?.close(true);
  }

  #wake(): void {
    for (const { runtime } of this.#rooms.values()) runtime.wake();
  }

  /** Ends all meetings with `draining`; resolves when their stays are stored. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#patience.end();
    await Promise.allSettled(this.#loading.values());
    const rooms = [...this.#rooms];
    this.#rooms.clear();
    const closed = rooms.map(([id, room]) => this.#close(id, room));
    await Promise.all([...closed, ...this.#closing.values()]);
  }
}
