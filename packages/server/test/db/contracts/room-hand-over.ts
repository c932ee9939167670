import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Membership, RoomRecord, Stores } from "../../../src/runtime/ports.ts";
import {
  NOW,
  membership,
  ownerOf,
  storedAccount,
  storedRoom,
  storedRoomOf,
  times,
} from "../fixtures.ts";
import { type OpenStores, withStores } from "./open-stores.ts";

/** A member of the room with an account. */
async function memberOf(
  stores: Stores,
  room: RoomRecord,
  fields: Partial<Membership> = {},
): Promise<{ accountId: string; member: Membership }> {
  const { id: accountId } = await storedAccount(stores);
  const member = membership(room.id, { principal: `account:${accountId}`, ...fields });
  return { accountId, member: await stores.memberships.ensure(member) };
}

/** Whose the room is, and who has which role in it. */
async function standing(stores: Stores, room: RoomRecord, members: readonly Membership[]) {
  const found = await Promise.all(
    members.map(({ principal }) => stores.memberships.find(room.id, principal)),
  );
  const ownerId = (await stores.rooms.byId(room.id))?.ownerId;
  return { ownerId, roles: found.map((each) => each?.role) };
}

/** What every RoomStore does when a room changes hands. */
export function roomHandOverContract(name: string, open: OpenStores): void {
  describe(`RoomStore on ${name}, handing a room over`, () => {
    it(
      "[STORE11] makes another account the owner and the owner a co-host",
      withStores(open, async (stores) => {
        const room = await storedRoom(stores);
        const { accountId, member } = await memberOf(stores, room);
        const to = { participantId: member.participantId, limit: 1 };
        assert.equal(await stores.rooms.handOver(room.id, to), "changed");
        assert.deepEqual(await stores.rooms.byId(room.id), { ...room, ownerId: accountId });
        const first = await stores.memberships.find(room.id, ownerOf(room).principal);
        const second = await stores.memberships.find(room.id, member.principal);
        assert.equal(first?.role, "cohost");
        assert.deepEqual(second, { ...member, role: "owner" });
        const mine = await stores.rooms.listOf(accountId, { cursor: null, limit: 5 });
        assert.deepEqual(
          mine.rows.map(({ id }) => id),
          [room.id],
        );
      }),
    );

    it(
      "changes nothing when it is the owner already, however many rooms it owns",
      withStores(open, async (stores) => {
        const room = await storedRoom(stores);
        const owner = await stores.memberships.find(room.id, ownerOf(room).principal);
        assert.ok(owner);
        const to = { participantId: owner.participantId, limit: 1 };
        assert.equal(await stores.rooms.handOver(room.id, to), "changed");
        const after = await standing(stores, room, [owner]);
        assert.deepEqual(after, { ownerId: room.ownerId, roles: ["owner"] });
      }),
    );

    it(
      "says too_many and changes nothing when the account owns its limit",
      withStores(open, async (stores) => {
        const room = await storedRoom(stores);
        const { accountId, member } = await memberOf(stores, room);
        const own = await storedRoomOf(stores, accountId);
        const to = { participantId: member.participantId, limit: 1 };
        assert.equal(await stores.rooms.handOver(room.id, to), "too_many");
        const members = [ownerOf(room), member];
        const before = { ownerId: room.ownerId, roles: ["owner", "member"] };
        assert.deepEqual(await standing(stores, room, members), before);
        await stores.rooms.remove(own.id, NOW);
        assert.equal(await stores.rooms.handOver(room.id, to), "changed");
      }),
    );

    it(
      "knows no guest, nobody banned, nobody from elsewhere and no deleted account",
      withStores(open, async (stores) => {
        const [room, other] = [await storedRoom(stores), await storedRoom(stores)];
        const guest = membership(room.id, { principal: "guest:g1" });
        await stores.memberships.ensure(guest);
        const banned = await memberOf(stores, room, { bannedAt: NOW });
        const elsewhere = await memberOf(stores, other);
        const deleted = await memberOf(stores, room);
        await stores.accounts.remove(deleted.accountId, NOW);
        const nobody = [guest, banned.member, elsewhere.member, deleted.member];
        for (const { participantId } of nobody) {
          const outcome = await stores.rooms.handOver(room.id, { participantId, limit: 10 });
          assert.equal(outcome, "unknown");
        }
        assert.equal((await stores.rooms.byId(room.id))?.ownerId, room.ownerId);
      }),
    );

    it(
      "hands over neither an unknown nor a deleted room",
      withStores(open, async (stores) => {
        const room = await storedRoom(stores);
        const { member } = await memberOf(stores, room);
        await stores.rooms.remove(room.id, NOW);
        const to = { participantId: member.participantId, limit: 10 };
        assert.equal(await stores.rooms.handOver(room.id, to), "unknown");
        assert.equal(await stores.rooms.handOver("nowhere", to), "unknown");
      }),
    );

    it(
      "[STORE11] a room that is handed over to many at once has one owner in the end",
      withStores(open, async (stores) => {
        const room = await storedRoom(stores);
        const rivals = await Promise.all(times(5, () => memberOf(stores, room)));
        const members = rivals.map(({ member }) => member);
        await Promise.all(
          members.map(({ participantId }) =>
            stores.rooms.handOver(room.id, { participantId, limit: 10 }),
          ),
        );
        const { ownerId, roles } = await standing(stores, room, members);
        assert.equal(roles.filter((role) => role === "owner").length, 1);
        assert.equal(ownerId, rivals[roles.indexOf("owner")]?.accountId);
      }),
    );
  });
}
