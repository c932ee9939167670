import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { type TestContext, describe, it } from "node:test";
import type Raw from "better-sqlite3";
import Database from "better-sqlite3";
import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import { openDatabase } from "../../src/db/database.ts";
import { migrate } from "../../src/db/migrate.ts";
import { migrations } from "../../src/db/migrations/index.ts";
import type { Schema } from "../../src/db/schema.ts";
import { openSqlite } from "../../src/db/sqlite/open.ts";
import type { Stores } from "../../src/runtime/ports.ts";
import { tempFile } from "./fixtures.ts";
import { assertDataOf } from "./versions/data.ts";

const VERSIONS = Object.keys(migrations).toSorted();

/** A room with several stays of one person, one whose clock went back, and one nobody was in. */
const MORE_ROWS_OF_0001 = `
  insert into rooms select 'long', 'long', '', 'a1', 'open', 0, settings, 5, null from rooms where id = 'r1';
  insert into rooms select 'clock', 'clock', '', 'a1', 'open', 0, settings, 5, null from rooms where id = 'r1';
  insert into rooms select 'new', 'new', '', 'a1', 'open', 0, settings, 5, null from rooms where id = 'r1';
  insert into memberships values
    ('long', 'guest:g1', 'p1', 'cohost', 4, 6), ('long', 'guest:g2', 'p2', 'member', 1, 6),
    ('clock', 'guest:g1', 'p1', 'member', 1, 6);
  insert into stays values
    ('long-1', 'long', 'p1', 'First', 100, 900), ('long-3', 'long', 'p1', 'Latest', 500, 600),
    ('long-2', 'long', 'p1', 'Second', 300, 400), ('clock-1', 'clock', 'p1', 'Elsewhere', 800, 700);
`;

const MEMBERSHIPS_OF_0001 = `
  select "roomId", "principal", "participantId", "role", "epoch", "admittedAt" from "memberships"
  order by "roomId", "principal"
`;

/** No store reads them from SQLite, which has no cluster. */
const CLUSTER_ROWS_OF_0003 = [
  [
    { id: "n1", address: "192.0.2.7:7000", aliveAt: 1_767_225_609_500, rooms: 2, draining: 0 },
    {
      id: "n2",
      address: "node-2.example.org:7000",
      aliveAt: 1_767_225_600_500,
      rooms: 0,
      draining: 1,
    },
  ],
  [
    { roomId: "r1", nodeId: "n1", fence: 3, isLogged: 1 },
    { roomId: "r2", nodeId: null, fence: 7, isLogged: 0 },
  ],
  [{ id: "u1", expiresAt: 1_767_225_660_000 }],
];

/** Does something with a file as any SQLite program can. */
function withFile<T>(path: string, body: (db: Raw.Database) => T): T {
  const db = new Database(path);
  try {
    return body(db);
  } finally {
    db.close();
  }
}

function rowsOf(path: string, query: string): unknown[] {
  return withFile(path, (db) => db.prepare(query).all());
}

function clusterRowsOf(path: string): unknown[] {
  const tables = ["nodes", "roomOwners", "usedTickets"];
  return tables.map((table) => rowsOf(path, `select * from "${table}" order by 1`));
}

function schemaOf(path: string): unknown[] {
  return rowsOf(
    path,
    "select type, name, sql from sqlite_master where sql is not null order by name",
  );
}

/** A file as this version left it, with data. */
async function fileAt(t: TestContext, version: string): Promise<string> {
  const path = await tempFile(t);
  const fixture = await readFile(new URL(`versions/${version}.sql`, import.meta.url), "utf8");
  withFile(path, (db) => db.exec(fixture));
  return path;
}

async function migrateFile(
  path: string,
  to: Readonly<Record<string, Migration>>,
): Promise<string[]> {
  const { kysely, close } = await openSqlite<Schema>({ path });
  try {
    return await migrate(kysely, to);
  } finally {
    await close();
  }
}

function upTo(version: string): Record<string, Migration> {
  return Object.fromEntries(Object.entries(migrations).filter(([name]) => name <= version));
}

async function open<T>(path: string, body: (stores: Stores) => Promise<T>): Promise<T> {
  const database = await openDatabase({ path });
  try {
    return await body(database.stores);
  } finally {
    await database.close();
  }
}

describe("migrations", () => {
  it("bring an empty file to the newest version", async (t) => {
    assert.deepEqual(await migrateFile(await tempFile(t), migrations), VERSIONS);
  });

  for (const version of VERSIONS) {
    it(`[STORE12] bring a file of ${version} to the newest version with its data`, async (t) => {
      const [old, fresh] = [await fileAt(t, version), await tempFile(t)];
      await open(old, (stores) => assertDataOf(version, stores));
      await open(fresh, async () => {});
      if (version >= "0003") assert.deepEqual(clusterRowsOf(old), CLUSTER_ROWS_OF_0003);
      assert.deepEqual(schemaOf(old), schemaOf(fresh));
    });

    it(`make ${version} exactly what it was when it was released`, async (t) => {
      const [released, now] = [await fileAt(t, version), await tempFile(t)];
      await migrateFile(now, upTo(version));
      assert.deepEqual(schemaOf(now), schemaOf(released));
    });
  }

  it("[STORE12] take what is new in 0002 from the rows of 0001", async (t) => {
    const path = await fileAt(t, "0001-initial");
    withFile(path, (db) => db.exec(MORE_ROWS_OF_0001));
    const before = rowsOf(path, MEMBERSHIPS_OF_0001);
    await open(path, async (stores) => {
      const used = async (id: string) => (await stores.rooms.byId(id))?.usedAt;
      assert.deepEqual([await used("long"), await used("clock"), await used("new")], [900, 800, 5]);
      const named = async (id: string) =>
        (await stores.memberships.byParticipant("long", id))?.name;
      assert.deepEqual([await named("p1"), await named("p2")], ["Latest", ""]);
      assert.equal((await stores.memberships.byParticipant("clock", "p1"))?.name, "Elsewhere");
      assert.equal((await stores.memberships.byParticipant("long", "p1"))?.bannedAt, null);
    });
    assert.deepEqual(rowsOf(path, MEMBERSHIPS_OF_0001), before);
    assert.deepEqual(rowsOf(path, "pragma foreign_key_check"), []);
  });

  it("change nothing the second time", async (t) => {
    const path = await tempFile(t);
    await open(path, async () => {});
    const before = await readFile(path);
    await open(path, async () => {});
    assert.ok(before.equals(await readFile(path)), "the file is the same to the byte");
  });

  it("refuse a database from the future and leave it as it is", async (t) => {
    const path = await tempFile(t);
    await migrateFile(path, { ...migrations, "9999-future": { up: async () => {} } });
    const before = await readFile(path);
    const message = `Cannot open the database ${path}: a newer version of Parley wrote it (9999-future).`;
    await assert.rejects(openDatabase({ path }), { message });
    assert.ok(before.equals(await readFile(path)), "the file is the same to the byte");
  });

  it("leave the database as it was when one of them fails", async (t) => {
    const path = await tempFile(t);
    await migrateFile(path, migrations);
    const before = schemaOf(path);
    const up = async (db: Kysely<unknown>): Promise<void> => {
      await db.schema.createTable("half").addColumn("id", "text").execute();
      throw new Error("out of ideas");
    };
    await assert.rejects(migrateFile(path, { ...migrations, "9999-broken": { up } }), {
      message: "out of ideas",
    });
    assert.deepEqual(schemaOf(path), before);
    await open(path, async () => {});
  });
});
