import { type Limits, type Room } from "@parley/protocol";
import { capacityOf } from "../room/policy.ts";
import { type RoomState, emptyRoom } from "../room/state.ts";
import type { AudienceOptions, ResumeClaims } from "./audience.ts";
import { FencedStorage } from "./fenced-storage.ts";
import { roomOf } from "./live-rooms.ts";
import type { Patience } from "./patience.ts";
import { PatientStorage, type RoomKeeping } from "./patient-storage.ts";
import type { Claim, Clock, Journal, Journals, MediaServer, Placement } from "./ports.ts";
import { type SavedRoom, readLog } from "./room-log.ts";
import { type Recovery, type StoredRoom, stateAfter } from "./room-recovery.ts";
import type { RoomInCluster } from "./room-options.ts";
import { RoomRuntime } from "./room-runtime.ts";
import { RoomStorage, type RoomStores } from "./room-storage.ts";

export type RoomOpenerOptions = {
  readonly clock: Clock;
  readonly stores: RoomStores;
  /** The SFU; null: there is none, and every room's media goes as a mesh. */
  readonly media: MediaServer | null;
  readonly limits: Limits;
  readonly newId: () => string;
  readonly iceServersFor: AudienceOptions["iceServersFor"];
  readonly signResume: (claims: ResumeClaims) => string;
  readonly onNotStored: (what: string, error: unknown) => void;
  /** Null on a server that is alone. */
  readonly cluster: Cluster | null;
};

export type Cluster = { readonly placement: Placement; readonly journals: Journals };

/** How a room came to us; null on a server that is alone. */
export type Title = {
  readonly claim: Claim;
  /** As the node that had the room has handed it over; null: it has not. */
  readonly handed: SavedRoom | null;
};

/** `idle`: nobody is in the room any more. `fenced`: another node has it. */
export type RoomEvents = { readonly idle: () => void; readonly fenced: () => void };

type Plan = {
  readonly roomId: string;
  readonly state: RoomState;
  readonly fence: number | null;
  readonly cluster: RoomInCluster | null;
  readonly on: RoomEvents;
};

/** A room that lives here. */
export type OpenRoom = {
  readonly runtime: RoomRuntime;
  readonly journal: Journal | null;
  readonly fence: number | null;
};

/** Brings rooms to life: from what is stored of them, and from what another node had of them. */
export class RoomOpener {
  readonly #options: RoomOpenerOptions;
  readonly #patience: Patience;

  constructor(options: RoomOpenerOptions, patience: Patience) {
    this.#options = options;
    this.#patience = patience;
  }

  /** The caller begins the runtime. */
  async open(roomId: string, title: Title | null, on: RoomEvents): Promise<OpenRoom> {
    const stored = await this.#read(roomId);
    const { cluster } = this.#options;
    const fresh = { roomId, state: this.#fresh(roomId, stored), fence: null, cluster: null };
    if (title === null || cluster === null) return this.#build({ ...fresh, on });
    const recovered = await this.#recover(roomId, title, stored);
    await this.#closeStays(roomId, recovered);
    const { fence } = title.claim;
    const journal = cluster.journals.open(roomId, fence, () => room.runtime.logAnew());
    const recovery = recovered?.recovery ?? null;
    const holds = () => cluster.placement.holds();
    const state = recovered?.state ?? fresh.state;
    const ours = { journal, recovery, holds, onFenced: on.fenced };
    const room = this.#build({ roomId, state, fence, cluster: ours, on });
    return room;
  }

  #build({ roomId, state, fence, cluster, on }: Plan): OpenRoom {
    const { media, signResume } = this.#options;
    const runtime = new RoomRuntime({
      ...this.#options,
      ...{ state, cluster, onIdle: on.idle, storage: this.#storageOf(roomId, fence) },
      media: state.room.settings.media === "sfu" ? media : null,
      resumeToken: (participantId, epoch, sessionId) =>
        signResume({ roomId, participantId, epoch, sessionId }),
    });
    return { runtime, journal: cluster?.journal ?? null, fence };
  }

  /** The room may have changed since its record was read. */
  async #read(roomId: string): Promise<Omit<StoredRoom, "memberships">> {
    const { stores, limits, media } = this.#options;
    const [record, chat, bans] = await Promise.all([
      stores.rooms.byId(roomId),
      stores.chat.recent(roomId, limits.chatRecent),
      stores.memberships.bans(roomId),
    ]);
    if (record === null) throw new Error(`Room ${roomId} is not there any more.`);
    const room = roomOf(record, media === null ? "mesh" : "sfu");
    return { room, deleted: record.deletedAt !== null, hasBans: bans.length > 0, chat };
  }

  #fresh(roomId: string, { room, chat, hasBans, deleted }: Omit<StoredRoom, "memberships">) {
    const { limits, newId } = this.#options;
    const chatPosition = chat.at(-1)?.position ?? 0;
    const given = { room, roomId, stream: newId(), limits: roomLimits(room, limits) };
    return { ...emptyRoom({ ...given, chat, chatPosition, hasBans }), deleted };
  }

  /** Null: nothing is known of what the room was like, and everybody begins with a snapshot. */
  async #recover(
    roomId: string,
    { claim, handed }: Title,
    stored: Omit<StoredRoom, "memberships">,
  ): Promise<{ state: RoomState; recovery: Recovery } | null> {
    const log = handed === null ? await this.#readLog(roomId, claim) : { saved: handed, items: [] };
    if (log === null) return null;
    const state = stateAfter(log.saved, log.items);
    const ids = [...state.members.keys(), ...state.lobby.keys()];
    const memberships = await this.#options.stores.memberships.among(roomId, ids);
    const stream = handed === null ? this.#options.newId() : null;
    return { state, recovery: { ...log, stream, stored: { ...stored, memberships } } };
  }

  async #readLog(roomId: string, { before }: Claim) {
    if (before === null) return null;
    try {
      const record = await this.#options.cluster?.journals.read(roomId, before);
      return record === undefined || record === null ? null : readLog(record);
    } catch (error) {
      // Without the log the room goes on all the same, as after a restart.
      this.#options.onNotStored("log.read", error);
      return null;
    }
  }

  /** Of those who were here under an owner that left nothing behind. */
  async #closeStays(roomId: string, recovered: { state: RoomState } | null): Promise<void> {
    const { stores, clock } = this.#options;
    const state = recovered?.state;
    const here = [...(state?.members.values() ?? []), ...(state?.entries.values() ?? [])];
    const kept = here.map(({ stayId }) => stayId);
    await stores.stays.closeIn(roomId, kept, clock.now());
  }

  #storageOf(roomId: string, fence: number | null): RoomKeeping {
    const { stores, limits, cluster } = this.#options;
    const roomsPerAccount = limits.roomsPerAccount;
    const storage = new RoomStorage({ roomId, stores, roomsPerAccount, fence });
    if (fence === null || cluster === null) return new PatientStorage(storage, this.#patience);
    const isCurrent = () => cluster.placement.isCurrent(roomId, fence);
    return new PatientStorage(new FencedStorage({ storage, isCurrent }), this.#patience);
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
