import type { ErrorCode, Participant } from "@parley/protocol";
import type { ChangeOf, CommandOf } from "./command.ts";
import { type Decision, NOTHING, changed, happened, refused } from "./decision.ts";
import type { Effect, Event } from "./event.ts";
import { type Standing, doorOf } from "./policy.ts";
import {
  type Entry,
  type Member,
  type RoomState,
  type Waiter,
  memberOf,
  waiterOf,
} from "./state.ts";

/** A connection wants in: into its place, into the meeting, into the lobby, or nowhere. */
export function decideJoin(state: RoomState, command: CommandOf<"join">): Decision {
  const { type: _, at, ...entry } = command;
  const { expiresAt } = state.room;
  if (state.deleted) return refused("room_deleted");
  if (expiresAt !== null && at >= expiresAt) return refused("room_expired");
  const removal = removalSince(state, entry);
  if (removal !== null) return ended(entry.connection, removal);
  const present = state.members.get(entry.participantId);
  if (present !== undefined) return happened(returned(present, entry));
  return decideDoor(state, entry, at);
}

/** What it carries may have been read before a removal that has happened since. */
function removalSince(state: RoomState, { participantId, standing }: Entry) {
  const removal = state.removals.get(participantId);
  if (removal === undefined || standing.epoch >= removal.epoch) return null;
  return removal.banned ? "banned" : "removed";
}

function ended(connection: string, ending: "removed" | "banned"): Decision {
  return happened([{ type: "connection.ended", connection, ending }]);
}

function decideDoor(state: RoomState, read: Entry, at: number): Decision {
  const entry = { ...read, standing: standingNow(state, read) };
  const { access, locked } = state.room;
  const door = doorOf({ access, locked, hasBans: state.hasBans }, entry.kind, entry.standing);
  switch (door) {
    case "member":
      return decideEntry(state, entry, at);
    case "waiting":
      return decideWait(state, entry, at);
    case "banned":
    case "room_locked":
      return refused(door);
  }
}

/** What was read, with what this run has changed of it. */
function standingNow(state: RoomState, { participantId, standing }: Entry): Standing {
  const role = state.roles.get(participantId) ?? standing.role;
  const admittedAt = standing.admittedAt ?? (state.admitted.has(participantId) ? 0 : null);
  return { ...standing, role, admittedAt };
}

function decideEntry(state: RoomState, entry: Entry, at: number): Decision {
  if (isFull(state, [entry.participantId])) return refused("room_full");
  const leftLobby = leaveLobby(state, entry);
  return happened([...leftLobby, { type: "entry.opened", entry }], [openStay(state, entry, at)]);
}

/** Who asked before and need not ask any more leaves the lobby by the way. */
function leaveLobby(state: RoomState, { participantId }: Entry): Event[] {
  const waiter = state.lobby.get(participantId);
  if (waiter === undefined) return [];
  return [{ type: "lobby.left", participantId }, ...takenOver(waiter)];
}

function takenOver({ entry, lostAt }: Waiter): Event[] {
  if (lostAt !== null) return [];
  return [{ type: "connection.ended", connection: entry.connection, ending: "taken_over" }];
}

export function openStay(state: RoomState, entry: Entry, at: number): Effect {
  const { stayId: id, participantId, name, connection } = entry;
  const stay = { id, roomId: state.roomId, participantId, name, joinedAt: at };
  return { type: "change", change: { type: "stay", connection, stay }, answers: false };
}

/** Whether there is no place for these, those counted who are coming already. */
export function isFull(state: RoomState, newcomers: readonly string[]): boolean {
  const coming = new Set([...state.entries.values()].map(({ participantId }) => participantId));
  for (const id of newcomers) coming.add(id);
  for (const id of state.members.keys()) coming.delete(id);
  return state.members.size + coming.size > state.limits.capacity;
}

function decideWait(state: RoomState, entry: Entry, at: number): Decision {
  const before = state.lobby.get(entry.participantId);
  if (before === undefined && state.lobby.size >= state.limits.waiting) {
    return refused("lobby_full");
  }
  const waiter = { entry, since: before?.since ?? at, lostAt: null };
  const over = before === undefined ? [] : takenOver(before);
  return happened([...over, { type: "lobby.entered", waiter }]);
}

/** The newer connection takes over; the others see a change only if the participant was away. */
function returned({ participant, link }: Member, { connection }: Entry): Event[] {
  if (link.state === "lost") {
    const back = changed(participant, { state: "online" });
    return [{ type: "participant.returned", participant: back, connection }];
  }
  return [
    { type: "connection.ended", connection: link.connection, ending: "taken_over" },
    { type: "participant.returned", participant, connection },
  ];
}

/** The stay is stored: now the participant is there. */
export function decideEntered(
  state: RoomState,
  { connection }: ChangeOf<"stay">,
  at: number,
): Decision {
  const entry = state.entries.get(connection);
  if (entry === undefined) return NOTHING;
  const present = state.members.get(entry.participantId);
  if (present !== undefined) {
    // Two connections of one participant came in at once: the stay of the first one goes on.
    const events: Event[] = [{ type: "entry.closed", connection }, ...returned(present, entry)];
    return happened(events, [{ type: "stay.close", stayId: entry.stayId, leftAt: at }]);
  }
  return happened([{ type: "participant.joined", participant: newcomer(state, entry, at), entry }]);
}

export function decideNotEntered(state: RoomState, { connection }: ChangeOf<"stay">): Decision {
  if (!state.entries.has(connection)) return NOTHING;
  return happened([
    { type: "entry.closed", connection },
    { type: "connection.ended", connection, ending: "internal" },
  ]);
}

/** Its role may have changed while its stay was being stored. */
function newcomer(state: RoomState, entry: Entry, at: number): Participant {
  const { participantId, name, kind } = entry;
  const { role } = standingNow(state, entry);
  const media = { mic: false, camera: false, screen: false };
  const still = { state: "online", joinedAt: at, handRaisedAt: null, version: 1 } as const;
  return { id: participantId, name, kind, role, media, ...still };
}

/** Somebody leaves by their own wish, or because what they signed in with has ended. */
export function decideLeave(state: RoomState, command: CommandOf<"leave">): Decision {
  const { participantId, connection, ending, at } = command;
  const bye: Event = { type: "connection.ended", connection, ending };
  const entry = state.entries.get(connection);
  if (entry !== undefined) return abandoned(entry, at, [bye]);
  if (waiterOf(state, participantId, connection) !== undefined) {
    return happened([{ type: "lobby.left", participantId }, bye]);
  }
  const member = memberOf(state, participantId, connection);
  if (member === undefined) return refused("unknown_participant");
  const reason = ending === "left" ? "left" : "signed_out";
  return happened(
    [{ type: "participant.left", id: participantId, reason }, bye],
    [{ type: "stay.close", stayId: member.stayId, leftAt: at }],
  );
}

/** Its stay may be stored already or not yet: effects are carried out in order. */
function abandoned(entry: Entry, at: number, events: readonly Event[] = []): Decision {
  const { connection, stayId } = entry;
  return happened(
    [{ type: "entry.closed", connection }, ...events],
    [{ type: "stay.close", stayId, leftAt: at }],
  );
}

export function decideDisconnect(state: RoomState, command: CommandOf<"disconnect">): Decision {
  const { participantId, connection, at } = command;
  const entry = state.entries.get(connection);
  if (entry !== undefined) return abandoned(entry, at);
  if (waiterOf(state, participantId, connection) !== undefined) {
    return happened([{ type: "lobby.lost", participantId, since: at }]);
  }
  const member = memberOf(state, participantId, connection);
  if (member === undefined) return NOTHING;
  const participant = changed(member.participant, { state: "reconnecting" });
  return happened([{ type: "participant.lost", participant, since: at }]);
}

/** Those who were away for too long lose their place. */
export function decideGraceEnd(state: RoomState, { at }: CommandOf<"grace.end">): Decision {
  const due = (since: number) => since + state.limits.graceMs <= at;
  const gone = [...state.members.values()].filter(
    ({ link }) => link.state === "lost" && due(link.since),
  );
  const tired = [...state.lobby.values()].filter(({ lostAt }) => lostAt !== null && due(lostAt));
  return happened(
    [...gone.map(left), ...tired.map(gaveUp)],
    gone.map(({ stayId }) => ({ type: "stay.close", stayId, leftAt: at })),
  );
}

function left({ participant }: Member): Event {
  return { type: "participant.left", id: participant.id, reason: "lost" };
}

function gaveUp({ entry }: Waiter): Event {
  return { type: "lobby.left", participantId: entry.participantId };
}

/** Why somebody cannot be heard who has had no welcome yet, or whose connection is not the newest. */
export function silence(
  state: RoomState,
  { participantId, connection }: { participantId: string; connection: string },
): ErrorCode {
  const waiting = waiterOf(state, participantId, connection) !== undefined;
  const coming = memberOf(state, participantId, connection) !== undefined;
  const isKnown = waiting || coming || state.entries.has(connection);
  return isKnown ? "in_lobby" : "unknown_participant";
}
