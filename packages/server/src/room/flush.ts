import type { Participant, Waiting } from "@parley/protocol";
import type { Event } from "./event.ts";
import { isHost } from "./policy.ts";
import { type RoomState, type Waiter, hasPending } from "./state.ts";

/** One frame for all that has changed, then the welcomes: `welcome.seq` includes one's own join. */
export function flushed(state: RoomState): Event[] {
  if (!hasPending(state)) return [];
  const { joined, updated, left, lobby } = state.pending;
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
  if (lobby)
    events.push({ type: "lobby.published", to: hostsOf(state), waiting: waitingOf(state) });
  return [...events, ...welcomes(state)];
}

/** Those who wait, longest first. */
export function waitingOf({ lobby }: RoomState): Waiting[] {
  return [...lobby.values()].map(waitingAs);
}

function waitingAs({ entry, since }: Waiter): Waiting {
  const { participantId: id, name, kind } = entry;
  return { id, name, kind, since };
}

function hostsOf({ members }: RoomState): string[] {
  const hosts = [...members.values()].filter(({ participant }) => isHost(participant.role));
  return hosts.map(({ participant }) => participant.id);
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
