import type { Participant } from "@parley/protocol";
import type { Event } from "./event.ts";
import {
  type LeaveReason,
  type Member,
  NO_PENDING,
  type PendingPresence,
  type RoomState,
} from "./state.ts";

/** The room after an event. Never fails: whether something may happen is for `decide`. */
export function reduce(state: RoomState, event: Event): RoomState {
  switch (event.type) {
    case "entry.opened":
      return { ...state, entries: withEntry(state.entries, event.entry.connection, event.entry) };
    case "entry.closed":
      return { ...state, entries: without(state.entries, event.connection) };
    case "participant.joined":
      return joined(state, event);
    case "participant.returned":
      return returned(state, event.participant, event.connection);
    case "participant.lost":
      return lost(state, event.participant, event.since);
    case "participant.updated":
      return updated(state, event.participant);
    case "participant.left":
      return left(state, event.id, event.reason);
    case "presence.published":
      return { ...state, seq: event.seq, pending: NO_PENDING };
    case "participant.welcomed":
      return welcomed(state, event.id, event.link);
    case "connection.ended":
    case "relayed":
      return state;
  }
}

type EventOf<T extends Event["type"]> = Extract<Event, { type: T }>;

function joined(state: RoomState, event: EventOf<"participant.joined">): RoomState {
  const { participant, entry } = event;
  const link = { state: "entering", connection: entry.connection } as const;
  return {
    ...state,
    entries: without(state.entries, entry.connection),
    members: withEntry(state.members, participant.id, { participant, link, stayId: entry.stayId }),
    entering: withItem(state.entering, participant.id),
    pending: noteJoined(state.pending, participant.id),
  };
}

function returned(state: RoomState, participant: Participant, connection: string): RoomState {
  const link = { state: "entering", connection } as const;
  const entering = withItem(state.entering, participant.id);
  return changeMember({ ...state, entering }, participant, { link });
}

function lost(state: RoomState, participant: Participant, since: number): RoomState {
  const entering = withoutItem(state.entering, participant.id);
  return changeMember({ ...state, entering }, participant, { link: { state: "lost", since } });
}

function updated(state: RoomState, participant: Participant): RoomState {
  return changeMember(state, participant, {});
}

/** Puts the participant's new form in place; others hear of it when its version has grown. */
function changeMember(
  state: RoomState,
  participant: Participant,
  change: Partial<Member>,
): RoomState {
  const before = state.members.get(participant.id);
  if (before === undefined) return state;
  const members = withEntry(state.members, participant.id, { ...before, ...change, participant });
  if (before.participant.version === participant.version) return { ...state, members };
  return { ...state, members, pending: noteUpdated(state.pending, participant.id) };
}

function left(state: RoomState, id: string, reason: LeaveReason): RoomState {
  return {
    ...state,
    members: without(state.members, id),
    entering: withoutItem(state.entering, id),
    pending: noteLeft(state.pending, id, reason),
  };
}

function welcomed(state: RoomState, id: string, link: Member["link"]): RoomState {
  const member = state.members.get(id);
  if (member === undefined) return state;
  return {
    ...state,
    members: withEntry(state.members, id, { ...member, link }),
    entering: withoutItem(state.entering, id),
  };
}

function noteJoined(pending: PendingPresence, id: string): PendingPresence {
  return { ...pending, joined: withItem(pending.joined, id) };
}

/** What is announced as joined is announced in its latest form anyway. */
function noteUpdated(pending: PendingPresence, id: string): PendingPresence {
  if (pending.joined.has(id)) return pending;
  return { ...pending, updated: withItem(pending.updated, id) };
}

/**
 * Whoever came and went between two frames was never there for the others, unless it had been
 * there before: then the one frame that says it left must still go out.
 */
function noteLeft(pending: PendingPresence, id: string, reason: LeaveReason): PendingPresence {
  const neverSeen = pending.joined.has(id);
  return {
    joined: withoutItem(pending.joined, id),
    updated: withoutItem(pending.updated, id),
    left: neverSeen ? pending.left : withEntry(pending.left, id, reason),
  };
}

function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value);
}

function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  if (!map.has(key)) return map;
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}

function withItem<T>(set: ReadonlySet<T>, item: T): ReadonlySet<T> {
  return set.has(item) ? set : new Set(set).add(item);
}

function withoutItem<T>(set: ReadonlySet<T>, item: T): ReadonlySet<T> {
  if (!set.has(item)) return set;
  const copy = new Set(set);
  copy.delete(item);
  return copy;
}
