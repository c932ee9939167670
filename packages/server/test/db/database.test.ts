import assert from "node:assert/strict";
import { chmod, mkdir, open, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import Raw from "better-sqlite3";
import { sql } from "kysely";
import { openDatabase } from "../../src/db/database.ts";
import { migrations } from "../../src/db/migrations/index.ts";
import { startChild } from "./children/child.ts";
import { account, ownerOf, room, tally, tempFile, times } from "./fixtures.ts";

/** Runs something as a user whom file modes bind: nothing is forbidden to root. */
async function asOrdinaryUser(body: () => Promise<void>): Promise<void> {
  const { geteuid, seteuid } = process;
  if (geteuid?.() !== 0 || seteuid === undefined) return await body();
  seteuid(65_534);
  try {
    await body();
  } finally {
    seteuid(0);
  }
}

describe("openDatabase", () => {
  it("creates the folder and the file, for this user only", async (t) => {
    const path = join(dirname(await tempFile(t)), "deep", "down", "parley.db");
    const database = await openDatabase({ path });
    t.after(() => database.close());
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.equal((await stat(dirname(path))).mode & 0o777, 0o700);
  });

  it("keeps what was stored", async (t) => {
    const path = await tempFile(t);
    const ada = account();
    const first = await openDatabase({ path });
    await first.stores.accounts.create(ada);
    await first.close();
    const second = await openDatabase({ path });
    t.after(() => second.close());
    assert.deepEqual(await second.stores.accounts.byId(ada.id), ada);
  });

  it("[STORE13] writes with WAL, a full sync at each commit, and foreign keys", async (t) => {
    const database = await openDatabase({ path: await tempFile(t) });
    t.after(() => database.close());
    const rows = async (query: string) => (await sql.raw(query).execute(database.kysely)).rows;
    assert.deepEqual(await rows("pragma synchronous"), [{ synchronous: 2 }]);
    assert.deepEqual(await rows("pragma journal_mode"), [{ journal_mode: "wal" }]);
    assert.deepEqual(await rows("pragma foreign_keys"), [{ foreign_keys: 1 }]);
  });

  it("tells the log which migrations ran, and only then", async (t) => {
    const path = await tempFile(t);
    const lines: unknown[] = [];
    const log = {
      info: (...line: unknown[]) => lines.push(line),
      error: (...line: unknown[]) => lines.push(line),
    };
    await (await openDatabase({ path, log })).close();
    await (await openDatabase({ path, log })).close();
    assert.deepEqual(lines, [[{ path, migrations: Object.keys(migrations) }, "database migrated"]]);
  });

  it("refuses a file that is not a database, and leaves it as it is", async (t) => {
    const path = await tempFile(t);
    await writeFile(path, "Dear diary,\n".repeat(1000));
    const message = `Cannot open the database ${path}: it is not an SQLite database.`;
    await assert.rejects(openDatabase({ path }), { message });
    assert.equal((await stat(path)).size, 12_000);
  });

  it("refuses a damaged database", async (t) => {
    const path = await tempFile(t);
    await (await openDatabase({ path })).close();
    const file = await open(path, "r+");
    await file.write(Buffer.alloc(4096 - 100, 7), 0, 4096 - 100, 100);
    await file.close();
    const message = `Cannot open the database ${path}: database disk image is malformed.`;
    await assert.rejects(openDatabase({ path }), { message });
  });

  it("refuses a folder", async (t) => {
    const path = dirname(await tempFile(t));
    await assert.rejects(
      openDatabase({ path }),
      /^Error: Cannot open the database [^\n]*EISDIR[^\n]*\.$/,
    );
  });

  it("refuses a file that cannot be written", async (t) => {
    const path = await tempFile(t);
    await (await openDatabase({ path })).close();
    await Promise.all([chmod(path, 0o444), chmod(dirname(path), 0o777)]);
    await asOrdinaryUser(async () => {
      await assert.rejects(
        openDatabase({ path }),
        /^Error: Cannot open the database [^\n]*EACCES[^\n]*\.$/,
      );
    });
  });

  it("refuses a path on which no file can be made", async (t) => {
    const file = await tempFile(t);
    await writeFile(file, "");
    for (const path of [join(file, "parley.db"), join(file, "deep", "parley.db")]) {
      await assert.rejects(
        openDatabase({ path }),
        /^Error: Cannot open the database [^\n]*E(NOTDIR|EXIST)[^\n]*\.$/,
      );
    }
  });

  it("rejects settings of a room that are not settings", async (t) => {
    const database = await openDatabase({ path: await tempFile(t) });
    t.after(() => database.close());
    const ada = account();
    const stored = room(ada.id);
    await database.stores.accounts.create(ada);
    await database.stores.rooms.create(stored, ownerOf(stored), 1);
    for (const settings of ['{"chat":1}', "{}", "null", "not JSON"]) {
      await database.kysely.updateTable("rooms").set({ settings }).execute();
      const message = `The stored settings of room ${stored.id} cannot be read.`;
      await assert.rejects(database.stores.rooms.byCode(stored.code), { message });
    }
  });
});

describe("close", { timeout: 30_000 }, () => {
  it("finishes the writes in progress", async (t) => {
    const path = await tempFile(t);
    const database = await openDatabase({ path });
    const writes = times(200, () => database.stores.accounts.create(account()));
    await database.close();
    assert.deepEqual(tally(await Promise.all(writes)), { created: 200 });
    const raw = new Raw(path);
    t.after(() => raw.close());
    assert.equal(raw.prepare("select count(*) from accounts").pluck().get(), 200);
  });

  it("lets a transaction in progress come to its end", async (t) => {
    const path = await tempFile(t);
    const database = await openDatabase({ path });
    const { stores } = database;
    const ada = account();
    await stores.accounts.create(ada);
    const stored = room(ada.id);
    const creation = stores.rooms.create(stored, ownerOf(stored), 1);
    await database.close();
    assert.equal(await creation, "created");
  });

  it("leaves one file behind, and the database refuses further work", async (t) => {
    const path = await tempFile(t);
    const database = await openDatabase({ path });
    await database.stores.accounts.create(account());
    await database.close();
    await assert.rejects(stat(`${path}-wal`), { code: "ENOENT" });
    await assert.rejects(database.stores.accounts.create(account()), /destroyed/);
    await assert.rejects(database.stores.accounts.byId("a"), /destroyed/);
  });

  it("can be called again and at once", async (t) => {
    const database = await openDatabase({ path: await tempFile(t) });
    await Promise.all([database.close(), database.close()]);
    await database.close();
  });

  it("works under node --watch, which posts messages of its own through the writer's port", async (t) => {
    const path = await tempFile(t);
    const folder = join(dirname(path), "folder");
    await mkdir(folder);
    const watch = { nodeOptions: ["--watch", "--watch-preserve-output"] };
    const child = startChild(t, "open-and-close.ts", [path, folder], watch);
    const printed: string[] = [];
    for await (const line of child.lines) {
      printed.push(line);
      // The watcher says how the run ended, and goes on watching.
      if (/^(Completed|Failed) running/.test(line)) child.process.kill("SIGTERM");
    }
    const { stderr } = await child.ended;
    assert.equal(printed[0], "done", stderr);
  });

  it("leaves nothing that keeps the process alive", async (t) => {
    const path = await tempFile(t);
    const folder = join(dirname(path), "folder");
    await mkdir(folder);
    const child = startChild(t, "open-and-close.ts", [path, folder]);
    const printed: string[] = [];
    for await (const line of child.lines) printed.push(line);
    assert.deepEqual(await child.ended, { code: 0, signal: null, stderr: "" });
    assert.deepEqual(printed, ["done"]);
  });
});
