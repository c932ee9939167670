import assert from "node:assert/strict";
import { chmod, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Client } from "pg";
import { checkDatabase } from "../../src/doctor/database-check.ts";
import { openDatabase } from "../../src/db/database.ts";
import { freePort } from "../support/free-port.ts";
import { startPostgres } from "../support/postgres.ts";
import { told } from "./replies.ts";

async function sqlite(path: string): Promise<string> {
  return (await checkDatabase({ kind: "sqlite", path })).map(told).join("\n");
}

async function postgres(url: string): Promise<string> {
  return (await checkDatabase({ kind: "postgres", url })).map(told).join("\n");
}

test("[DOCTOR6] an SQLite file is looked at and left as it is", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "parley-doctor-"));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, "parley.db");
  assert.match(await sqlite(path), /^fail: .* is not there\. -> Set DATA_DIR or DATABASE_URL/);
  assert.deepEqual(await readdir(folder), []);
  const database = await openDatabase({ path });
  assert.match(await sqlite(path), /^ok: .* is SQLite with WAL, and can be written\.$/);
  await database.close();
  const before = await readdir(folder);
  assert.match(await sqlite(path), /^ok: /);
  assert.deepEqual(await readdir(folder), before);
});

test("[DOCTOR6] what is no SQLite database, or has no WAL, is told", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "parley-doctor-"));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, "parley.db");
  await writeFile(path, "not a database at all");
  assert.match(await sqlite(path), /^fail: .* is not an SQLite database\. -> .*DATABASE_URL/);
  const header = Buffer.alloc(100);
  header.write("SQLite format 3\0", "latin1");
  header.writeUInt8(1, 18);
  await writeFile(path, header);
  assert.match(await sqlite(path), /^warn: .* has no WAL\. -> /);
  await chmod(path, 0o400);
  // Root may write everything.
  const isRoot = process.getuid?.() === 0;
  assert.match(await sqlite(path), isRoot ? /^warn: / : /^fail: .* cannot be written\. -> .*chown/);
});

test("[DOCTOR6] Postgres is asked, not migrated, and shows no password", async (t) => {
  const server = await startPostgres();
  t.after(() => server.close());
  const url = (await server.createDatabase()).replace("parley@", "parley:hunter2@");
  assert.match(await postgres(url), /^ok: 127\.0\.0\.1:\d+\/test_1 is Postgres 1\d.*, in UTF8\.$/);
  const client = new Client({ connectionString: url });
  await client.connect();
  const tables = await client.query("select 1 from pg_tables where schemaname = 'public'");
  await client.end();
  assert.equal(tables.rowCount, 0);
  const absent = await postgres(url.replace("test_1", "nowhere"));
  assert.match(absent, /^fail: .*\/nowhere does not work: .* -> Make the database/);
  await server.stop();
  const stopped = await postgres(url);
  assert.match(stopped, /^fail: .*ECONNREFUSED.* -> Start Postgres, or correct DATABASE_URL/);
  for (const line of [absent, stopped]) assert.doesNotMatch(line, /hunter2/);
});

test("[DOCTOR6] a database in another encoding, or of another, is told", async (t) => {
  const server = await startPostgres();
  t.after(() => server.close());
  const client = new Client({ connectionString: server.url });
  await client.connect();
  await client.query("create database latin encoding 'LATIN1' locale 'C' template template0");
  await client.query("create role stranger login");
  await client.end();
  assert.match(await postgres(server.url.replace(/postgres$/, "latin")), /^fail: .* LATIN1\. -> /);
  const stranger = server.url.replace("parley@", "stranger@");
  assert.match(await postgres(stranger), /^fail: .* may not make tables there\. -> .*owner/);
});

test("[DOCTOR6] where nothing listens there is no database", async () => {
  const line = await postgres(`postgres://parley@127.0.0.1:${await freePort()}/parley`);
  assert.match(line, /^fail: .* nothing listens there/);
});
