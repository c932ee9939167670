import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { type TestContext, describe, it } from "node:test";
import { inspect } from "node:util";
import { LIMITS, type Limits } from "@parley/protocol/limits";
import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { Client } from "pg";
import { type Database, type DatabaseLog, openDatabase } from "../../src/db/database.ts";
import { migrate } from "../../src/db/migrate.ts";
import { migrations } from "../../src/db/migrations/index.ts";
import { connectPostgres } from "../../src/db/postgres/connect.ts";
import type { Schema } from "../../src/db/schema.ts";
import { account, ownerOf, room, storedAccount, tally, times } from "./fixtures.ts";
import { refused, unavailable } from "./notes.ts";
import { postgresOfFile } from "./postgres-databases.ts";
import { assertDataOf } from "./versions/data.ts";

const VERSIONS = Object.keys(migrations).toSorted();
const PASSWORD = "s3cret-Pa55word";

const postgres = postgresOfFile();

/** What a database says to the operator. */
function logOf(): DatabaseLog & { readonly lines: unknown[][] } {
  const lines: unknown[][] = [];
  const keep = (...line: unknown[]): void => void lines.push(line);
  return { lines, info: keep, error: keep };
}

/** Opens a database that goes with the test; the limits are those of the program but for some. */
async function open(t: TestContext, url: string, limits: Partial<Limits> = {}): Promise<Database> {
  const database = await openDatabase({ kind: "postgres", url, limits: { ...LIMITS, ...limits } });
  t.after(() => database.close());
  return database;
}

/** Runs SQL as any program can. */
async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows }: { rows: unknown[] } = await client.query(text);
    return rows;
  } finally {
    await client.end();
  }
}

async function migrateTo(url: string, to: Readonly<Record<string, Migration>>): Promise<string[]> {
  const limits = { connections: 1, connectMs: 5000, statementMs: 5000, silenceMs: 7000 };
  const onLost = (error: Error): void => assert.fail(error);
  const { kysely, close } = connectPostgres<Schema>({
    url,
    ...limits,
    transactionMs: 5000,
    onLost,
  });
  try {
    return await migrate(kysely, to);
  } finally {
    await close();
  }
}

function upTo(version: string): Record<string, Migration> {
  return Object.fromEntries(Object.entries(migrations).filter(([name]) => name <= version));
}

/** The rows of a fixture of SQLite, as the statements that insert them. */
async function rowsOf(version: string): Promise<string> {
  const text = await readFile(new URL(`versions/${version}.sql`, import.meta.url), "utf8");
  const statements = text.split(/;\n/).map((statement) => statement.trim());
  const inserts = statements.filter((statement) => /^insert into "(?!kysely)/.test(statement));
  assert.ok(inserts.length > 0);
  return inserts.join(";\n");
}

/** Every table with its columns, constraints and indexes. */
async function schemaOf(url: string): Promise<unknown[]> {
  return await query(
    url,
    `select 'column' as kind, table_name as "on", column_name as name,
       data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') as text
     from information_schema.columns where table_schema = 'public'
     union all select 'index', tablename, indexname, indexdef from pg_indexes
     where schemaname = 'public'
     union all select 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
     from pg_constraint where connamespace = 'public'::regnamespace
     order by 1, 2, 3`,
  );
}

describe("openDatabase with Postgres", { timeout: 60_000 }, () => {
  it("[STORE14] of many nodes that start at once one migrates, and all go on", async (t) => {
    const url = await postgres.server().createDatabase();
    const logs = times(6, logOf);
    const opening = logs.map((log) => openDatabase({ kind: "postgres", url, log }));
    const opened = await Promise.all(opening);
    t.after(() => Promise.all(opened.map(({ close }) => close())));
    const told = logs.flatMap(({ lines }) => lines.map(([details]) => details));
    assert.deepEqual(
      told.map((details) => inspect(details).includes(VERSIONS.join("', '"))),
      [true],
    );
    for (const { stores } of opened) await storedAccount(stores);
    assert.deepEqual(await query(url, 'select count(*)::int as rows from "accounts"'), [
      { rows: 6 },
    ]);
  });

  for (const version of VERSIONS) {
    it(`[STORE12] brings a database of ${version} to the newest version with its data`, async (t) => {
      const server = postgres.server();
      const [old, fresh] = [await server.createDatabase(), await postgres.migrated()];
      await migrateTo(old, upTo(version));
      await query(old, await rowsOf(version));
      const { stores } = await open(t, old);
      await assertDataOf(version, stores);
      assert.deepEqual(await schemaOf(old), await schemaOf(fresh));
    });
  }

  it("changes nothing the second time", async (t) => {
    const log = logOf();
    const url = await postgres.migrated();
    const database = await openDatabase({ kind: "postgres", url, log });
    t.after(() => database.close());
    assert.deepEqual(log.lines, []);
  });

  it("refuses a database from the future and leaves it as it is", async () => {
    const url = await postgres.migrated();
    await migrateTo(url, { ...migrations, "9999-future": { up: async () => {} } });
    const before = await schemaOf(url);
    await assert.rejects(
      openDatabase({ kind: "postgres", url }),
      /^Error: Cannot open the database of DATABASE_URL \(127\.0\.0\.1:\d+\/test_\d+\): a newer version of Parley wrote it \(9999-future\)\.$/,
    );
    assert.deepEqual(await schemaOf(url), before);
  });

  it("leaves the database as it was when a migration fails", async (t) => {
    const url = await postgres.migrated();
    const before = await schemaOf(url);
    const up = async (db: Kysely<unknown>): Promise<void> => {
      await db.schema.createTable("half").addColumn("id", "text").execute();
      throw new Error("out of ideas");
    };
    const broken = migrateTo(url, { ...migrations, "9999-broken": { up } });
    await assert.rejects(broken, { message: "out of ideas" });
    assert.deepEqual(await schemaOf(url), before);
    await open(t, url);
  });

  it("refuses a database that cannot hold every name", async () => {
    const server = postgres.server();
    await query(server.url, "create database ascii encoding sql_ascii template template0");
    await assert.rejects(
      openDatabase({ kind: "postgres", url: server.url.replace("/postgres", "/ascii") }),
      /: its encoding is SQL_ASCII, and Parley needs UTF8\.$/,
    );
  });

  it("[STORE15] says in one line what DATABASE_URL leads to, and never the password", async () => {
    const { port } = postgres.server();
    const user = `postgres://parley:${PASSWORD}`;
    const ways = [
      [`${user}@127.0.0.1:1/parley`, /\(127\.0\.0\.1:1\/parley\): connect ECONNREFUSED/],
      [`${user}@localhost:1/parley`, /\(localhost:1\/parley\): connect ECONNREFUSED/],
      [`${user}@db.invalid/parley`, /\(db\.invalid\/parley\): getaddrinfo E/],
      [`${user}@127.0.0.1:${port}/nothing`, /nothing\): database "nothing" does not exist/],
      [`postgres://nobody:${PASSWORD}@127.0.0.1:${port}/postgres`, /role "nobody" does not exist/],
      [`${user}@127.0.0.1:${port}/postgres?sslmode=no-verify`, /does not support SSL/],
    ] as const;
    for (const [url, line] of ways) {
      await assert.rejects(openDatabase({ kind: "postgres", url }), (error) => {
        assert.ok(error instanceof Error);
        assert.match(error.message, /^Cannot open the database of DATABASE_URL \([^\n]*\.$/);
        assert.match(error.message, line);
        assert.ok(!inspect(error, { depth: null, showHidden: true }).includes(PASSWORD));
        return true;
      });
    }
  });
});

describe("a database on Postgres", { timeout: 60_000 }, () => {
  it("refuses a statement with Postgres's own code", async (t) => {
    const { kysely, stores } = await open(t, await postgres.migrated());
    const ada = await storedAccount(stores);
    const again = kysely
      .insertInto("accounts")
      .values(account({ id: ada.id }))
      .execute();
    await assert.rejects(again, refused("23505"));
  });

  it("says of text that it cannot store that it is not valid, and works on", async (t) => {
    const limits = { databaseConnections: 1 };
    const { stores } = await open(t, await postgres.migrated(), limits);
    const refusal = { name: "ParleyError", code: "validation_failed" };
    await assert.rejects(stores.accounts.byUsernameKey("a\0"), refusal);
    await assert.rejects(stores.rooms.byCode("\0"), refusal);
    await assert.rejects(stores.accounts.create(account({ displayName: "\0" })), refusal);
    await storedAccount(stores);
  });

  it("undoes a transaction that fails, and its connection is good again", async (t) => {
    const { kysely } = await open(t, await postgres.migrated(), { databaseConnections: 1 });
    const broken = kysely.transaction().execute(async (trx) => {
      await trx
        .insertInto("accounts")
        .values(account({ id: "a" }))
        .execute();
      await trx
        .insertInto("accounts")
        .values(account({ id: "a" }))
        .execute();
    });
    await assert.rejects(broken, refused("23505"));
    assert.deepEqual(await kysely.selectFrom("accounts").selectAll().execute(), []);
  });

  it("[STORE16] gives a statement up that takes too long, and works on", async (t) => {
    const limits = { databaseStatementMs: 100, databaseConnections: 1 };
    const { kysely, stores } = await open(t, await postgres.migrated(), limits);
    await assert.rejects(sql`select pg_sleep(60)`.execute(kysely), unavailable("57014"));
    await storedAccount(stores);
  });

  it("[STORE16] gives a connection up that does not answer, and works on", async (t) => {
    const limits = { databaseSilenceMs: 500, databaseStatementMs: 60_000, databaseConnections: 1 };
    const { kysely, stores } = await open(t, await postgres.migrated(), limits);
    await assert.rejects(sql`select pg_sleep(60)`.execute(kysely), unavailable("NO_CONNECTION"));
    await storedAccount(stores);
  });

  it("[STORE16] undoes a transaction that is left alone, and works on", async (t) => {
    const limits = { transactionMs: 100, databaseConnections: 1 };
    const url = await postgres.migrated();
    const { kysely, stores } = await open(t, url, limits);
    const left = kysely.transaction().execute(async (trx) => {
      await trx.insertInto("accounts").values(account()).execute();
      // This lock is given when the transaction has ended.
      await query(url, 'begin; lock table "accounts" in exclusive mode; commit');
      await trx.insertInto("accounts").values(account()).execute();
    });
    await assert.rejects(left, unavailable("NO_CONNECTION"));
    assert.deepEqual(await kysely.selectFrom("accounts").selectAll().execute(), []);
    await storedAccount(stores);
  });

  it("says unavailable when no connection gets free in time", async (t) => {
    const limits = { databaseConnections: 1, databaseConnectMs: 100 };
    const { kysely, stores } = await open(t, await postgres.migrated(), limits);
    await kysely.connection().execute(async () => {
      await assert.rejects(stores.accounts.byId("a"), unavailable("NO_CONNECTION"));
    });
    assert.equal(await stores.accounts.byId("a"), null);
  });

  it("close finishes the writes and the transactions in progress", async (t) => {
    const url = await postgres.migrated();
    const { stores, close } = await open(t, url);
    const { id } = await storedAccount(stores);
    const stored = room(id);
    const creation = stores.rooms.create(stored, ownerOf(stored), 1);
    const writes = times(200, () => stores.accounts.create(account()));
    await Promise.all([close(), close()]);
    assert.deepEqual(tally(await Promise.all(writes)), { created: 200 });
    assert.equal(await creation, "created");
    await assert.rejects(stores.accounts.byId("a"), /destroyed/);
    assert.deepEqual(await query(url, 'select count(*)::int as rows from "accounts"'), [
      { rows: 201 },
    ]);
  });
});
