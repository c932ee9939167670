import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NOW, session, storedAccount, tally, times } from "../fixtures.ts";
import { type OpenStores, withStores } from "./open-stores.ts";

/** What every SessionStore does. */
export function sessionStoreContract(name: string, open: OpenStores): void {
  describe(`SessionStore on ${name}`, () => {
    it(
      "finds a session with its account",
      withStores(open, async (stores) => {
        const account = await storedAccount(stores);
        const stored = session(account.id, { createdAt: NOW - 5 });
        await storedAccount(stores);
        await stores.sessions.create(stored);
        assert.deepEqual(await stores.sessions.find(stored.id, NOW), { session: stored, account });
      }),
    );

    it(
      "finds a session until the moment it expires",
      withStores(open, async (stores) => {
        const { id } = await storedAccount(stores);
        const stored = session(id, { expiresAt: NOW + 10 });
        await stores.sessions.create(stored);
        assert.deepEqual((await stores.sessions.find(stored.id, NOW + 9))?.session, stored);
        assert.equal(await stores.sessions.find(stored.id, NOW + 10), null);
        assert.equal(await stores.sessions.find("unknown", NOW), null);
      }),
    );

    it(
      "keeps several sessions of one account apart",
      withStores(open, async (stores) => {
        const { id } = await storedAccount(stores);
        const [here, there] = [session(id), session(id)];
        await Promise.all([stores.sessions.create(here), stores.sessions.create(there)]);
        assert.equal(await stores.sessions.remove(here.id), "removed");
        assert.equal(await stores.sessions.find(here.id, NOW), null);
        assert.deepEqual((await stores.sessions.find(there.id, NOW))?.session, there);
      }),
    );

    it(
      "removes a session once",
      withStores(open, async (stores) => {
        const { id } = await storedAccount(stores);
        const stored = session(id);
        await stores.sessions.create(stored);
        const outcomes = await Promise.all(times(5, () => stores.sessions.remove(stored.id)));
        assert.deepEqual(tally(outcomes), { removed: 1, unknown: 4 });
      }),
    );

    it(
      "removes what has expired and counts it",
      withStores(open, async (stores) => {
        const { id } = await storedAccount(stores);
        const expiries = [NOW - 1, NOW, NOW + 1];
        const [past, now, future] = expiries.map((expiresAt) => session(id, { expiresAt }));
        assert.ok(past && now && future);
        await Promise.all([past, now, future].map((each) => stores.sessions.create(each)));
        assert.equal(await stores.sessions.removeExpired(NOW), 2);
        assert.equal(await stores.sessions.removeExpired(NOW), 0);
        assert.equal(await stores.sessions.remove(past.id), "unknown");
        assert.equal(await stores.sessions.remove(now.id), "unknown");
        assert.equal(await stores.sessions.remove(future.id), "removed");
      }),
    );

    it(
      "rejects a session of an account that does not exist",
      withStores(open, async ({ sessions }) => {
        const orphan = session("nobody");
        await assert.rejects(sessions.create(orphan));
        assert.equal(await sessions.remove(orphan.id), "unknown");
      }),
    );

    it(
      "lists the sessions of one account that have not expired, newest first",
      withStores(open, async (stores) => {
        const [ada, bob] = [await storedAccount(stores), await storedAccount(stores)];
        const old = session(ada.id, { createdAt: NOW - 20, userAgent: null });
        const young = session(ada.id, { createdAt: NOW - 10, userAgent: "Agent/1 (王)" });
        const expired = session(ada.id, { expiresAt: NOW });
        for (const each of [old, young, expired, session(bob.id)]) {
          await stores.sessions.create(each);
        }
        assert.deepEqual(await stores.sessions.listOf(ada.id, NOW), [young, old]);
        assert.deepEqual(await stores.sessions.listOf("nobody", NOW), []);
      }),
    );

    it(
      "removes all sessions of an account but one, or all",
      withStores(open, async (stores) => {
        const [ada, bob] = [await storedAccount(stores), await storedAccount(stores)];
        const [here, there] = [session(ada.id), session(ada.id)];
        const [past, theirs] = [session(ada.id, { expiresAt: NOW - 1 }), session(bob.id)];
        for (const each of [here, there, past, theirs]) await stores.sessions.create(each);
        const removed = await stores.sessions.removeOthers(ada.id, here.id);
        assert.deepEqual(removed.toSorted(), [there.id, past.id].toSorted());
        assert.deepEqual(await stores.sessions.listOf(ada.id, NOW), [here]);
        assert.deepEqual(await stores.sessions.removeOthers(ada.id, here.id), []);
        assert.deepEqual(await stores.sessions.removeOthers(ada.id, null), [here.id]);
        assert.deepEqual(await stores.sessions.listOf(bob.id, NOW), [theirs]);
      }),
    );
  });
}
