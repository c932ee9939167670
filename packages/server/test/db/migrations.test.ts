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

const VERSIONS = Object.keys(migrations).toSorted();

/** Does something with a file as any SQLite program can. */
function withFile<T>(path: string, body: (db: Raw.Database) => T): T {
  const db = new Database(path);
  try {
    return body(db);
  } finally {
    db.close();
  }
}

function schemaOf(path: string): unknown[] {
  const query = "select type, name, sql from sqlite_master where sql is not null order by name";
  return withFile(path, (db) => db.prepare(query).all());
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

/** What each fixture holds, seen through the stores. */
async function assertFixtureData({
  accounts,
  sessions,
  rooms,
  memberships,
  stays,
}: Stores): Promise<void> {
  const ada = {
    id: "a1",
    username: "Ada",
    usernameKey: "ada",
    displayName: "Ada Lovelace",
    createdAt: 1_767_225_600_000,
    passwordHash: "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA",
    passwordRule: "strict",
  };
  assert.deepEqual(await accounts.byId("a1"), ada);
  assert.equal((await accounts.byUsernameKey("grace"))?.displayName, "Grace 王");
  assert.deepEqual(await sessions.find("s1", 1_767_225_602_000), {
    session: {
      id: "s1",
      accountId: "a1",
      createdAt: 1_767_225_602_000,
      expiresAt: 1_768_435_202_000,
    },
    account: ada,
  });
  assert.deepEqual(await rooms.byCode("abc-defg-hij"), {
    id: "r1",
    code: "abc-defg-hij",
    name: "Stand-up",
    ownerId: "a1",
    access: "trusted",
    locked: true,
    settings: { chat: false, reactions: true, screenShare: true, muteOnEntry: true, media: "mesh" },
    createdAt: 1_767_225_604_000,
    expiresAt: 1_767_312_004_000,
  });
  assert.equal((await rooms.byCode("klm-nopq-rst"))?.expiresAt, null);
  assert.deepEqual(await memberships.find("r1", "account:a2"), {
    roomId: "r1",
    principal: "account:a2",
    participantId: "p2",
    role: "member",
    epoch: 2,
    admittedAt: 1_767_225_606_000,
  });
  const left = (await stays.list("r1")).map(({ id, leftAt }) => [id, leftAt]);
  assert.deepEqual(left, [
    ["t1", 1_767_225_609_000],
    ["t2", null],
  ]);
}

describe("migrations", () => {
  it("bring an empty file to the newest version", async (t) => {
    assert.deepEqual(await migrateFile(await tempFile(t), migrations), VERSIONS);
  });

  for (const version of VERSIONS) {
    it(`bring a file of ${version} to the newest version with its data`, async (t) => {
      const [old, fresh] = [await fileAt(t, version), await tempFile(t)];
      await open(old, assertFixtureData);
      await open(fresh, async () => {});
      assert.deepEqual(schemaOf(old), schemaOf(fresh));
    });

    it(`make ${version} exactly what it was when it was released`, async (t) => {
      const [released, now] = [await fileAt(t, version), await tempFile(t)];
      await migrateFile(now, upTo(version));
      assert.deepEqual(schemaOf(now), schemaOf(released));
    });
  }

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
