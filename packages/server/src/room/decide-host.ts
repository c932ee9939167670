import type { Participant, Permission, Role, Source } from "@parley/protocol";
import type { ChangeOf, CommandOf, StoredOf, Target } from "./command.ts";
import { type Decision, changed, happened, refused, storeFirst } from "./decision.ts";
import type { Event } from "./event.ts";
import { isHost, mayTouch, permissionsOf } from "./policy.ts";
import { putOut } from "./put-out.ts";
import type { Member, RoomState } from "./state.ts";

/** Whom of the others a host may act on; a refusal where it is one and that one is not to be had. */
function targetsOf(
  state: RoomState,
  { id: actor, role }: Participant,
  target: Target,
): Participant[] | "unknown_participant" | "not_permitted" {
  if ("all" in target) {
    const everyone = [...state.members.values()].map(({ participant }) => participant);
    return everyone.filter((one) => one.id !== actor && mayTouch(role, one.role));
  }
  const one = state.members.get(target.participantId)?.participant;
  if (one === undefined) return "unknown_participant";
  return mayTouch(role, one.role) ? [one] : "not_permitted";
}

export function decideMute(state: RoomState, member: Member, command: CommandOf<"mute">): Decision {
  const { target, source } = command;
  const targets = targetsOf(state, member.participant, target);
  if (typeof targets === "string") return refused(targets);
  const sending = "all" in target ? targets.filter(({ media }) => media[source]) : targets;
  return happened(sending.flatMap((one) => muted(one, source, member.participant.id)));
}

/** Its client switches the source off; the others see it off at once. */
function muted(target: Participant, source: Source, by: string | null): Event[] {
  const told: Event = { type: "muted", to: target.id, source, by };
  if (!target.media[source]) return [told];
  const participant = changed(target, { media: { ...target.media, [source]: false } });
  return [{ type: "participant.updated", participant }, told];
}

export function decideAskUnmute(
  state: RoomState,
  member: Member,
  { target, source }: CommandOf<"askUnmute">,
): Decision {
  if (target === member.participant.id || !state.members.has(target)) {
    return refused("unknown_participant");
  }
  const by = member.participant.id;
  return happened([{ type: "unmute.requested", to: target, source, by }]);
}

/** Also of somebody who has just left: the store knows them, and guards the owner. */
export function decideRemove(
  state: RoomState,
  member: Member,
  { target, ban, at }: CommandOf<"remove">,
): Decision {
  const actor = member.participant;
  const present = state.members.get(target)?.participant;
  if (target === actor.id) return refused("not_permitted");
  if (present !== undefined && !mayTouch(actor.role, present.role)) return refused("not_permitted");
  const name = nameOf(state, target) ?? null;
  return storeFirst({ type: "removal", participantId: target, name, ban, at });
}

/** What somebody is called who is here, waits, or is coming. */
function nameOf({ members, lobby, entries }: RoomState, id: string): string | undefined {
  const coming = [...entries.values()].find(({ participantId }) => participantId === id);
  return members.get(id)?.participant.name ?? lobby.get(id)?.entry.name ?? coming?.name;
}

export function decideRemoved(
  state: RoomState,
  { change, epoch }: StoredOf<"removal">,
  at: number,
): Decision {
  if (epoch === null) return refused("unknown_participant");
  const { participantId, ban } = change;
  const { events, effects } = putOut(state, participantId, ban ? "banned" : "removed", at);
  const noted: Event = { type: "removed", participantId, epoch, banned: ban };
  return happened([noted, ...events], effects);
}

/** Only the owner's permissions have this; the owner's own role is handed over, not changed. */
export function decideRole(state: RoomState, command: CommandOf<"role">): Decision {
  const target = state.members.get(command.target)?.participant;
  if (target === undefined) return refused("unknown_participant");
  if (target.role === "owner") return refused("not_permitted");
  const { role } = command;
  return storeFirst({ type: "role", participantId: target.id, role });
}

export function decideRoleStored(state: RoomState, { change, found }: StoredOf<"role">): Decision {
  if (!found) return refused("unknown_participant");
  return happened(roleChanged(state, change.participantId, change.role));
}

/** What a new role changes: for who has it, and for the others who see it. */
function roleChanged(state: RoomState, participantId: string, role: Role): Event[] {
  const noted: Event = { type: "role.changed", participantId, role };
  const before = state.members.get(participantId)?.participant;
  if (before === undefined || before.role === role) return [noted];
  const participant = changed(before, { role });
  const permissions = permissionsOf(role, state.room.settings);
  const updated: Event = { type: "participant.updated", participant };
  return [noted, updated, ...permissionsChanged(participant, permissions, null)];
}

/** Who gains or loses permissions is told; who shares a screen and may not any more, stops. */
export function permissionsChanged(
  participant: Participant,
  permissions: readonly Permission[],
  by: string | null,
): Event[] {
  const { id, media } = participant;
  const told: Event = { type: "permissions.changed", id, permissions };
  const stops = media.screen && !permissions.includes("media.screen");
  return stops ? [told, ...muted(participant, "screen", by)] : [told];
}

/** Whoever is the owner becomes a co-host; since this was asked for it may be somebody else. */
export function decideOwner(state: RoomState, { change, result }: StoredOf<"owner">): Decision {
  if (result === "too_many") return refused("too_many_rooms");
  if (result === "unknown") return refused("not_an_account");
  return happened([
    ...ownersBefore(state, change).flatMap((id) => roleChanged(state, id, "cohost")),
    ...roleChanged(state, change.to, "owner"),
  ]);
}

function ownersBefore(state: RoomState, { from, to }: ChangeOf<"owner">): string[] {
  const present = [...state.members.values()].map(({ participant }) => participant);
  const owners = present.filter(({ role }) => role === "owner").map(({ id }) => id);
  const noted = [...state.roles].filter(([, role]) => role === "owner").map(([id]) => id);
  return [...new Set([from, ...owners, ...noted])].filter((id) => id !== to);
}

export function decideHandOver(command: CommandOf<"room.handOver">): Decision {
  const { by, to } = command;
  if (by.role !== "owner") return refused("not_permitted");
  if (by.participantId === to) return refused("not_an_account");
  return storeFirst({ type: "owner", from: by.participantId, to });
}

export function decideLiftBan({ by, participantId }: CommandOf<"ban.lift">): Decision {
  if (!isHost(by.role)) return refused("not_permitted");
  return storeFirst({ type: "unban", participantId });
}

export function decideUnbanned({ change, lifted, hasBans }: StoredOf<"unban">): Decision {
  if (!lifted) return refused("unknown_ban");
  return happened([{ type: "ban.lifted", participantId: change.participantId, hasBans }]);
}
