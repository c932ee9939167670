import type { Effect, Event } from "./event.ts";
import type { RoomState } from "./state.ts";

/** Why somebody is put out of a room. */
export type Eviction = "removed" | "banned" | "meeting_ended" | "room_expired" | "room_deleted";

type Steps = { readonly events: Event[]; readonly effects: Effect[] };

/** Puts one participant out, wherever it is: in the meeting, on its way in, or in the lobby. */
export function putOut(state: RoomState, id: string, ending: Eviction, at: number): Steps {
  const all = [outOfEntries(state, id, ending, at), outOfMeeting(state, id, ending, at)];
  return {
    events: [...all.flatMap(({ events }) => events), ...outOfLobby(state, id, ending)],
    effects: all.flatMap(({ effects }) => effects),
  };
}

/** Puts everyone out. */
export function putAllOut(state: RoomState, ending: Eviction, at: number): Steps {
  const coming = [...state.entries.values()].map(({ participantId }) => participantId);
  const ids = new Set([...state.members.keys(), ...coming, ...state.lobby.keys()]);
  const all = [...ids].map((id) => putOut(state, id, ending, at));
  return {
    events: all.flatMap(({ events }) => events),
    effects: all.flatMap(({ effects }) => effects),
  };
}

function outOfEntries(state: RoomState, id: string, ending: Eviction, at: number): Steps {
  const entries = [...state.entries.values()].filter(({ participantId }) => participantId === id);
  return {
    events: entries.flatMap(({ connection }) => [
      { type: "entry.closed", connection },
      { type: "connection.ended", connection, ending },
    ]),
    effects: entries.map(({ stayId }) => ({ type: "stay.close", stayId, leftAt: at })),
  };
}

function outOfMeeting(state: RoomState, id: string, ending: Eviction, at: number): Steps {
  const member = state.members.get(id);
  if (member === undefined) return { events: [], effects: [] };
  const { link, stayId } = member;
  const reason = ending === "removed" || ending === "banned" ? "removed" : "left";
  const events: Event[] = [{ type: "participant.left", id, reason }];
  if (link.state !== "lost") {
    events.push({ type: "connection.ended", connection: link.connection, ending });
  }
  return { events, effects: [{ type: "stay.close", stayId, leftAt: at }] };
}

function outOfLobby(state: RoomState, participantId: string, ending: Eviction): Event[] {
  const waiter = state.lobby.get(participantId);
  if (waiter === undefined) return [];
  const left: Event = { type: "lobby.left", participantId };
  if (waiter.lostAt !== null) return [left];
  return [left, { type: "connection.ended", connection: waiter.entry.connection, ending }];
}
