import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { sql } from "kysely";
import { times } from "./fixtures.ts";
import { insertNote, openNotes, refused, unavailable, visible } from "./notes.ts";

describe("group commit", { timeout: 30_000 }, () => {
  it("commits all writes of one turn together", async (t) => {
    const { kysely, commits, committed } = await openNotes(t);
    const before = commits();
    await Promise.all(times(1000, (n) => insertNote(kysely, `note-${n}`)));
    assert.equal(commits() - before, 1);
    assert.equal(committed().length, 1000);
  });

  it("commits awaited writes one by one", async (t) => {
    const { kysely, commits } = await openNotes(t);
    const before = commits();
    for (const id of ["a", "b", "c"]) await insertNote(kysely, id);
    assert.equal(commits() - before, 3);
  });

  it("commits together what arrives while the writer is busy", async (t) => {
    const { kysely, commits } = await openNotes(t);
    const before = commits();
    const count = sql`with recursive n (i) as (select 1 union all select i + 1 from n where i < 2000000)
      select count(*) from n`;
    const writes: Promise<unknown>[] = [count.execute(kysely)];
    for (const n of times(50, (index) => index)) {
      await nextTurn();
      writes.push(insertNote(kysely, `note-${n}`));
    }
    await Promise.all(writes);
    assert.ok(commits() - before < 10, `${commits() - before} commits for 51 writes`);
  });

  it("acknowledges nothing before the commit that holds it", async (t) => {
    const { kysely, committed } = await openNotes(t);
    const acknowledged = times(200, async (n) => {
      await insertNote(kysely, `note-${n}`);
      assert.ok(committed().includes(`note-${n}`));
    });
    await Promise.all(acknowledged);
  });

  it("shows a write to the read that follows it", async (t) => {
    const { kysely } = await openNotes(t);
    for (const n of times(100, (index) => index)) {
      await insertNote(kysely, `note-${n}`);
      assert.equal((await visible(kysely)).length, n + 1);
    }
  });

  it("rolls a failing write back alone", async (t) => {
    const { kysely, commits, committed } = await openNotes(t);
    await insertNote(kysely, "b");
    const before = commits();
    const writes = ["a", "b", "c"].map((id) => insertNote(kysely, id));
    const outcomes = await Promise.allSettled(writes);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ["fulfilled", "rejected", "fulfilled"],
    );
    assert.equal(commits() - before, 1);
    assert.deepEqual(committed(), ["a", "b", "c"]);
  });

  it("undoes what a failing statement did before it failed", async (t) => {
    const { kysely, committed } = await openNotes(t);
    await insertNote(kysely, "b");
    const values = sql`values ('a', null, null), ('b', null, null)`;
    const partly = sql`insert or fail into notes (id, text, parent) ${values}`.execute(kysely);
    const [outcome] = await Promise.allSettled([partly, insertNote(kysely, "c")]);
    assert.equal(outcome.status, "rejected");
    assert.deepEqual(committed(), ["b", "c"]);
  });

  it("keeps the code and the message of SQLite's error", async (t) => {
    const { kysely } = await openNotes(t);
    await insertNote(kysely, "a");
    const message = "UNIQUE constraint failed: notes.id";
    await assert.rejects(insertNote(kysely, "a"), refused("SQLITE_CONSTRAINT_PRIMARYKEY"));
    await assert.rejects(insertNote(kysely, "a"), { name: "StorageError", message });
    await assert.rejects(sql`select nonsense`.execute(kysely), refused("SQLITE_ERROR"));
  });

  it("rejects the whole group when its commit fails, and works on", async (t) => {
    const { kysely, commits, committed } = await openNotes(t);
    const before = commits();
    const group = [
      insertNote(kysely, "a"),
      insertNote(kysely, "b", { parent: "nobody" }),
      insertNote(kysely, "c"),
    ];
    for (const write of await Promise.allSettled(group)) {
      assert.equal(write.status, "rejected");
      refused("SQLITE_CONSTRAINT_FOREIGNKEY")(write.reason);
    }
    assert.equal(commits(), before);
    assert.deepEqual(committed(), []);
    await insertNote(kysely, "d");
    assert.deepEqual(committed(), ["d"]);
  });

  it("rejects the whole group when SQLite rolls it back, and works on", async (t) => {
    const { kysely, committed } = await openNotes(t);
    await sql`create trigger bomb before insert on notes when new.text = 'bomb'
      begin select raise(rollback, 'everything is undone'); end`.execute(kysely);
    const group = [
      insertNote(kysely, "a"),
      insertNote(kysely, "b", { text: "bomb" }),
      insertNote(kysely, "c"),
    ];
    for (const write of await Promise.allSettled(group)) {
      assert.equal(write.status, "rejected");
      assert.match(String(write.reason), /everything is undone/);
    }
    assert.deepEqual(committed(), []);
    await insertNote(kysely, "d");
    assert.deepEqual(committed(), ["d"]);
  });

  it("says unavailable while the disk is full, and works on when there is room", async (t) => {
    const { kysely, committed } = await openNotes(t);
    const pages = await sql<{ page_count: number }>`pragma page_count`.execute(kysely);
    await sql`pragma max_page_count = ${sql.lit(pages.rows[0]?.page_count ?? 0)}`.execute(kysely);
    const large = "x".repeat(100_000);
    await assert.rejects(insertNote(kysely, "a", { text: large }), unavailable("SQLITE_FULL"));
    await sql`pragma max_page_count = 1000000`.execute(kysely);
    await insertNote(kysely, "b", { text: large });
    assert.deepEqual(committed(), ["b"]);
  });

  it("refuses a value that SQLite cannot store and harms no other write", async (t) => {
    const { kysely, committed } = await openNotes(t);
    const broken = sql`insert into notes (id) values (${true})`.execute(kysely);
    const [outcome] = await Promise.allSettled([broken, insertNote(kysely, "b")]);
    assert.equal(outcome.status, "rejected");
    assert.match(String(outcome.reason), /TypeError: SQLite cannot store a value of type boolean/);
    assert.deepEqual(committed(), ["b"]);
  });

  it("says how many rows a statement changed", async (t) => {
    const { kysely } = await openNotes(t);
    await Promise.all(["a", "b", "c"].map((id) => insertNote(kysely, id)));
    const changed = await kysely
      .updateTable("notes")
      .set({ text: "x" })
      .where("id", ">", "a")
      .executeTakeFirst();
    assert.equal(changed.numUpdatedRows, 2n);
  });

  it("streams a query's rows", async (t) => {
    const { kysely } = await openNotes(t);
    await Promise.all(["a", "b"].map((id) => insertNote(kysely, id)));
    const ids: string[] = [];
    for await (const { id } of kysely.selectFrom("notes").select("id").orderBy("id").stream())
      ids.push(id);
    assert.deepEqual(ids, ["a", "b"]);
  });

  it("writes durably: WAL, a full sync at each commit, foreign keys, and patience with others", async (t) => {
    const { kysely } = await openNotes(t);
    const pragma = async (name: string): Promise<unknown> => {
      const { rows } = await sql`pragma ${sql.raw(name)}`.execute(kysely);
      return rows;
    };
    assert.deepEqual(await pragma("synchronous"), [{ synchronous: 2 }]);
    assert.deepEqual(await pragma("journal_mode"), [{ journal_mode: "wal" }]);
    assert.deepEqual(await pragma("foreign_keys"), [{ foreign_keys: 1 }]);
    assert.deepEqual(await pragma("busy_timeout"), [{ timeout: 5000 }]);
  });
});
