import type { ChangeOf, CommandOf, Waiters } from "./command.ts";
import { isFull, openStay } from "./decide-join.ts";
import { type Decision, happened, refused, storeFirst } from "./decision.ts";
import type { Effect, Event } from "./event.ts";
import type { Entry, RoomState, Waiter } from "./state.ts";

/** Those of the named who wait. */
function chosen({ lobby }: RoomState, waiters: Waiters): Waiter[] {
  if ("all" in waiters) return [...lobby.values()];
  return [...new Set(waiters.ids)].flatMap((id) => lobby.get(id) ?? []);
}

export function decideAdmit(state: RoomState, { waiters, at }: CommandOf<"admit">): Decision {
  const participantIds = chosen(state, waiters).map(({ entry }) => entry.participantId);
  if (participantIds.length === 0) return refused("unknown_participant");
  if (isFull(state, participantIds)) return refused("room_full");
  return storeFirst({ type: "admission", participantIds, at });
}

/** From now on they are members: who is still there comes in, as long as there is room. */
export function decideAdmitted(
  state: RoomState,
  { participantIds }: ChangeOf<"admission">,
  at: number,
): Decision {
  // A ban that was stored in the meantime is stronger.
  const welcome = participantIds.filter((id) => state.removals.get(id)?.banned !== true);
  const events = welcome.map((participantId): Event => ({ type: "admitted", participantId }));
  const effects: Effect[] = [];
  const coming: string[] = [];
  for (const waiter of welcome.flatMap((id) => state.lobby.get(id) ?? [])) {
    const { entry } = waiter;
    const { participantId } = entry;
    events.push({ type: "lobby.left", participantId });
    if (waiter.lostAt !== null) continue;
    coming.push(participantId);
    events.push(wayIn(state, entry, coming));
    if (!isFull(state, coming)) effects.push(openStay(state, entry, at));
  }
  return happened(events, effects);
}

function wayIn(state: RoomState, entry: Entry, coming: readonly string[]): Event {
  if (!isFull(state, coming)) return { type: "entry.opened", entry };
  return { type: "connection.ended", connection: entry.connection, ending: "room_full" };
}

/** They may ask again: a denial is not a ban. */
export function decideDeny(state: RoomState, { waiters }: CommandOf<"deny">): Decision {
  const denied = chosen(state, waiters);
  if (denied.length === 0) return refused("unknown_participant");
  return happened(denied.flatMap(sentAway));
}

function sentAway({ entry, lostAt }: Waiter): Event[] {
  const { participantId, connection } = entry;
  const left: Event = { type: "lobby.left", participantId };
  return lostAt === null
    ? [left, { type: "connection.ended", connection, ending: "denied" }]
    : [left];
}
