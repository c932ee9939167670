import type { ErrorCode, Limits, Participant, Room } from "@parley/protocol";
import { capacityOf } from "../room/policy.ts";
import { type RoomState, emptyRoom } from "../room/state.ts";
import type { AudienceOptions, ResumeClaims } from "./audience.ts";
import { type RoomDesk, roomOf } from "./live-rooms.ts";
import type { Clock, MediaServer, RoomRecord } from "./ports.ts";
import { type Administration, RoomRuntime } from "./room-runtime.ts";
import { Patience } from "./patience.ts";
import { PatientStorage } from "./patient-storage.ts";
import { RoomStorage, type RoomStores } from "./room-storage.ts";

export type RoomRegistryOptions = {
  readonly clock: Clock;
  readonly stores: RoomStores;
  /** The SFU; null: there is none, and every room's media goes as a mesh. */
  readonly media: MediaServer | null;
  readonly limits: Limits;
  readonly newId: () => string;
  readonly iceServersFor: AudienceOptions["iceServersFor"];
  readonly signResume: (claims: ResumeClaims) => string;
  /** For how long changes are tried again while the database is away; 0: not at all. */
  readonly patienceMs: number;
  readonly onNotStored: (what: string, error: unknown) => void;
};

/** The rooms in which somebody is, each with its one writer. */
export class RoomRegistry implements RoomDesk {
  readonly #options: RoomRegistryOptions;
  readonly #rooms = new Map<string, RoomRuntime>();
  readonly #loading = new Map<string, Promise<RoomRuntime>>();
  /** Rooms that were let go but still store what they must, by id. */
  readonly #closing = new Map<string, Promise<void>>();
  readonly #patience: Patience;
  #closed = false;

  constructor(options: RoomRegistryOptions) {
    this.#options = options;
    this.#patience = new Patience(options);
  }

  get size(): number {
    return this.#rooms.size;
  }

  participants(roomId: string): readonly Participant[] {
    return this.#rooms.get(roomId)?.participants() ?? [];
  }

  liveIds(): ReadonlySet<string> {
    return new Set([...this.#rooms.keys(), ...this.#loading.keys()]);
  }

  async ask(record: RoomRecord, command: Administration): Promise<"ok" | ErrorCode> {
    return await this.enter(record, (room) => room.administer(command));
  }

  closeDeleted(roomIds: readonly string[]): void {
    for (const id of roomIds) this.#rooms.get(id)?.deleted();
  }

  /**
   * Calls `visit` with the room's runtime, in the same turn in which it is known to be alive: a room
   * without anyone is let go. Rejects when what is stored of the room cannot be read.
   */
  async enter<T>(record: RoomRecord, visit: (room: RoomRuntime) => T): Promise<T> {
    for (;;) {
      const room = this.#rooms.get(record.id) ?? (await this.#load(record));
      if (this.#rooms.get(record.id) !== room) continue;
      const result = visit(room);
      if (room.isIdle) this.#letGo(record.id, room);
      return result;
    }
  }

  #load(record: RoomRecord): Promise<RoomRuntime> {
    const loading = this.#loading.get(record.id);
    if (loading !== undefined) return loading;
    const started = this.#start(record).finally(() => this.#loading.delete(record.id));
    this.#loading.set(record.id, started);
    return started;
  }

  async #start(record: RoomRecord): Promise<RoomRuntime> {
    // What the last run of this room stores must be there before the next one reads it.
    await this.#closing.get(record.id);
    const state = await this.#readState(record);
    if (this.#closed) throw new Error("The server is stopping.");
    const { clock, limits, newId, iceServersFor, signResume, onNotStored } = this.#options;
    const roomId = record.id;
    const runtime: RoomRuntime = new RoomRuntime({
      state,
      clock,
      limits,
      newId,
      iceServersFor,
      media: state.room.settings.media === "sfu" ? this.#options.media : null,
      storage: this.#storageOf(roomId),
      resumeToken: (participantId, epoch, sessionId) =>
        signResume({ roomId, participantId, epoch, sessionId }),
      onIdle: () => this.#letGo(roomId, runtime),
      onNotStored,
    });
    this.#rooms.set(roomId, runtime);
    return runtime;
  }

  #storageOf(roomId: string): PatientStorage {
    const { stores, limits } = this.#options;
    const storage = new RoomStorage({ roomId, stores, roomsPerAccount: limits.roomsPerAccount });
    return new PatientStorage(storage, this.#patience);
  }

  /** The room may have changed since the record was read. */
  async #readState({ id }: RoomRecord): Promise<RoomState> {
    const { stores, limits, newId, media } = this.#options;
    const [record, chat, bans] = await Promise.all([
      stores.rooms.byId(id),
      stores.chat.recent(id, limits.chatRecent),
      stores.memberships.bans(id),
    ]);
    if (record === null) throw new Error(`Room ${id} is not there any more.`);
    const room = roomOf(record, media === null ? "mesh" : "sfu");
    return {
      ...emptyRoom({
        room,
        roomId: id,
        stream: newId(),
        limits: roomLimits(room, limits),
        chat,
        chatPosition: chat.at(-1)?.position ?? 0,
        hasBans: bans.length > 0,
      }),
      deleted: record.deletedAt !== null,
    };
  }

  #letGo(roomId: string, runtime: RoomRuntime): void {
    if (this.#rooms.get(roomId) !== runtime) return;
    this.#rooms.delete(roomId);
    const closing = runtime.close().finally(() => this.#closing.delete(roomId));
    this.#closing.set(roomId, closing);
  }

  /** Ends all meetings with `draining`; resolves when their stays are stored. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#patience.end();
    await Promise.allSettled(this.#loading.values());
    const runtimes = [...this.#rooms.values()];
    this.#rooms.clear();
    await Promise.all([...runtimes.map((runtime) => runtime.close()), ...this.#closing.values()]);
  }
}

function roomLimits({ settings }: Room, limits: Limits): RoomState["limits"] {
  return {
    capacity: capacityOf(settings, limits),
    graceMs: limits.graceMs,
    waiting: limits.waitingPerRoom,
    chatRows: limits.chatRowsPerRoom,
    chatRecent: limits.chatRecent,
    chatInWelcome: limits.chatInWelcome,
  };
}
