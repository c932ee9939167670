import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RoomRecord, Stores } from "../../../src/runtime/ports.ts";
import {
  NOW,
  invite,
  membership,
  message,
  ownerOf,
  stay,
  storedRoom,
  tally,
  times,
} from "../fixtures.ts";
import { type OpenStores, withStores } from "./open-stores.ts";

const NOBODY: ReadonlySet<string> = new Set();

/** Which of these rooms are there still. */
async function left(stores: Stores, rooms: readonly RoomRecord[]): Promise<string[]> {
  const found = await Promise.all(rooms.map(({ id }) => stores.rooms.byId(id)));
  return found.flatMap((room) => (room === null ? [] : [room.name]));
}

/** What every RoomStore does with a room between its creation and its end. */
export function roomLifeContract(name: string, open: OpenStores): void {
  describe(`RoomStore on ${name}, the life of a room`, () => {
    it(
      "changes what it is told to and nothing else",
      withStores(open, async (stores) => {
        const [stored, other] = [await storedRoom(stores), await storedRoom(stores)];
        const patch = {
          name: "王",
          access: "restricted",
          locked: true,
          expiresAt: NOW + 9,
        } as const;
        const changed = { ...stored, ...patch };
        assert.deepEqual(await stores.rooms.update(stored.id, patch), changed);
        assert.deepEqual(await stores.rooms.byCode(stored.code), changed);
        assert.deepEqual(await stores.rooms.byId(other.id), other);
        const back = { locked: false, expiresAt: null };
        assert.deepEqual(await stores.rooms.update(stored.id, back), { ...changed, ...back });
        assert.deepEqual(await stores.rooms.byId(stored.id), { ...changed, ...back });
      }),
    );

    it(
      "merges settings, also those that many change at once",
      withStores(open, async (stores) => {
        const stored = await storedRoom(stores);
        const changes = [{ chat: false }, { reactions: false }, { muteOnEntry: true }];
        await Promise.all(changes.map((settings) => stores.rooms.update(stored.id, { settings })));
        const settings = { ...stored.settings, chat: false, reactions: false, muteOnEntry: true };
        assert.deepEqual(await stores.rooms.byId(stored.id), { ...stored, settings });
      }),
    );

    it(
      "changes and returns no field that is not in a patch's type",
      withStores(open, async (stores) => {
        const stored = await storedRoom(stores);
        const body = { name: "New", ownerId: "thief", code: "new-code-new", usedAt: 0 };
        const changed = { ...stored, name: "New" };
        assert.deepEqual(await stores.rooms.update(stored.id, body), changed);
        assert.deepEqual(await stores.rooms.byId(stored.id), changed);
      }),
    );

    it(
      "changes nothing when told nothing",
      withStores(open, async (stores) => {
        const stored = await storedRoom(stores);
        assert.deepEqual(await stores.rooms.update(stored.id, {}), stored);
        assert.deepEqual(await stores.rooms.byId(stored.id), stored);
      }),
    );

    it(
      "changes neither an unknown nor a deleted room",
      withStores(open, async (stores) => {
        const stored = await storedRoom(stores);
        await stores.rooms.remove(stored.id, NOW + 1);
        assert.equal(await stores.rooms.update(stored.id, { name: "Back" }), null);
        assert.equal(await stores.rooms.update("nowhere", { name: "Back" }), null);
        assert.equal((await stores.rooms.byId(stored.id))?.name, stored.name);
      }),
    );

    it(
      "notes when a room was last used, and never an earlier time",
      withStores(open, async (stores) => {
        const [stored, other] = [await storedRoom(stores), await storedRoom(stores)];
        await stores.rooms.markUsed(stored.id, NOW + 10);
        await stores.rooms.markUsed(stored.id, NOW + 5);
        assert.deepEqual(await stores.rooms.byId(stored.id), { ...stored, usedAt: NOW + 10 });
        assert.deepEqual(await stores.rooms.byId(other.id), other);
        await stores.rooms.markUsed("nowhere", NOW + 10);
      }),
    );

    it(
      "deletes a room once; it can be found still",
      withStores(open, async (stores) => {
        const stored = await storedRoom(stores);
        const outcomes = await Promise.all(times(5, () => stores.rooms.remove(stored.id, NOW + 7)));
        assert.deepEqual(tally(outcomes), { removed: 1, unknown: 4 });
        assert.equal(await stores.rooms.remove("nowhere", NOW), "unknown");
        const deleted = { ...stored, deletedAt: NOW + 7 };
        assert.deepEqual(await stores.rooms.byCode(stored.code), deleted);
        assert.deepEqual(await stores.rooms.byId(stored.id), deleted);
      }),
    );

    it(
      "[STORE10] forgets rooms that were deleted or expired before a time, and no others",
      withStores(open, async (stores) => {
        const soon = NOW + 100;
        const rooms = [
          await storedRoom(stores, { name: "deleted before" }),
          await storedRoom(stores, { name: "deleted then" }),
          await storedRoom(stores, { name: "expired before", expiresAt: soon - 1 }),
          await storedRoom(stores, { name: "expired then", expiresAt: soon }),
          await storedRoom(stores, { name: "idle before", usedAt: soon - 201 }),
          await storedRoom(stores, { name: "idle then", usedAt: soon - 200 }),
          await storedRoom(stores, { name: "fixed", usedAt: NOW - 500, expiresAt: soon + 9 }),
        ];
        await stores.rooms.remove(rooms[0]?.id ?? "", soon - 1);
        await stores.rooms.remove(rooms[1]?.id ?? "", soon);
        assert.equal(await stores.rooms.removeForgotten(soon, 200, NOBODY), 3);
        const kept = ["deleted then", "expired then", "idle then", "fixed"];
        assert.deepEqual(await left(stores, rooms), kept);
        assert.equal(await stores.rooms.removeForgotten(soon, 200, NOBODY), 0);
      }),
    );

    it(
      "[STORE10] does not forget a room in which somebody is",
      withStores(open, async (stores) => {
        const rooms = [
          await storedRoom(stores, { name: "in use", expiresAt: NOW - 1 }),
          await storedRoom(stores, { name: "empty", expiresAt: NOW - 1 }),
        ];
        const inUse = new Set([rooms[0]?.id ?? ""]);
        assert.equal(await stores.rooms.removeForgotten(NOW, 1000, inUse), 1);
        assert.deepEqual(await left(stores, rooms), ["in use"]);
      }),
    );

    it(
      "[STORE10] does not forget a room that a node has; one whose node is gone is nobody's",
      withStores(open, async (stores, kysely) => {
        const rooms = [
          await storedRoom(stores, { name: "a node's", expiresAt: NOW - 1 }),
          await storedRoom(stores, { name: "let go", expiresAt: NOW - 1 }),
          await storedRoom(stores, { name: "of a node that is gone", expiresAt: NOW - 1 }),
        ];
        const living = { address: "192.0.2.1:7000", aliveAt: NOW, rooms: 1, draining: 0 };
        await kysely
          .insertInto("nodes")
          .values({ id: "n1", ...living })
          .execute();
        for (const [i, nodeId] of ["n1", null, "n0"].entries()) {
          const owner = { roomId: rooms[i]?.id ?? "", nodeId, fence: 1, isLogged: 0 };
          await kysely.insertInto("roomOwners").values(owner).execute();
        }
        assert.equal(await stores.rooms.removeForgotten(NOW, 1000, NOBODY), 2);
        assert.deepEqual(await left(stores, rooms), ["a node's"]);
        await kysely.updateTable("roomOwners").set({ nodeId: null }).execute();
        assert.equal(await stores.rooms.removeForgotten(NOW, 1000, NOBODY), 1);
        assert.deepEqual(await left(stores, rooms), []);
      }),
    );

    it(
      "[STORE10] forgets with a room all that belongs to it, and nothing of another",
      withStores(open, async (stores) => {
        const [gone, kept] = [
          await storedRoom(stores, { expiresAt: NOW }),
          await storedRoom(stores),
        ];
        for (const { id } of [gone, kept]) {
          await stores.memberships.ensure(membership(id, { principal: "guest:g1", bannedAt: NOW }));
          await stores.chat.append(id, message(1));
          await stores.invites.create(invite(id), 10);
          await stores.stays.open(stay(id));
        }
        assert.equal(await stores.rooms.removeForgotten(NOW + 1, 1000, NOBODY), 1);
        const countsOf = async ({ id }: RoomRecord) => [
          (await stores.memberships.bans(id)).length,
          (await stores.chat.recent(id, 10)).length,
          (await stores.invites.list(id)).length,
          (await stores.stays.list(id)).length,
        ];
        assert.deepEqual(await countsOf(gone), [0, 0, 0, 0]);
        assert.equal(await stores.memberships.find(gone.id, ownerOf(gone).principal), null);
        assert.deepEqual(await countsOf(kept), [1, 1, 1, 1]);
      }),
    );
  });
}
