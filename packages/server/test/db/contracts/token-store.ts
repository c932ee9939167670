import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NOW, storedAccount, tally, times, tokenFamily } from "../fixtures.ts";
import { type OpenStores, withStores } from "./open-stores.ts";

/** What every TokenStore does. */
export function tokenStoreContract(name: string, open: OpenStores): void {
  describe(`TokenStore on ${name}`, () => {
    it(
      "finds a family with its account until the moment it expires",
      withStores(open, async (stores) => {
        const account = await storedAccount(stores);
        const family = tokenFamily(account.id, { createdAt: NOW - 5, expiresAt: NOW + 10 });
        await stores.tokens.create(family);
        await stores.tokens.create(tokenFamily(account.id));
        assert.deepEqual(await stores.tokens.find(family.id, NOW + 9), { family, account });
        assert.equal(await stores.tokens.find(family.id, NOW + 10), null);
        assert.equal(await stores.tokens.find("unknown", NOW), null);
      }),
    );

    it(
      "puts the next token in the place of the newest",
      withStores(open, async (stores) => {
        const { id } = await storedAccount(stores);
        const [family, other] = [tokenFamily(id, { tokenHash: "first" }), tokenFamily(id)];
        await stores.tokens.create(family);
        await stores.tokens.create(other);
        const second = { tokenHash: "second", expiresAt: NOW + 2000 };
        const third = { tokenHash: "third", expiresAt: NOW + 3000 };
        assert.equal(await stores.tokens.rotate(family.id, "first", second), "rotated");
        assert.equal(await stores.tokens.rotate(family.id, "second", third), "rotated");
        const found = await stores.tokens.find(family.id, NOW + 2999);
        assert.deepEqual(found?.family, { ...family, ...third });
        assert.deepEqual((await stores.tokens.find(other.id, NOW))?.family, other);
      }),
    );

    it(
      "[STORE6] a token that is not the newest removes its family, and only that",
      withStores(open, async (stores) => {
        const { id } = await storedAccount(stores);
        const [family, other] = [tokenFamily(id, { tokenHash: "first" }), tokenFamily(id)];
        await stores.tokens.create(family);
        await stores.tokens.create(other);
        const second = { tokenHash: "second", expiresAt: NOW + 2000 };
        const stolen = { tokenHash: "stolen", expiresAt: NOW + 2000 };
        await stores.tokens.rotate(family.id, "first", second);
        assert.equal(await stores.tokens.rotate(family.id, "first", stolen), "reused");
        assert.equal(await stores.tokens.find(family.id, NOW), null);
        assert.equal(await stores.tokens.rotate(family.id, "second", stolen), "unknown");
        assert.deepEqual(await stores.tokens.listOf(id, NOW), [other]);
      }),
    );

    it(
      "[STORE6] of ten at once with the same token one is served, and then the family is gone",
      withStores(open, async (stores) => {
        const { id } = await storedAccount(stores);
        const family = tokenFamily(id, { tokenHash: "first" });
        await stores.tokens.create(family);
        const rivals = times(10, (n) => ({ tokenHash: `next-${n}`, expiresAt: NOW + 2000 }));
        const rotations = rivals.map((next) => stores.tokens.rotate(family.id, "first", next));
        const outcomes = tally(await Promise.all(rotations));
        assert.deepEqual(outcomes, { rotated: 1, reused: 1, unknown: 8 });
        assert.equal(await stores.tokens.find(family.id, NOW), null);
      }),
    );

    it(
      "removes a family once",
      withStores(open, async (stores) => {
        const { id } = await storedAccount(stores);
        const family = tokenFamily(id);
        await stores.tokens.create(family);
        assert.equal(await stores.tokens.remove(family.id), "removed");
        assert.equal(await stores.tokens.remove(family.id), "unknown");
        assert.equal(await stores.tokens.find(family.id, NOW), null);
      }),
    );

    it(
      "lists the families of one account that have not expired, newest first",
      withStores(open, async (stores) => {
        const [ada, bob] = [await storedAccount(stores), await storedAccount(stores)];
        const old = tokenFamily(ada.id, { createdAt: NOW - 20 });
        const young = tokenFamily(ada.id, { createdAt: NOW - 10, userAgent: null });
        const expired = tokenFamily(ada.id, { expiresAt: NOW });
        for (const each of [old, young, expired, tokenFamily(bob.id)]) {
          await stores.tokens.create(each);
        }
        assert.deepEqual(await stores.tokens.listOf(ada.id, NOW), [young, old]);
        assert.deepEqual(await stores.tokens.listOf("nobody", NOW), []);
      }),
    );

    it(
      "removes all families of an account but one, or all",
      withStores(open, async (stores) => {
        const [ada, bob] = [await storedAccount(stores), await storedAccount(stores)];
        const [here, there, theirs] = [
          tokenFamily(ada.id),
          tokenFamily(ada.id),
          tokenFamily(bob.id),
        ];
        for (const each of [here, there, theirs]) await stores.tokens.create(each);
        assert.deepEqual(await stores.tokens.removeOthers(ada.id, here.id), [there.id]);
        assert.deepEqual(await stores.tokens.listOf(ada.id, NOW), [here]);
        assert.deepEqual(await stores.tokens.removeOthers(ada.id, null), [here.id]);
        assert.deepEqual(await stores.tokens.listOf(bob.id, NOW), [theirs]);
      }),
    );

    it(
      "removes what has expired and counts it",
      withStores(open, async (stores) => {
        const { id } = await storedAccount(stores);
        const families = [NOW - 1, NOW, NOW + 1].map((expiresAt) => tokenFamily(id, { expiresAt }));
        for (const each of families) await stores.tokens.create(each);
        assert.equal(await stores.tokens.removeExpired(NOW), 2);
        assert.equal(await stores.tokens.removeExpired(NOW), 0);
        assert.deepEqual(await stores.tokens.listOf(id, 0), families.slice(2));
      }),
    );

    it(
      "rejects a family of an account that does not exist",
      withStores(open, async ({ tokens }) => {
        const orphan = tokenFamily("nobody");
        await assert.rejects(tokens.create(orphan));
        assert.equal(await tokens.remove(orphan.id), "unknown");
      }),
    );
  });
}
