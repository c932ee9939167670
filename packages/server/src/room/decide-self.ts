import type { Participant } from "@parley/protocol";
import type { CommandOf } from "./command.ts";
import { type Decision, NOTHING, changed, happened, refused } from "./decision.ts";
import type { Event } from "./event.ts";
import { flushed } from "./flush.ts";
import { isHost, may, mayTouch } from "./policy.ts";
import type { Member, RoomState } from "./state.ts";

export function decideUpdate(
  state: RoomState,
  { participant }: Member,
  command: CommandOf<"update">,
): Decision {
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
function maySend({ room }: RoomState, { role }: Participant, media: Participant["media"]) {
  return (["mic", "camera", "screen"] as const).every(
    (source) => !media[source] || may(role, room.settings, `media.${source}`),
  );
}

function isSame(a: Pick<Participant, "name" | "media">, b: Pick<Participant, "name" | "media">) {
  return (
    a.name === b.name &&
    a.media.mic === b.media.mic &&
    a.media.camera === b.media.camera &&
    a.media.screen === b.media.screen
  );
}

/** Each hand has a time of its own, so that their order is the order of raising. */
export function decideRaise(state: RoomState, { participant }: Member, at: number): Decision {
  if (participant.handRaisedAt !== null) return NOTHING;
  const handRaisedAt = Math.max(at, state.lastHandAt + 1);
  return happened([
    { type: "hand.raised", at: handRaisedAt },
    { type: "participant.updated", participant: changed(participant, { handRaisedAt }) },
  ]);
}

/** One's own; hosts lower those of others too. */
export function decideLower(
  state: RoomState,
  { participant: actor }: Member,
  { target }: CommandOf<"hand.lower">,
): Decision {
  const mayLower = ({ id, role }: Participant) => id === actor.id || mayTouch(actor.role, role);
  if ("all" in target) {
    if (!isHost(actor.role)) return refused("not_permitted");
    const everyone = [...state.members.values()].map(({ participant }) => participant);
    return happened(everyone.filter(mayLower).flatMap(handDown));
  }
  const one = state.members.get(target.participantId ?? actor.id)?.participant;
  if (one === undefined) return refused("unknown_participant");
  return mayLower(one) ? happened(handDown(one)) : refused("not_permitted");
}

function handDown(participant: Participant): Event[] {
  if (participant.handRaisedAt === null) return [];
  const lowered = changed(participant, { handRaisedAt: null });
  return [{ type: "participant.updated", participant: lowered }];
}

export function decideReact(
  state: RoomState,
  { participant }: Member,
  { emoji }: CommandOf<"react">,
): Decision {
  const { id } = participant;
  return happened([{ type: "reacted", seq: state.seq + 1, participantId: id, emoji }]);
}

export function decideRelay(
  state: RoomState,
  { participant }: Member,
  { to, relay }: CommandOf<"relay">,
): Decision {
  const { id: from } = participant;
  if (to !== null && !canHear(state, from, to)) return refused("unknown_participant");
  const recipients = to === null ? membersBut(state, from) : [to];
  const relayed: Event = { type: "relayed", from, to: recipients, relay };
  // Nobody hears from another before its welcome.
  const news = state.entering.size > 0 && recipients.some((id) => state.entering.has(id));
  return happened(news ? [...flushed(state), relayed] : [relayed]);
}

/** For one who is away it is kept, unless there was no welcome yet that it could go on from. */
function canHear({ members }: RoomState, from: string, to: string): boolean {
  const target = members.get(to);
  if (target === undefined || to === from) return false;
  return target.link.state !== "lost" || target.welcomed;
}

function membersBut(state: RoomState, from: string): string[] {
  const ids: string[] = [];
  for (const id of state.members.keys()) {
    if (id !== from) ids.push(id);
  }
  return ids;
}
