import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { account, tally, times } from "../fixtures.ts";
import { type OpenStores, withStores } from "./open-stores.ts";

/** What every AccountStore does. */
export function accountStoreContract(name: string, open: OpenStores): void {
  describe(`AccountStore on ${name}`, () => {
    it(
      "finds what was created, by id and by username key",
      withStores(open, async ({ accounts }) => {
        const ada = account({ username: "Ada", usernameKey: "ada", passwordRule: "trial" });
        assert.equal(await accounts.create(ada), "created");
        assert.equal(await accounts.create(account()), "created");
        assert.deepEqual(await accounts.byId(ada.id), ada);
        assert.deepEqual(await accounts.byUsernameKey("ada"), ada);
      }),
    );

    it(
      "finds nothing for an unknown id or username key",
      withStores(open, async ({ accounts }) => {
        await accounts.create(account({ username: "Ada", usernameKey: "ada" }));
        assert.equal(await accounts.byId("ada"), null);
        assert.equal(await accounts.byUsernameKey("Ada"), null);
      }),
    );

    it(
      "keeps text as it was, whatever is in it",
      withStores(open, async ({ accounts }) => {
        const odd = account({ displayName: "O'Hara \"; drop table accounts; -- 王 🦊 \u0301" });
        await accounts.create(odd);
        assert.deepEqual(await accounts.byId(odd.id), odd);
      }),
    );

    it(
      "says taken and changes nothing when the username key is there",
      withStores(open, async ({ accounts }) => {
        const first = account({ usernameKey: "ada" });
        const second = account({ usernameKey: "ada", displayName: "Another" });
        await accounts.create(first);
        assert.equal(await accounts.create(second), "taken");
        assert.deepEqual(await accounts.byUsernameKey("ada"), first);
        assert.equal(await accounts.byId(second.id), null);
      }),
    );

    it(
      "creates one of 50 accounts with the same username key",
      withStores(open, async ({ accounts }) => {
        const rivals = times(50, () => account({ usernameKey: "ada" }));
        const outcomes = await Promise.all(rivals.map((rival) => accounts.create(rival)));
        assert.deepEqual(tally(outcomes), { created: 1, taken: 49 });
        const winner = rivals[outcomes.indexOf("created")];
        assert.deepEqual(await accounts.byUsernameKey("ada"), winner);
      }),
    );

    it(
      "rejects a second account with the same id",
      withStores(open, async ({ accounts }) => {
        const first = account();
        await accounts.create(first);
        await assert.rejects(accounts.create(account({ id: first.id, usernameKey: "other" })));
        assert.deepEqual(await accounts.byId(first.id), first);
      }),
    );

    it(
      "changes the password of one account",
      withStores(open, async ({ accounts }) => {
        const ada = account({ passwordRule: "trial" });
        const bob = account();
        await Promise.all([accounts.create(ada), accounts.create(bob)]);
        const password = { passwordHash: "$argon2id$new", passwordRule: "strict" as const };
        assert.equal(await accounts.setPassword(ada.id, password), "changed");
        assert.deepEqual(await accounts.byId(ada.id), { ...ada, ...password });
        assert.deepEqual(await accounts.byId(bob.id), bob);
      }),
    );

    it(
      "knows no account to change the password of",
      withStores(open, async ({ accounts }) => {
        const password = { passwordHash: "$argon2id$new", passwordRule: "strict" as const };
        assert.equal(await accounts.setPassword("nobody", password), "unknown");
      }),
    );

    it(
      "renames one account",
      withStores(open, async ({ accounts }) => {
        const [ada, bob] = [account(), account()];
        await Promise.all([accounts.create(ada), accounts.create(bob)]);
        assert.equal(await accounts.rename(ada.id, "Countess 王"), "changed");
        assert.equal(await accounts.rename("nobody", "Countess"), "unknown");
        assert.deepEqual(await accounts.byId(ada.id), { ...ada, displayName: "Countess 王" });
        assert.deepEqual(await accounts.byId(bob.id), bob);
      }),
    );
  });
}
