import type { ErrorCode, Participant } from "@parley/protocol";
import type { Command } from "./command.ts";
import type { Effect, Event } from "./event.ts";
import { permissionsOf } from "./policy.ts";
import { type Entry, type Member, type RoomState, hasPending, memberOf } from "./state.ts";

export type Decision =
  | { readonly ok: true; readonly events: readonly Event[]; readonly effects: readonly Effect[] }
  | { readonly ok: false; readonly code: ErrorCode };

type CommandOf<T extends Command["type"]> = Extract<Command, { type: T }>;

const NOTHING: Decision = { ok: true, events: [], effects: [] };

function happened(events: readonly Event[], effects: readonly Effect[] = []): Decision {
  return { ok: true, events, effects };
}

function refused(code: ErrorCode): Decision {
  return { ok: false, code };
}

/** What a command makes of a room: events and effects, or a refusal. Changes nothing itself. */
export function decide(state: RoomState, command: Command): Decision {
  switch (command.type) {
    case "join":
      return decideJoin(state, command);
    case "join.stored":
      return decideJoinStored(state, command);
    case "join.failed":
      return decideJoinFailed(state, command);
    case "leave":
      return decideLeave(state, command);
    case "disconnect":
      return decideDisconnect(state, command);
    case "grace.end":
      return decideGraceEnd(state, command);
    case "update":
      return decideUpdate(state, command);
    case "relay":
      return decideRelay(state, command);
    case "flush":
      return happened(flushed(state));
  }
}

function decideJoin(state: RoomState, command: CommandOf<"join">): Decision {
  const { type: _, at, ...entry } = command;
  const { expiresAt } = state.room;
  if (expiresAt !== null && at >= expiresAt) return refused("room_expired");
  const present = state.members.get(entry.participantId);
  if (present !== undefined) return happened(returned(present, entry));
  if (isFull(state, entry)) return refused("room_full");
  const { connection, stayId, participantId, name } = entry;
  const stay = { id: stayId, roomId: state.roomId, participantId, name, joinedAt: at };
  return happened([{ type: "entry.opened", entry }], [{ type: "stay.open", connection, stay }]);
}

function isFull(state: RoomState, { participantId }: Entry): boolean {
  const coming = new Set([...state.entries.values()].map((entry) => entry.participantId));
  coming.delete(participantId);
  return state.members.size + coming.size >= state.capacity;
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

function decideJoinStored(
  state: RoomState,
  { at, connection }: CommandOf<"join.stored">,
): Decision {
  const entry = state.entries.get(connection);
  if (entry === undefined) return NOTHING;
  const present = state.members.get(entry.participantId);
  if (present !== undefined) {
    // Two connections of one participant came in at once: the stay of the first one goes on.
    const events: Event[] = [{ type: "entry.closed", connection }, ...returned(present, entry)];
    return happened(events, [{ type: "stay.close", stayId: entry.stayId, leftAt: at }]);
  }
  return happened([{ type: "participant.joined", participant: newcomer(entry, at), entry }]);
}

function decideJoinFailed(state: RoomState, { connection }: CommandOf<"join.failed">): Decision {
  if (!state.entries.has(connection)) return NOTHING;
  return happened([
    { type: "entry.closed", connection },
    { type: "connection.ended", connection, ending: "internal" },
  ]);
}

function newcomer({ participantId, name, kind, role }: Entry, at: number): Participant {
  const media = { mic: false, camera: false, screen: false };
  const still = { state: "online", joinedAt: at, handRaisedAt: null, version: 1 } as const;
  return { id: participantId, name, kind, role, media, ...still };
}

function decideLeave(state: RoomState, command: CommandOf<"leave">): Decision {
  const { participantId, connection, reason, at } = command;
  const ending = reason === "signed_out" ? "signed_out" : "left";
  const ended: Event = { type: "connection.ended", connection, ending };
  const entry = state.entries.get(connection);
  if (entry !== undefined) return abandoned(entry, at, [ended]);
  const member = memberOf(state, participantId, connection);
  if (member === undefined) return refused("unknown_participant");
  return happened(
    [{ type: "participant.left", id: participantId, reason }, ended],
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

function decideDisconnect(state: RoomState, command: CommandOf<"disconnect">): Decision {
  const { participantId, connection, at } = command;
  const entry = state.entries.get(connection);
  if (entry !== undefined) return abandoned(entry, at);
  const member = memberOf(state, participantId, connection);
  if (member === undefined) return NOTHING;
  const participant = changed(member.participant, { state: "reconnecting" });
  return happened([{ type: "participant.lost", participant, since: at }]);
}

function decideGraceEnd(state: RoomState, { at }: CommandOf<"grace.end">): Decision {
  const over = [...state.members.values()].filter(
    ({ link }) => link.state === "lost" && link.since + state.graceMs <= at,
  );
  return happened(
    over.map(({ participant }) => ({
      type: "participant.left",
      id: participant.id,
      reason: "lost",
    })),
    over.map(({ stayId }) => ({ type: "stay.close", stayId, leftAt: at })),
  );
}

function decideUpdate(state: RoomState, command: CommandOf<"update">): Decision {
  const member = memberOf(state, command.participantId, command.connection);
  if (member === undefined) return refused("unknown_participant");
  const { participant } = member;
  const media = {
    mic: command.media?.mic ?? participant.media.mic,
    camera: command.media?.camera ?? participant.media.camera,
    screen: command.media?.screen ?? participant.media.screen,
  };
  const name = command.name ?? participant.name;
  if (!maySend(state, participant, media)) return refused("not_permitted");
  if (isSame(participant, { name, media })) return NOTHING;
  return happened([
    { type: "participant.updated", participant: changed(participant, { name, media }) },
  ]);
}

/** Switching off is always allowed. */
function maySend(state: RoomState, { role, media: now }: Participant, next: Participant["media"]) {
  const allowed = permissionsOf(role, state.room.settings);
  return (["mic", "camera", "screen"] as const).every(
    (source) => !next[source] || now[source] || allowed.includes(`media.${source}`),
  );
}

function isSame(a: Participant, b: Pick<Participant, "name" | "media">): boolean {
  return (
    a.name === b.name &&
    a.media.mic === b.media.mic &&
    a.media.camera === b.media.camera &&
    a.media.screen === b.media.screen
  );
}

function decideRelay(state: RoomState, command: CommandOf<"relay">): Decision {
  const { participantId: from, connection, to, relay } = command;
  if (memberOf(state, from, connection) === undefined) return refused("unknown_participant");
  const target = to === null ? null : (state.members.get(to) ?? undefined);
  if (target === undefined || to === from) return refused("unknown_participant");
  if (target?.link.state === "lost") return refused("participant_away");
  const recipients = to === null ? presentBut(state, from) : [to];
  const relayed: Event = { type: "relayed", from, to: recipients, relay };
  // Nobody may hear of a participant, or hear from one, before the frame that announces it.
  const news =
    state.entering.size > 0 && [from, ...recipients].some((id) => state.entering.has(id));
  return happened(news ? [...flushed(state), relayed] : [relayed]);
}

function presentBut(state: RoomState, from: string): string[] {
  const ids: string[] = [];
  for (const [id, { link }] of state.members) {
    if (id !== from && link.state !== "lost") ids.push(id);
  }
  return ids;
}

/** One frame for all that has changed, then the welcomes: `welcome.seq` includes one's own join. */
function flushed(state: RoomState): Event[] {
  if (!hasPending(state)) return [];
  const { joined, updated, left } = state.pending;
  const events: Event[] = [];
  if (joined.size + updated.size + left.size > 0) {
    events.push({
      type: "presence.published",
      seq: state.seq + 1,
      joined: participantsOf(state, joined),
      updated: participantsOf(state, updated),
      left: [...left].map(([id, reason]) => ({ id, reason })),
    });
  }
  return [...events, ...welcomes(state)];
}

function participantsOf(state: RoomState, ids: ReadonlySet<string>): Participant[] {
  return [...ids].flatMap((id) => state.members.get(id)?.participant ?? []);
}

function* welcomes(state: RoomState): Generator<Event> {
  for (const id of state.entering) {
    const link = state.members.get(id)?.link;
    if (link?.state !== "entering") continue;
    yield {
      type: "participant.welcomed",
      id,
      link: { state: "live", connection: link.connection },
    };
  }
}

function changed(participant: Participant, change: Partial<Participant>): Participant {
  return { ...participant, ...change, version: participant.version + 1 };
}
