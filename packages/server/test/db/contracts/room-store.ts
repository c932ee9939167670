import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  NOW,
  allPages,
  ownerOf,
  room,
  storedAccount,
  storedRoomOf,
  tally,
  times,
} from "../fixtures.ts";
import { type OpenStores, withStores } from "./open-stores.ts";

/** What every RoomStore does. */
export function roomStoreContract(name: string, open: OpenStores): void {
  describe(`RoomStore on ${name}`, () => {
    it(
      "stores a room with its owner's membership",
      withStores(open, async (stores) => {
        const { id } = await storedAccount(stores);
        const stored = room(id, { code: "abc-defg-hij" });
        const owner = ownerOf(stored);
        assert.equal(await stores.rooms.create(stored, owner, 10), "created");
        assert.deepEqual(await stores.rooms.byCode("abc-defg-hij"), stored);
        assert.deepEqual(await stores.memberships.find(stored.id, owner.principal), owner);
      }),
    );

    it(
      "keeps flags, settings and expiry",
      withStores(open, async (stores) => {
        const { id } = await storedAccount(stores);
        const stored = room(id, {
          name: "",
          access: "trusted",
          locked: true,
          settings: {
            chat: false,
            reactions: false,
            screenShare: true,
            muteOnEntry: true,
            media: "sfu",
          },
          expiresAt: NOW + 60_000,
        });
        await stores.rooms.create(stored, ownerOf(stored), 10);
        assert.deepEqual(await stores.rooms.byCode(stored.code), stored);
      }),
    );

    it(
      "finds nothing for an unknown code",
      withStores(open, async ({ rooms }) => {
        assert.equal(await rooms.byCode("abc-defg-hij"), null);
      }),
    );

    it(
      "says code_taken and stores nothing when another room has the code",
      withStores(open, async (stores) => {
        const { id } = await storedAccount(stores);
        const [first, second] = [
          room(id, { code: "abc-defg-hij" }),
          room(id, { code: "abc-defg-hij" }),
        ];
        await stores.rooms.create(first, ownerOf(first), 10);
        const owner = ownerOf(second);
        assert.equal(await stores.rooms.create(second, owner, 10), "code_taken");
        assert.deepEqual(await stores.rooms.byCode("abc-defg-hij"), first);
        assert.equal(await stores.memberships.find(second.id, owner.principal), null);
      }),
    );

    it(
      "creates one of 20 rooms with the same code",
      withStores(open, async (stores) => {
        const { id } = await storedAccount(stores);
        const rivals = times(20, () => room(id, { code: "abc-defg-hij" }));
        const creations = rivals.map((rival) => stores.rooms.create(rival, ownerOf(rival), 100));
        const outcomes = await Promise.all(creations);
        assert.deepEqual(tally(outcomes), { created: 1, code_taken: 19 });
        const winner = rivals[outcomes.indexOf("created")];
        assert.deepEqual(await stores.rooms.byCode("abc-defg-hij"), winner);
      }),
    );

    it(
      "never lets an account own more rooms than its limit, whoever is first",
      withStores(open, async (stores) => {
        const { id } = await storedAccount(stores);
        const rivals = times(20, () => room(id));
        const creations = rivals.map((rival) => stores.rooms.create(rival, ownerOf(rival), 5));
        assert.deepEqual(tally(await Promise.all(creations)), { created: 5, too_many: 15 });
        const found = await Promise.all(rivals.map(({ code }) => stores.rooms.byCode(code)));
        assert.equal(found.filter((each) => each !== null).length, 5);
      }),
    );

    it(
      "counts the rooms of each account by itself",
      withStores(open, async (stores) => {
        const [ada, bob] = [await storedAccount(stores), await storedAccount(stores)];
        const [first, second, third] = [room(ada.id), room(bob.id), room(ada.id)];
        assert.equal(await stores.rooms.create(first, ownerOf(first), 1), "created");
        assert.equal(await stores.rooms.create(second, ownerOf(second), 1), "created");
        assert.equal(await stores.rooms.create(third, ownerOf(third), 1), "too_many");
      }),
    );

    it(
      "stores no room whose membership cannot be stored",
      withStores(open, async (stores) => {
        const { id } = await storedAccount(stores);
        const stored = room(id);
        const elsewhere = { ...ownerOf(stored), roomId: "another-room" };
        await assert.rejects(stores.rooms.create(stored, elsewhere, 10));
        assert.equal(await stores.rooms.byCode(stored.code), null);
      }),
    );

    it(
      "rejects a room of an account that does not exist",
      withStores(open, async ({ rooms }) => {
        const orphan = room("nobody");
        await assert.rejects(rooms.create(orphan, ownerOf(orphan), 10));
        assert.equal(await rooms.byCode(orphan.code), null);
      }),
    );

    it(
      "finds a room by its id",
      withStores(open, async (stores) => {
        const { id } = await storedAccount(stores);
        const stored = await storedRoomOf(stores, id);
        await storedRoomOf(stores, id);
        assert.deepEqual(await stores.rooms.byId(stored.id), stored);
        assert.equal(await stores.rooms.byId("nowhere"), null);
      }),
    );

    it(
      "counts no deleted rooms",
      withStores(open, async (stores) => {
        const { id } = await storedAccount(stores);
        const [first, second, third] = [room(id), room(id), room(id)];
        assert.equal(await stores.rooms.create(first, ownerOf(first), 1), "created");
        await stores.rooms.remove(first.id, NOW);
        assert.equal(await stores.rooms.create(second, ownerOf(second), 1), "created");
        assert.equal(await stores.rooms.create(third, ownerOf(third), 1), "too_many");
      }),
    );

    it(
      "keeps the code of a deleted room until it is forgotten",
      withStores(open, async (stores) => {
        const { id } = await storedAccount(stores);
        const first = await storedRoomOf(stores, id, { code: "abc-defg-hij" });
        await stores.rooms.remove(first.id, NOW);
        const second = room(id, { code: "abc-defg-hij" });
        assert.equal(await stores.rooms.create(second, ownerOf(second), 10), "code_taken");
        await stores.rooms.removeForgotten(NOW + 1, 1000, new Set());
        assert.equal(await stores.rooms.create(second, ownerOf(second), 10), "created");
      }),
    );

    it(
      "[STORE2] pages hold the rooms of one account once, newest first, without deleted ones",
      withStores(open, async (stores) => {
        const [ada, bob] = [await storedAccount(stores), await storedAccount(stores)];
        await storedRoomOf(stores, bob.id);
        const rooms = times(9, (n) => room(ada.id, { createdAt: NOW + Math.floor(n / 3) }));
        for (const each of rooms) await stores.rooms.create(each, ownerOf(each), 10);
        const [gone, ...kept] = rooms;
        assert.ok(gone);
        await stores.rooms.remove(gone.id, NOW);
        const pages = await allPages(3, (page) => stores.rooms.listOf(ada.id, page));
        const newestFirst = kept.toSorted(
          (a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1),
        );
        assert.deepEqual(pages.flat(), newestFirst);
        assert.deepEqual(
          pages.map(({ length }) => length),
          [3, 3, 2],
        );
      }),
    );

    it(
      "[STORE2] a room that is made or deleted between two pages moves nothing",
      withStores(open, async (stores) => {
        const { id } = await storedAccount(stores);
        for (const n of [1, 2, 3, 4]) {
          await storedRoomOf(stores, id, { name: `room ${n}`, createdAt: NOW + n });
        }
        const first = await stores.rooms.listOf(id, { cursor: null, limit: 2 });
        await storedRoomOf(stores, id, { name: "room 5", createdAt: NOW + 5 });
        await stores.rooms.remove(first.rows[1]?.id ?? "", NOW);
        const second = await stores.rooms.listOf(id, { cursor: first.next, limit: 2 });
        const names = [...first.rows, ...second.rows].map((row) => row.name);
        assert.deepEqual(names, ["room 4", "room 3", "room 2", "room 1"]);
        assert.equal(second.next, null);
      }),
    );
  });
}
