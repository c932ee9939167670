/** Two servers on one Postgres database, with one SECRET: what one gave out, the other takes. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LIMITS, TokenPair, decodeJson } from "@parley/protocol";
import { decodeProtectedHeader } from "jose";
import { Check } from "typebox/value";
import { type Database, openDatabase } from "../../src/db/database.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { type Postgres, startPostgres } from "../support/postgres.ts";
import { TestApp } from "../support/test-app.ts";

const clock = new FakeClock();
let postgres: Postgres;
let database: Database;
let here: TestApp;
let there: TestApp;

before(async () => {
  postgres = await startPostgres();
  const url = await postgres.createDatabase();
  database = await openDatabase({ kind: "postgres", url });
  const env = { DATABASE_URL: url, SECRET: "a secret that both nodes of the tests have" };
  here = await TestApp.start({ env, clock });
  there = await TestApp.start({ env, clock });
});

after(async () => {
  await here?.close();
  await there?.close();
  await database?.close();
  await postgres?.close();
});

/** Whether the ticket lets in at this node. */
async function letsIn(node: TestApp, code: string, ticket: string): Promise<boolean> {
  const socket = node.connect(code, { query: `?ticket=${ticket}` });
  const welcomed = socket.next("welcome").then(
    () => true,
    () => false,
  );
  const closed = socket.closed.then((close) => {
    assert.deepEqual(close, { code: 4401, reason: "not_authenticated" });
    return false;
  });
  return await Promise.race([welcomed, closed]);
}

test("[DOOR10] a ticket of one node lets in on another, and then nowhere", async () => {
  const ann = await here.user("ann");
  const { code } = await here.createRoom(ann);
  const { ticket } = await here.joinRoom(ann, code);
  assert.equal(await letsIn(there, code, ticket), true);
  assert.equal(await letsIn(there, code, ticket), false);
  assert.equal(await letsIn(here, code, ticket), false);
});

test("[DOOR10] a ticket that is used on two nodes at the same moment lets in once", async () => {
  const bob = await here.user("bob");
  for (let round = 0; round < 5; round += 1) {
    const { code } = await here.createRoom(bob);
    const { ticket } = await there.joinRoom(bob, code);
    const nodes = [here, there, here, there];
    const outcomes = await Promise.all(nodes.map((node) => letsIn(node, code, ticket)));
    assert.equal(outcomes.filter((isIn) => isIn).length, 1);
  }
});

test("[WS11] a ticket dies with its session, also when that ends on another node", async () => {
  const cat = await here.user("cat");
  const { code } = await here.createRoom(cat);
  const { ticket } = await there.joinRoom(cat, code);
  const loggedOut = await here.fetch("/logout/", { method: "POST", user: cat });
  assert.equal(loggedOut.status, 204);
  assert.equal(await letsIn(there, code, ticket), false);
});

test("[SESSION5] session, guest and CSRF token of one node hold on another", async () => {
  const dan = await here.user("dan");
  const { code } = await there.createRoom(dan, { access: "open" });
  const eve = await here.guest("Eve");
  assert.equal((await there.joinRoom(eve, code)).status, "joined");
  const forged = { ...dan, csrf: eve.csrf };
  const ask = { method: "POST", user: forged, json: {} };
  assert.equal((await there.fetch("/create-room/", ask)).status, 403);
});

test("[SESSION5] bearer and refresh tokens of one node hold on another, and it publishes the key", async () => {
  await here.user("fay");
  const json = { username: "fay", password: "pass" };
  const pair = await pairFrom(here, "/token/", json);
  const headers = { authorization: `Bearer ${pair.access}` };
  assert.equal((await there.fetch("/account/", { headers })).status, 200);
  const next = await pairFrom(there, "/token/refresh/", { refresh: pair.refresh });
  clock.advance(LIMITS.signingKeysFreshMs);
  for (const { access } of [pair, next]) {
    const { kid = "no kid" } = decodeProtectedHeader(access);
    for (const node of [here, there]) {
      const keys = await (await node.fetch("/.well-known/jwks.json")).text();
      assert.ok(keys.includes(`"kid":"${kid}"`));
    }
  }
});

async function pairFrom(node: TestApp, path: string, json: object): Promise<TokenPair> {
  const text = await (await node.fetch(path, { method: "POST", json })).text();
  return decodeJson<TokenPair>(text, (value) => Check(TokenPair, value)) ?? assert.fail(text);
}

test("[TICKET3] used tickets are forgotten, an hour late for nodes whose clocks are behind", async () => {
  const { tickets } = database.stores;
  const lapsed = clock.now();
  await tickets.use("late enough", lapsed);
  await tickets.use("too early", lapsed + 1);
  clock.advance(LIMITS.sweepMs);
  for (let tries = 0; (await isKnown("late enough")) && tries < 1000; tries += 1);
  assert.equal(await isKnown("late enough"), false);
  assert.equal(await isKnown("too early"), true);
});

async function isKnown(id: string): Promise<boolean> {
  const query = database.kysely.selectFrom("usedTickets").select("id").where("id", "=", id);
  return (await query.executeTakeFirst()) !== undefined;
}
