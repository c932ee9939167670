import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  NOW,
  account,
  ownerOf,
  room,
  session,
  storedAccount,
  storedRoomOf,
  tokenFamily,
} from "../fixtures.ts";
import { type OpenStores, withStores } from "./open-stores.ts";

/** What every AccountStore does with accounts that are deleted. */
export function accountRemovalContract(name: string, open: OpenStores): void {
  describe(`AccountStore on ${name}, deleting accounts`, () => {
    it(
      "[STORE7] a deleted account keeps nothing of the person, and its name is free again",
      withStores(open, async ({ accounts }) => {
        const ada = account({ username: "Ada", usernameKey: "ada", displayName: "Countess" });
        await accounts.create(ada);
        assert.deepEqual(await accounts.remove(ada.id, NOW + 5), []);
        const tombstone = await accounts.byId(ada.id);
        assert.equal(tombstone?.deletedAt, NOW + 5);
        assert.equal(tombstone?.displayName, "");
        assert.ok(!JSON.stringify(tombstone).toLowerCase().includes('ada"'));
        assert.ok(!tombstone?.passwordHash.includes("argon2"));
        assert.equal(await accounts.byUsernameKey("ada"), null);
        const next = account({ username: "Ada", usernameKey: "ada" });
        assert.equal(await accounts.create(next), "created");
        assert.deepEqual(await accounts.byUsernameKey("ada"), next);
      }),
    );

    it(
      "[STORE7] a deleted account cannot be found by any name, changed, or deleted again",
      withStores(open, async ({ accounts }) => {
        const { id } = account();
        await accounts.create(account({ id }));
        await accounts.remove(id, NOW + 5);
        const tombstone = await accounts.byId(id);
        assert.ok(tombstone);
        const password = { passwordHash: "$argon2id$new", passwordRule: "strict" as const };
        assert.equal(await accounts.byUsernameKey(tombstone.usernameKey), null);
        assert.equal(await accounts.setPassword(id, password), "unknown");
        assert.equal(await accounts.rename(id, "Back"), "unknown");
        assert.deepEqual(await accounts.remove(id, NOW + 9), []);
        assert.deepEqual(await accounts.byId(id), tombstone);
      }),
    );

    it(
      "deletes an account whatever names others have taken",
      withStores(open, async ({ accounts }) => {
        const ada = account();
        const lookalikes = [`deleted:${ada.id}`, `deleted-${ada.id}`, `deleted${ada.id}`];
        await accounts.create(ada);
        for (const taken of lookalikes) {
          await accounts.create(account({ username: taken, usernameKey: taken }));
        }
        await accounts.remove(ada.id, NOW);
        assert.equal((await accounts.byId(ada.id))?.deletedAt, NOW);
      }),
    );

    it(
      "[STORE7] a deleted account's sessions and tokens are gone, and nobody else's",
      withStores(open, async (stores) => {
        const [ada, bob] = [await storedAccount(stores), await storedAccount(stores)];
        const sessions = [session(ada.id), session(bob.id)] as const;
        const families = [tokenFamily(ada.id), tokenFamily(bob.id)] as const;
        for (const each of sessions) await stores.sessions.create(each);
        for (const each of families) await stores.tokens.create(each);
        await stores.accounts.remove(ada.id, NOW);
        assert.deepEqual(await stores.sessions.listOf(ada.id, NOW), []);
        assert.deepEqual(await stores.tokens.listOf(ada.id, NOW), []);
        assert.deepEqual(await stores.sessions.listOf(bob.id, NOW), [sessions[1]]);
        assert.deepEqual(await stores.tokens.listOf(bob.id, NOW), [families[1]]);
      }),
    );

    it(
      "[STORE7] a sign-in that was under way while its account was deleted leads nowhere",
      withStores(open, async (stores) => {
        const ada = await storedAccount(stores);
        const [late, family] = [session(ada.id), tokenFamily(ada.id)];
        await stores.accounts.remove(ada.id, NOW);
        await stores.sessions.create(late);
        await stores.tokens.create(family);
        assert.equal(await stores.sessions.find(late.id, NOW), null);
        assert.equal(await stores.tokens.find(family.id, NOW), null);
      }),
    );

    it(
      "[STORE7] a deleted account's rooms are deleted with it, and it gets no new ones",
      withStores(open, async (stores) => {
        const [ada, bob] = [await storedAccount(stores), await storedAccount(stores)];
        const first = await storedRoomOf(stores, ada.id);
        const second = await storedRoomOf(stores, ada.id);
        const gone = await storedRoomOf(stores, ada.id);
        const other = await storedRoomOf(stores, bob.id);
        await stores.rooms.remove(gone.id, NOW + 1);
        const removed = await stores.accounts.remove(ada.id, NOW + 5);
        assert.deepEqual(removed.toSorted(), [first.id, second.id].toSorted());
        assert.deepEqual(await stores.rooms.byId(first.id), { ...first, deletedAt: NOW + 5 });
        assert.equal((await stores.rooms.byId(gone.id))?.deletedAt, NOW + 1);
        assert.deepEqual(await stores.rooms.byId(other.id), other);
        const late = room(ada.id);
        await assert.rejects(stores.rooms.create(late, ownerOf(late), 10), {
          code: "not_authenticated",
        });
        assert.equal(await stores.rooms.byId(late.id), null);
      }),
    );

    it(
      "deletes nothing for an unknown id",
      withStores(open, async ({ accounts }) => {
        assert.deepEqual(await accounts.remove("nobody", NOW), []);
      }),
    );

    it(
      "forgets a deleted account when its last room is forgotten",
      withStores(open, async (stores) => {
        const [ada, bob] = [await storedAccount(stores), await storedAccount(stores)];
        const cy = await storedAccount(stores);
        await storedRoomOf(stores, ada.id);
        await stores.accounts.remove(ada.id, NOW);
        await stores.accounts.remove(bob.id, NOW);
        assert.equal(await stores.accounts.removeForgotten(), 1);
        assert.equal(await stores.accounts.byId(bob.id), null);
        assert.equal(await stores.accounts.removeForgotten(), 0);
        assert.equal((await stores.accounts.byId(ada.id))?.deletedAt, NOW);
        await stores.rooms.removeForgotten(NOW + 1, 1000, new Set());
        assert.equal(await stores.accounts.removeForgotten(), 1);
        assert.equal(await stores.accounts.byId(ada.id), null);
        assert.deepEqual(await stores.accounts.byId(cy.id), cy);
      }),
    );
  });
}
