import type { Participant } from "@parley/protocol";
import type { EventOf } from "./event.ts";
import { withEntry, withItem, without, withoutItem } from "./immutable.ts";
import type { LeaveReason, Member, Pending, RoomState } from "./state.ts";

/** What events make of those who are in the meeting. */

export function joined(state: RoomState, event: EventOf<"participant.joined">): RoomState {
  const { participant, entry } = event;
  const { connection, stayId, standing } = entry;
  const link = { state: "entering", connection } as const;
  const member = { participant, link, stayId, epoch: standing.epoch, welcomed: false };
  return {
    ...state,
    entries: without(state.entries, connection),
    members: withEntry(state.members, participant.id, member),
    entering: withItem(state.entering, participant.id),
    pending: noteJoined(state.pending, participant.id),
  };
}

export function returned(
  state: RoomState,
  participant: Participant,
  connection: string,
): RoomState {
  const link = { state: "entering", connection } as const;
  const entering = withItem(state.entering, participant.id);
  return changeMember({ ...state, entering }, participant, { link });
}

export function lost(state: RoomState, participant: Participant, since: number): RoomState {
  const entering = withoutItem(state.entering, participant.id);
  return changeMember({ ...state, entering }, participant, { link: { state: "lost", since } });
}

export function updated(state: RoomState, participant: Participant): RoomState {
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

export function left(state: RoomState, id: string, reason: LeaveReason): RoomState {
  return {
    ...state,
    members: without(state.members, id),
    entering: withoutItem(state.entering, id),
    tracks: tracksWithout(state.tracks, id),
    pending: noteLeft(state.pending, id, reason),
  };
}

/** No frame says so: whoever hears that somebody has left drops that one's tracks too. */
function tracksWithout(tracks: RoomState["tracks"], participantId: string): RoomState["tracks"] {
  const rest = [...tracks].filter(([, track]) => track.participantId !== participantId);
  return rest.length === tracks.size ? tracks : new Map(rest);
}

export function welcomed(state: RoomState, id: string, link: Member["link"]): RoomState {
  const member = state.members.get(id);
  if (member === undefined) return state;
  return {
    ...state,
    members: withEntry(state.members, id, { ...member, link, welcomed: true }),
    entering: withoutItem(state.entering, id),
  };
}

function noteJoined(pending: Pending, id: string): Pending {
  return { ...pending, joined: withItem(pending.joined, id) };
}

/** What is announced as joined is announced in its latest form anyway. */
function noteUpdated(pending: Pending, id: string): Pending {
  if (pending.joined.has(id)) return pending;
  return { ...pending, updated: withItem(pending.updated, id) };
}

/**
 * Whoever came and went between two frames was never there for the others, unless it had been
 * there before: then the one frame that says it left must still go out.
 */
function noteLeft(pending: Pending, id: string, reason: LeaveReason): Pending {
  const neverSeen = pending.joined.has(id);
  return {
    ...pending,
    joined: withoutItem(pending.joined, id),
    updated: withoutItem(pending.updated, id),
    left: neverSeen ? pending.left : withEntry(pending.left, id, reason),
  };
}
