import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NOW, signingKey } from "../fixtures.ts";
import { type OpenStores, withStores } from "./open-stores.ts";

/** What every SigningKeyStore does. */
export function signingKeyStoreContract(name: string, open: OpenStores): void {
  describe(`SigningKeyStore on ${name}`, () => {
    it(
      "lists the keys, newest first",
      withStores(open, async ({ signingKeys }) => {
        const old = signingKey({ createdAt: NOW - 1 });
        const [young, oldest] = [signingKey(), signingKey({ createdAt: NOW - 2 })];
        assert.deepEqual(await signingKeys.list(), []);
        for (const key of [old, young, oldest]) await signingKeys.create(key);
        assert.deepEqual(await signingKeys.list(), [young, old, oldest]);
      }),
    );

    it(
      "removes the keys that were made before a time and counts them",
      withStores(open, async ({ signingKeys }) => {
        const keys = [NOW - 2, NOW - 1, NOW].map((createdAt) => signingKey({ createdAt }));
        for (const key of keys) await signingKeys.create(key);
        assert.equal(await signingKeys.removeBefore(NOW), 2);
        assert.equal(await signingKeys.removeBefore(NOW), 0);
        assert.deepEqual(await signingKeys.list(), keys.slice(2));
      }),
    );

    it(
      "rejects a second key with the same id",
      withStores(open, async ({ signingKeys }) => {
        const key = signingKey();
        await signingKeys.create(key);
        await assert.rejects(signingKeys.create(signingKey({ id: key.id, privateKey: "other" })));
        assert.deepEqual(await signingKeys.list(), [key]);
      }),
    );
  });
}
