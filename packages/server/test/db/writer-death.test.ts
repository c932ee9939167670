import assert from "node:assert/strict";
import { once } from "node:events";
import { type TestContext, describe, it } from "node:test";
import { Kysely } from "kysely";
import { connectReader } from "../../src/db/sqlite/connect.ts";
import { SqliteDialect } from "../../src/db/sqlite/dialect.ts";
import { Reader } from "../../src/db/sqlite/reader.ts";
import { WriterClient, startWriter } from "../../src/db/sqlite/writer-client.ts";
import { manualTimers, times } from "./fixtures.ts";
import { type NotesSchema, insertNote, openNotes, unavailable, visible } from "./notes.ts";

/** A database whose writer's thread the test can end. */
async function openMortal(t: TestContext) {
  const { path } = await openNotes(t);
  const worker = startWriter(path);
  const deaths: string[] = [];
  const writer = new WriterClient(worker, ({ message }) => deaths.push(message));
  await writer.opened;
  const reader = new Reader(connectReader(path));
  t.after(() => reader.close());
  const dialect = new SqliteDialect({ reader, writer, clock: manualTimers() });
  return { worker, writer, deaths, kysely: new Kysely<NotesSchema>({ dialect }) };
}

describe("a writer's thread that dies", { timeout: 30_000 }, () => {
  it("fails everything that waits, and everything later, with a clear error", async (t) => {
    const { worker, kysely, deaths } = await openMortal(t);
    await insertNote(kysely, "a");
    const writes: Promise<void>[] = [];
    const transaction = kysely.transaction().execute(async (trx) => {
      await insertNote(trx, "b");
      writes.push(...times(20, (n) => insertNote(kysely, `note-${n}`)));
      await worker.terminate();
      await insertNote(trx, "c");
    });
    await assert.rejects(transaction, unavailable("WRITER_STOPPED"));
    assert.equal(writes.length, 20);
    for (const write of writes) await assert.rejects(write, unavailable("WRITER_STOPPED"));
    await assert.rejects(insertNote(kysely, "d"), unavailable("WRITER_STOPPED"));
    assert.deepEqual(await visible(kysely), ["a"]);
    assert.deepEqual(deaths, ["The database writer has stopped: exit code 1."]);
  });

  it("says why when it was an exception", async (t) => {
    const { worker, kysely, deaths } = await openMortal(t);
    worker.postMessage([null]);
    await assert.rejects(once(worker, "exit"), TypeError);
    await assert.rejects(insertNote(kysely, "a"), unavailable("WRITER_STOPPED"));
    assert.equal(deaths.length, 1);
    assert.match(deaths[0] ?? "", /^The database writer has stopped: TypeError: /);
  });

  it("can still be closed, as often as one likes", async (t) => {
    const { worker, writer, kysely, deaths } = await openMortal(t);
    await worker.terminate();
    await kysely.destroy();
    await Promise.all([writer.close(), writer.close()]);
    await writer.close();
    assert.equal(deaths.length, 1);
  });

  it("is not a death when it was asked to end", async (t) => {
    const { writer, deaths } = await openMortal(t);
    await Promise.all([writer.close(), writer.close()]);
    const outcome = await writer.run({ sql: "select 1", parameters: [] }, null);
    const failure = { code: "WRITER_STOPPED", message: "The database is closed." };
    assert.deepEqual(outcome, { ok: false, failure });
    assert.deepEqual(deaths, []);
  });
});
