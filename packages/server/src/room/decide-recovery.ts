import { type Decision, changed, happened } from "./decision.ts";
import type { Event } from "./event.ts";
import type { Member, RoomState } from "./state.ts";

/**
 * The room goes on where no connection of before is left. Everybody keeps a place and has the whole
 * grace time to come back, those too who were away already: until now nobody could. A join that was
 * on its way is none; its client tries again.
 */
export function decideRecovered(state: RoomState, at: number): Decision {
  const { entries, members, lobby } = state;
  const events: Event[] = [
    ...[...entries.keys()].map((connection): Event => ({ type: "entry.closed", connection })),
    ...[...members.values()].map((member) => cutOff(member, at)),
    ...[...lobby.keys()].map((participantId): Event => ({
      type: "lobby.lost",
      participantId,
      since: at,
    })),
  ];
  const stays = [...entries.values()].map(({ stayId }) => stayId);
  return happened(
    events,
    stays.map((stayId) => ({ type: "stay.close", stayId, leftAt: at })),
  );
}

function cutOff({ participant, link }: Member, at: number): Event {
  const isNews = link.state !== "lost";
  const now = isNews ? changed(participant, { state: "reconnecting" }) : participant;
  return { type: "participant.lost", participant: now, since: at };
}
