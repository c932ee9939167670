/** Puts into a database what makes callers and rooms what callers-table.ts calls them. */
import { randomInt } from "node:crypto";
import { type InviteBody, LIMITS } from "@parley/protocol";
import { newInvite } from "../../src/identity/invites.ts";
import { randomId, randomRoomCode } from "../../src/identity/random.ts";
import type { Membership, Principal, RoomRecord, Stores } from "../../src/runtime/ports.ts";
import { type GoneRoom, LIVE_ROOMS, type LiveRoom, type Past } from "./callers-table.ts";

/** A room of an account, and its owner's membership. */
export async function storeRoom(
  stores: Stores,
  change: Partial<RoomRecord> & Pick<RoomRecord, "ownerId" | "createdAt">,
): Promise<RoomRecord> {
  const room: RoomRecord = {
    id: randomId(),
    code: randomRoomCode(),
    name: `Room ${randomInt(1_000_000)}`,
    access: "trusted",
    locked: false,
    settings: {
      chat: true,
      reactions: true,
      screenShare: true,
      muteOnEntry: false,
      media: "mesh",
    },
    expiresAt: null,
    usedAt: change.createdAt,
    deletedAt: null,
    ...change,
  };
  const owner = membershipOf(room, `account:${room.ownerId}`, room.createdAt);
  await stores.rooms.create(room, { ...owner, role: "owner" }, LIMITS.roomsPerAccount);
  return room;
}

export function membershipOf(
  room: RoomRecord,
  principal: Principal,
  admittedAt: number | null,
): Membership {
  return {
    roomId: room.id,
    principal,
    participantId: randomId(),
    name: principal,
    role: "member",
    epoch: 1,
    admittedAt,
    bannedAt: null,
  };
}

type RoomOf = { readonly ownerId: string; readonly now: number };

export async function storeLiveRoom(
  stores: Stores,
  kind: LiveRoom,
  { ownerId, now }: RoomOf,
): Promise<RoomRecord> {
  const { access, locked, someoneBanned } = LIVE_ROOMS[kind];
  const room = await storeRoom(stores, { ownerId, createdAt: now, access, locked });
  if (someoneBanned) await storePast(stores, room, "guest:mallory", "banned");
  return room;
}

/** The code of a room that is not there, or not any more. */
export async function storeGoneRoom(
  stores: Stores,
  kind: GoneRoom,
  { ownerId, now }: RoomOf,
): Promise<string> {
  const { idleRoomMs, roomKeptMs } = LIMITS;
  const room = { ownerId, createdAt: now - idleRoomMs - roomKeptMs };
  const store = async (change: Partial<RoomRecord>) => storeRoom(stores, { ...room, ...change });
  const deleted = async (at: number) => {
    const { id, code } = await store({});
    await stores.rooms.remove(id, at);
    return code;
  };
  switch (kind) {
    case "unknown":
      return randomRoomCode();
    case "expired":
      return (await store({ expiresAt: now })).code;
    case "expired by disuse":
      return (await store({ usedAt: now - idleRoomMs })).code;
    case "deleted":
      return deleted(now);
    case "expired, keeping time over":
      return (await store({ expiresAt: now - roomKeptMs })).code;
    case "deleted, keeping time over":
      return deleted(now - roomKeptMs);
  }
}

/** What the room knows of somebody; an owner's membership is there already. */
export async function storePast(
  stores: Stores,
  room: RoomRecord,
  principal: Principal,
  past: Past,
): Promise<void> {
  if (past === "new" || past === "owner") return;
  const at = room.createdAt;
  const { memberships } = stores;
  const membership = membershipOf(room, principal, past === "waiting" ? null : at);
  const role = past === "cohost" ? "cohost" : "member";
  const { participantId } = await memberships.ensure({ ...membership, role });
  if (past !== "removed" && past !== "banned") return;
  const removal = { at, ban: past === "banned", name: membership.name };
  await memberships.remove(room.id, participantId, removal);
}

/** The token of an invite. */
export async function storeInvite(
  stores: Stores,
  room: RoomRecord,
  body: InviteBody = {},
): Promise<string> {
  const given = { roomId: room.id, now: room.createdAt, ids: randomId };
  const { invite, token } = newInvite(body, given);
  await stores.invites.create(invite, LIMITS.invitesPerRoom);
  return token;
}
