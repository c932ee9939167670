import assert from "node:assert/strict";
import { type TestContext, describe, it } from "node:test";
import { inspect } from "node:util";
import { ParleyError } from "@parley/protocol";
import { LIMITS, type Limits } from "@parley/protocol/limits";
import { type Database, openDatabase } from "../../src/db/database.ts";
import { account, message, storedAccount, storedRoom, times } from "./fixtures.ts";
import { postgresOfFile } from "./postgres-databases.ts";

const PASSWORD = "s3cret-Pa55word";
const TIMEOUT = { timeout: 60_000 };

const postgres = postgresOfFile();

type Opened = Database & {
  /** What it said to the operator, as text. */
  readonly told: () => string;
};

async function open(t: TestContext, limits: Partial<Limits> = {}): Promise<Opened> {
  const url = (await postgres.migrated()).replace("parley@", `parley:${PASSWORD}@`);
  const lines: unknown[] = [];
  const keep = (...line: unknown[]): void => void lines.push(line);
  const log = { info: keep, error: keep };
  const options = { kind: "postgres", url, log, limits: { ...LIMITS, ...limits } } as const;
  const database = await openDatabase(options);
  t.after(() => database.close());
  return { ...database, told: () => inspect(lines, { depth: null, showHidden: true }) };
}

/** Fails unless the error says that the database is unavailable, and why. */
function isUnavailable(error: unknown): true {
  assert.ok(error instanceof ParleyError, inspect(error));
  assert.equal(error.code, "unavailable");
  assert.ok(error.cause instanceof Error);
  assert.ok(!inspect(error, { depth: null, showHidden: true }).includes(PASSWORD));
  return true;
}

describe("Postgres that goes away and comes back", TIMEOUT, () => {
  for (const how of ["shutdown", "crash"] as const) {
    it(`[STORE16] after a ${how} all works again by itself, and nothing is lost`, async (t) => {
      const server = postgres.server();
      const { stores, told } = await open(t);
      const { id } = await storedRoom(stores);
      const acknowledged = times(40, (n) => message(n + 1));
      await Promise.all(acknowledged.map((each) => stores.chat.append(id, each)));
      await server.stop(how);
      await assert.rejects(stores.chat.append(id, message(41)), isUnavailable);
      await assert.rejects(stores.rooms.byId(id), isUnavailable);
      await server.start();
      assert.deepEqual(await stores.chat.recent(id, 100), acknowledged);
      assert.equal((await stores.chat.append(id, message(41))).created, true);
      assert.match(told(), /lost a connection to the database/);
      assert.ok(!told().includes(PASSWORD));
    });
  }

  it("[STORE16] what is in progress is unavailable, and a transaction is undone", async (t) => {
    const server = postgres.server();
    const { kysely, stores } = await open(t);
    const transaction = kysely.transaction().execute(async (trx) => {
      await trx
        .insertInto("accounts")
        .values(account({ id: "a" }))
        .execute();
      await server.stop("crash");
      await trx
        .insertInto("accounts")
        .values(account({ id: "b" }))
        .execute();
    });
    await assert.rejects(transaction, isUnavailable);
    await server.start();
    assert.equal(await stores.accounts.byId("a"), null);
    assert.equal(await stores.accounts.byId("b"), null);
  });

  it("[STORE16] writes that a crash meets are acknowledged or unavailable", async (t) => {
    const server = postgres.server();
    const { stores } = await open(t);
    const created = times(300, () => account());
    const writes = created.map((each) => stores.accounts.create(each));
    await Promise.race(writes);
    await server.stop("crash");
    const outcomes = await Promise.allSettled(writes);
    await server.start();
    for (const [n, outcome] of outcomes.entries()) {
      if (outcome.status === "rejected") assert.ok(isUnavailable(outcome.reason));
      else assert.deepEqual(await stores.accounts.byId(created[n]?.id ?? ""), created[n]);
    }
    assert.ok(outcomes.some(({ status }) => status === "fulfilled"));
    assert.ok(outcomes.some(({ status }) => status === "rejected"));
  });
});

describe("Postgres that does not answer", TIMEOUT, () => {
  const LIMITS_OF_A_TEST = { databaseSilenceMs: 1000, databaseConnectMs: 3000 };

  it("[STORE16] is given up after a time, and works again when it answers", async (t) => {
    const server = postgres.server();
    const { stores } = await open(t, LIMITS_OF_A_TEST);
    const { id } = await storedRoom(stores);
    // Each has a connection of its own then.
    await Promise.all(times(10, () => stores.rooms.byId(id)));
    server.pause();
    t.after(() => server.resume());
    const messages = times(9, (n) => stores.chat.append(id, message(n + 1)));
    const transaction = stores.rooms.handOver(id, { participantId: "p", limit: 1 });
    await Promise.all(
      [...messages, transaction].map((call) => assert.rejects(call, isUnavailable)),
    );
    server.resume();
    assert.equal((await stores.rooms.byId(id))?.id, id);
    const { stored } = await stores.chat.append(id, message(100));
    assert.equal(stored.position, 100);
  });

  it("can be closed, and leaves no connection behind", async (t) => {
    const server = postgres.server();
    const { stores, close } = await open(t, LIMITS_OF_A_TEST);
    await Promise.all(times(5, () => storedAccount(stores)));
    const connections = () =>
      process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length;
    assert.ok(connections() > 0);
    server.pause();
    t.after(() => server.resume());
    const call = stores.accounts.byId("a");
    await Promise.all([assert.rejects(call, isUnavailable), close()]);
    assert.equal(connections(), 0);
  });
});
