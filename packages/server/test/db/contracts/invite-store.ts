import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NOW, invite, storedRoom, tally, times } from "../fixtures.ts";
import { type OpenStores, withStores } from "./open-stores.ts";

/** What every InviteStore does with the invites themselves. */
export function inviteStoreContract(name: string, open: OpenStores): void {
  describe(`InviteStore on ${name}`, () => {
    it(
      "lists the invites of one room, newest first",
      withStores(open, async (stores) => {
        const [here, there] = [await storedRoom(stores), await storedRoom(stores)];
        const old = invite(here.id, { role: "cohost", expiresAt: NOW + 9, usesLeft: 3 });
        const young = invite(here.id, { createdAt: NOW + 1 });
        for (const each of [old, young, invite(there.id)]) {
          assert.equal(await stores.invites.create(each, 10), "created");
        }
        assert.deepEqual(await stores.invites.list(here.id), [young, old]);
        assert.deepEqual(await stores.invites.list("nowhere"), []);
      }),
    );

    it(
      "revokes an invite once, in its own room",
      withStores(open, async (stores) => {
        const [here, there] = [await storedRoom(stores), await storedRoom(stores)];
        const stored = invite(here.id);
        await stores.invites.create(stored, 10);
        assert.equal(await stores.invites.revoke(there.id, stored.id, NOW), "unknown");
        assert.deepEqual(await stores.invites.list(here.id), [stored]);
        assert.equal(await stores.invites.revoke(here.id, stored.id, NOW + 1), "revoked");
        assert.equal(await stores.invites.revoke(here.id, stored.id, NOW + 2), "unknown");
        assert.deepEqual(await stores.invites.list(here.id), [{ ...stored, revokedAt: NOW + 1 }]);
      }),
    );

    it(
      "never stores more invites of a room than its limit, whoever is first",
      withStores(open, async (stores) => {
        const [here, there] = [await storedRoom(stores), await storedRoom(stores)];
        const rivals = times(10, () => invite(here.id));
        const creations = rivals.map((each) => stores.invites.create(each, 3));
        assert.deepEqual(tally(await Promise.all(creations)), { created: 3, too_many: 7 });
        assert.equal((await stores.invites.list(here.id)).length, 3);
        assert.equal(await stores.invites.create(invite(there.id), 1), "created");
      }),
    );

    it(
      "makes room for a new invite by removing those that are revoked, expired or used up",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const dead = [
          invite(id, { revokedAt: NOW }),
          invite(id, { expiresAt: NOW + 5 }),
          invite(id, { usesLeft: 0 }),
        ];
        const living = invite(id, { expiresAt: NOW + 6, usesLeft: 1 });
        for (const each of [...dead, living]) await stores.invites.create(each, 10);
        const second = invite(id, { createdAt: NOW + 4 });
        assert.equal(await stores.invites.create(second, 5), "created");
        assert.equal((await stores.invites.list(id)).length, 5);
        const third = invite(id, { createdAt: NOW + 5 });
        assert.equal(await stores.invites.create(third, 3), "created");
        assert.deepEqual(await stores.invites.list(id), [third, second, living]);
        const fourth = invite(id, { createdAt: NOW + 5 });
        assert.equal(await stores.invites.create(fourth, 3), "too_many");
      }),
    );

    it(
      "rejects a second invite with the same token, and one of a room that does not exist",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const stored = invite(id);
        await stores.invites.create(stored, 10);
        const { tokenHash } = stored;
        await assert.rejects(stores.invites.create(invite(id, { tokenHash }), 10));
        await assert.rejects(stores.invites.create(invite("nowhere"), 10));
        assert.deepEqual(await stores.invites.list(id), [stored]);
        assert.deepEqual(await stores.invites.list("nowhere"), []);
      }),
    );
  });
}
