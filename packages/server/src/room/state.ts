import type { Participant, Room } from "@parley/protocol";

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
};

/** A join that waits for its stay to be stored. */
export type Entry = {
  readonly connection: string;
  readonly participantId: string;
  readonly name: string;
  readonly kind: Participant["kind"];
  readonly role: Participant["role"];
  readonly stayId: string;
};

export type LeaveReason = "left" | "lost" | "signed_out";

/** Presence changes that no frame has carried yet, by participant id. */
export type PendingPresence = {
  readonly joined: ReadonlySet<string>;
  readonly updated: ReadonlySet<string>;
  readonly left: ReadonlyMap<string, LeaveReason>;
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
  readonly capacity: number;
  readonly graceMs: number;
  /** By participant id, in order of joining. */
  readonly members: ReadonlyMap<string, Member>;
  /** By connection id. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly pending: PendingPresence;
  /** Participants that wait for their welcome. */
  readonly entering: ReadonlySet<string>;
};

export const NO_PENDING: PendingPresence = {
  joined: new Set(),
  updated: new Set(),
  left: new Map(),
};

export function emptyRoom(
  given: Pick<RoomState, "room" | "roomId" | "stream" | "capacity" | "graceMs">,
): RoomState {
  return {
    ...given,
    seq: 0,
    members: new Map(),
    entries: new Map(),
    pending: NO_PENDING,
    entering: new Set(),
  };
}

export function hasPending({ pending, entering }: RoomState): boolean {
  const { joined, updated, left } = pending;
  return joined.size + updated.size + left.size + entering.size > 0;
}

/** Nobody is here and nobody is coming. */
export function isDeserted(state: RoomState): boolean {
  return state.members.size === 0 && state.entries.size === 0;
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
