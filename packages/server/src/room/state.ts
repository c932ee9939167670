import type { ChatMessage, Participant, Room, RoomChange, Track } from "@parley/protocol";
import type { Standing } from "./policy.ts";

/** Where a participant's connection is in its life. */
export type Link =
  /** Its join is decided; its welcome goes out with the next flush. */
  | { readonly state: "entering"; readonly connection: string }
  | { readonly state: "live"; readonly connection: string }
  /** The socket broke; the place is kept until the grace time is over. */
  | { readonly state: "lost"; readonly since: number };

/** One participant that is present. */
export type Member = {
  readonly participant: Participant;
  readonly link: Link;
  readonly stayId: string;
  /** Of the membership: resume tokens of an earlier one are void. */
  readonly epoch: number;
  /** It has had a welcome: what is for it alone is kept for its return while it is away. */
  readonly welcomed: boolean;
};

/** A connection that wants in, with what is stored of who it speaks for. */
export type Entry = {
  readonly connection: string;
  readonly participantId: string;
  readonly name: string;
  readonly kind: Participant["kind"];
  readonly standing: Standing;
  /** For the stay that this join may become. */
  readonly stayId: string;
};

/** Somebody in the lobby. */
export type Waiter = {
  readonly entry: Entry;
  readonly since: number;
  /** When the socket broke; the place in the lobby is kept as long as one in the meeting. */
  readonly lostAt: number | null;
};

export type LeaveReason = "left" | "lost" | "signed_out" | "removed";

/** Changes that no frame has carried yet; presence by participant id. */
export type Pending = {
  readonly joined: ReadonlySet<string>;
  readonly updated: ReadonlySet<string>;
  readonly left: ReadonlyMap<string, LeaveReason>;
  readonly lobby: boolean;
};

/** What may be changed of a room; settings are merged. */
export type RoomPatch = RoomChange & { readonly expiresAt?: number | null };

/** A chat message with what only the server knows of it. */
export type StoredMessage = {
  readonly message: ChatMessage;
  /** Chosen by the sender: unique per room and sender. */
  readonly clientId: string;
  /** Grows with every message of the room, from 1: the order that is the same for all. */
  readonly position: number;
};

/** What a participant sends through the SFU; whether it is muted follows from the participant. */
export type PublishedTrack = Omit<Track, "muted">;

/** The limits that a room decides by. */
export type RoomLimits = {
  readonly capacity: number;
  readonly graceMs: number;
  readonly waiting: number;
  readonly chatRows: number;
  /** How many messages are at hand for newcomers. */
  readonly chatRecent: number;
  /** How many of them a welcome carries. */
  readonly chatInWelcome: number;
};

/**
 * Everything there is to know about a meeting that is going on. Only `reduce` makes a new one.
 */
export type RoomState = {
  readonly room: Room;
  readonly roomId: string;
  /** Opaque id of this run of the room's event log. */
  readonly stream: string;
  /** The last sequence number given to a frame that all members get. */
  readonly seq: number;
  readonly limits: RoomLimits;
  readonly deleted: boolean;
  /** By participant id, in order of joining. */
  readonly members: ReadonlyMap<string, Member>;
  /** Joins that wait for their stay to be stored, by connection id. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** By participant id, in order of knocking. */
  readonly lobby: ReadonlyMap<string, Waiter>;
  readonly pending: Pending;
  /** By id; one of a source per participant. Those of one who leaves go with it. */
  readonly tracks: ReadonlyMap<string, PublishedTrack>;
  /** Participants that wait for their welcome. */
  readonly entering: ReadonlySet<string>;
  /** When the last hand was raised: of two in one millisecond the order must stay known. */
  readonly lastHandAt: number;
  /** The last messages, oldest first, direct ones included. */
  readonly chat: readonly StoredMessage[];
  /** The position of the last message that was taken, stored or not. */
  readonly chatPosition: number;
  /** Ids of messages whose storing failed: they may be stored all the same. */
  readonly unsure: ReadonlySet<string>;
  /** Somebody is banned from this room. */
  readonly hasBans: boolean;
  /**
   * What this run has changed of people's standings, by participant id. A join may carry what was
   * read from the store just before such a change.
   */
  readonly removals: ReadonlyMap<string, { readonly epoch: number; readonly banned: boolean }>;
  readonly roles: ReadonlyMap<string, Standing["role"]>;
  readonly admitted: ReadonlySet<string>;
};

export const NO_PENDING: Pending = {
  joined: new Set(),
  updated: new Set(),
  left: new Map(),
  lobby: false,
};

type Given = Pick<RoomState, "room" | "roomId" | "stream" | "limits"> &
  Partial<Pick<RoomState, "chat" | "chatPosition" | "hasBans">>;

export function emptyRoom(given: Given): RoomState {
  return {
    chat: [],
    chatPosition: 0,
    hasBans: false,
    ...given,
    seq: 0,
    deleted: false,
    members: new Map(),
    entries: new Map(),
    lobby: new Map(),
    pending: NO_PENDING,
    tracks: new Map(),
    entering: new Set(),
    lastHandAt: 0,
    unsure: new Set(),
    removals: new Map(),
    roles: new Map(),
    admitted: new Set(),
  };
}

export function hasPending({ pending, entering }: RoomState): boolean {
  const { joined, updated, left, lobby } = pending;
  return lobby || joined.size + updated.size + left.size + entering.size > 0;
}

/** Nobody is here and nobody is coming. */
export function isDeserted({ members, entries, lobby }: RoomState): boolean {
  return members.size + entries.size + lobby.size === 0;
}

/** The member that this connection speaks for; undefined once another took over or it left. */
export function memberOf(
  state: RoomState,
  participantId: string,
  connection: string,
): Member | undefined {
  const member = state.members.get(participantId);
  if (member === undefined || member.link.state === "lost") return undefined;
  return member.link.connection === connection ? member : undefined;
}

/** Who waits behind this connection; undefined when nobody does any more. */
export function waiterOf(
  state: RoomState,
  participantId: string,
  connection: string,
): Waiter | undefined {
  const waiter = state.lobby.get(participantId);
  if (waiter === undefined || waiter.lostAt !== null) return undefined;
  return waiter.entry.connection === connection ? waiter : undefined;
}

/** Whether this participant may read the message. */
export function maySee({ to, from }: ChatMessage, participantId: string): boolean {
  return to === null || to === participantId || from.participantId === participantId;
}
