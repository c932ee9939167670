import type { Room } from "@parley/protocol";
import type { ChangeOf, CommandOf, StoredOf } from "./command.ts";
import { permissionsChanged } from "./decide-host.ts";
import { type Decision, NOTHING, happened, refused, storeFirst } from "./decision.ts";
import type { Event } from "./event.ts";
import { isHost, permissionsOf } from "./policy.ts";
import { type Eviction, putAllOut } from "./put-out.ts";
import type { RoomPatch, RoomState } from "./state.ts";

/** Asked for over HTTP; only the owner may choose when the room expires. */
export function decideChange({ by, patch }: CommandOf<"room.change">): Decision {
  const allowed = patch.expiresAt === undefined ? isHost(by.role) : by.role === "owner";
  if (!allowed) return refused("not_permitted");
  return storeFirst({ type: "room", patch, by: by.participantId });
}

/** The room as it is now, with the change: others may have been stored in the meantime. */
export function decideChanged(state: RoomState, { change, found }: StoredOf<"room">): Decision {
  if (!found) return refused("room_not_found");
  const room = patched(state.room, change.patch);
  return happened([
    { type: "room.updated", seq: state.seq + 1, room },
    ...followUps(state, room, change),
  ]);
}

function patched(room: Room, { settings, ...patch }: RoomPatch): Room {
  return { ...room, ...patch, settings: { ...room.settings, ...settings } };
}

function followUps(state: RoomState, room: Room, { by }: ChangeOf<"room">): Event[] {
  return [...state.members.values()].flatMap(({ participant }) => {
    const { role } = participant;
    const before = permissionsOf(role, state.room.settings);
    const permissions = permissionsOf(role, room.settings);
    const isSame = before.join() === permissions.join();
    return isSame ? [] : permissionsChanged(participant, permissions, by);
  });
}

export function decideDelete({ by, at }: CommandOf<"room.delete">): Decision {
  if (by.role !== "owner") return refused("not_permitted");
  return storeFirst({ type: "deletion", at });
}

export function decideDeleted(state: RoomState, at: number): Decision {
  const { events, effects } = putAllOut(state, "room_deleted", at);
  return happened([{ type: "room.deleted" }, ...events], effects);
}

/** Everyone goes, also those who wait. */
export function decideEnd(state: RoomState, ending: Eviction, at: number): Decision {
  const { events, effects } = putAllOut(state, ending, at);
  return happened(events, effects);
}

export function decideExpiryNear(state: RoomState): Decision {
  const { expiresAt } = state.room;
  return expiresAt === null ? NOTHING : happened([{ type: "expiry.warned", expiresAt }]);
}

export function decideExpiry(state: RoomState, { at }: CommandOf<"expiry">): Decision {
  const { expiresAt } = state.room;
  if (expiresAt === null || at < expiresAt) return NOTHING;
  return decideEnd(state, "room_expired", at);
}
