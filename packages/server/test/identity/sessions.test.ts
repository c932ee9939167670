import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type TestContext, test } from "node:test";
import { LIMITS } from "@parley/protocol";
import { Grants } from "../../src/identity/grants.ts";
import { Sessions } from "../../src/identity/sessions.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { openStores, storedAccount } from "./fixtures.ts";

async function setUp(t: TestContext) {
  const stores = await openStores(t);
  const clock = new FakeClock();
  const grants = new Grants();
  const sessions = new Sessions({ store: stores.sessions, grants, clock, limits: LIMITS });
  return { stores, clock, grants, sessions, ada: await storedAccount(stores, "ada") };
}

test("[SESSION1] a session's token stands for its account", async (t) => {
  const { sessions, clock, ada } = await setUp(t);
  const { token, sessionId, expiresAt } = await sessions.start(ada, null);
  assert.match(token, /^[\w-]{43}$/);
  assert.equal(expiresAt, clock.now() + LIMITS.sessionMs);
  assert.deepEqual(await sessions.authenticate(token), {
    account: ada,
    identity: {
      principal: `account:${ada.id}`,
      kind: "account",
      accountId: ada.id,
      name: "The ada",
      grant: sessionId,
    },
  });
});

test("[SESSION2] the store knows the SHA-256 of the token, not the token", async (t) => {
  const { sessions, stores, clock, ada } = await setUp(t);
  const { token, sessionId } = await sessions.start(ada, null);
  assert.equal(sessionId, createHash("sha256").update(token).digest("base64url"));
  assert.equal((await stores.sessions.find(sessionId, clock.now()))?.session.id, sessionId);
  assert.equal(await stores.sessions.find(token, clock.now()), null);
  assert.equal(await sessions.authenticate(sessionId), null);
});

test("[SESSION1] no token, a wrong one and an expired one are the same", async (t) => {
  const { sessions, clock, ada } = await setUp(t);
  const { token } = await sessions.start(ada, null);
  for (const text of [undefined, "", "x", "a".repeat(43), `${token}x`, `${token} `]) {
    assert.equal(await sessions.authenticate(text), null, String(text));
  }
  clock.advance(LIMITS.sessionMs - 1);
  assert.notEqual(await sessions.authenticate(token), null);
  clock.advance(1);
  assert.equal(await sessions.authenticate(token), null);
});

test("[SESSION3] ending a session voids it, tells the listeners and leaves others alone", async (t) => {
  const { sessions, grants, ada } = await setUp(t);
  const [one, two] = [await sessions.start(ada, null), await sessions.start(ada, null)];
  const ended: [string, string][] = [];
  const stop = grants.onEnded((grant, why) => ended.push([grant, why]));
  await sessions.end(one.sessionId);
  assert.equal(await sessions.authenticate(one.token), null);
  assert.notEqual(await sessions.authenticate(two.token), null);
  stop();
  await sessions.end(two.sessionId);
  assert.deepEqual(ended, [[one.sessionId, "signed_out"]]);
});

test("[SESSION3] listeners hear of a session only when it is gone from the store", async (t) => {
  const { sessions, grants, ada } = await setUp(t);
  const { token, sessionId } = await sessions.start(ada, null);
  const { promise, resolve } = Promise.withResolvers<unknown>();
  grants.onEnded(() => resolve(sessions.authenticate(token)));
  await sessions.end(sessionId);
  assert.equal(await promise, null);
});
