import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LIMITS } from "@parley/protocol/limits";
import { manualTimers, times } from "./fixtures.ts";
import { insertNote, openNotes, refused, unavailable, visible } from "./notes.ts";

describe("an interactive transaction", { timeout: 30_000 }, () => {
  it("is seen by itself at once and by others when it is committed", async (t) => {
    const { kysely, committed } = await openNotes(t);
    await kysely.transaction().execute(async (trx) => {
      await insertNote(trx, "a");
      assert.deepEqual(await visible(trx), ["a"]);
      assert.deepEqual(await visible(kysely), []);
      assert.deepEqual(committed(), []);
    });
    assert.deepEqual(committed(), ["a"]);
    assert.deepEqual(await visible(kysely), ["a"]);
  });

  it("makes other writes wait, and shares its commit with them", async (t) => {
    const { kysely, commits, committed } = await openNotes(t);
    const before = commits();
    const order: string[] = [];
    const log = (text: string) => (): void => void order.push(text);
    let waiting: Promise<void> | undefined;
    const transaction = kysely.transaction().execute(async (trx) => {
      await insertNote(trx, "a");
      waiting = insertNote(kysely, "b").then(log("write"));
      await insertNote(trx, "c");
      order.push("end of transaction");
    });
    await transaction.then(log("transaction"));
    await waiting;
    assert.deepEqual(order, ["end of transaction", "transaction", "write"]);
    assert.equal(commits() - before, 1);
    assert.deepEqual(committed(), ["a", "b", "c"]);
  });

  it("runs one at a time", async (t) => {
    const { kysely } = await openNotes(t);
    await insertNote(kysely, "sum", { text: "0" });
    const increment = () =>
      kysely.transaction().execute(async (trx) => {
        const { text } = await trx.selectFrom("notes").select("text").executeTakeFirstOrThrow();
        await trx
          .updateTable("notes")
          .set({ text: String(Number(text) + 1) })
          .execute();
      });
    await Promise.all(times(50, increment));
    const sum = await kysely.selectFrom("notes").select("text").executeTakeFirstOrThrow();
    assert.equal(sum.text, "50");
  });

  it("does not put the others' commit off for ever", async (t) => {
    const { kysely, commits } = await openNotes(t);
    const before = commits();
    const count = 3 * LIMITS.transactionsPerGroup + 1;
    const insert = (n: number) =>
      kysely.transaction().execute((trx) => insertNote(trx, `note-${n}`));
    const write = insertNote(kysely, "first").then(commits);
    await Promise.all(times(count, insert));
    assert.equal((await write) - before, 1);
    assert.equal(commits() - before, 4);
  });

  it("is undone when its callback throws, and the writer is free again", async (t) => {
    const { kysely, committed } = await openNotes(t);
    const broken = kysely.transaction().execute(async (trx) => {
      await insertNote(trx, "a");
      throw new Error("changed my mind");
    });
    const write = insertNote(kysely, "b");
    await assert.rejects(broken, { message: "changed my mind" });
    await write;
    assert.deepEqual(committed(), ["b"]);
  });

  it("is undone when one of its statements fails", async (t) => {
    const { kysely, committed } = await openNotes(t);
    const broken = kysely.transaction().execute(async (trx) => {
      await insertNote(trx, "a");
      await insertNote(trx, "a");
    });
    await assert.rejects(broken, refused("SQLITE_CONSTRAINT_PRIMARYKEY"));
    await insertNote(kysely, "b");
    assert.deepEqual(committed(), ["b"]);
  });

  it("rejects when the real commit fails", async (t) => {
    const { kysely, committed } = await openNotes(t);
    const orphan = kysely
      .transaction()
      .execute((trx) => insertNote(trx, "a", { parent: "nobody" }));
    await assert.rejects(orphan, refused("SQLITE_CONSTRAINT_FOREIGNKEY"));
    await kysely.transaction().execute((trx) => insertNote(trx, "b"));
    assert.deepEqual(committed(), ["b"]);
  });

  it("is undone when its connection is given up", async (t) => {
    const { kysely, committed } = await openNotes(t, manualTimers());
    await kysely.connection().execute(async (connection) => {
      const trx = await connection.startTransaction().execute();
      await insertNote(trx, "a");
    });
    await insertNote(kysely, "b");
    assert.deepEqual(committed(), ["b"]);
  });

  it("is undone when it takes too long, as one that waits for a write that waits for it", async (t) => {
    const timers = manualTimers();
    const { kysely, committed } = await openNotes(t, timers);
    const stuck = kysely.transaction().execute(async (trx) => {
      await insertNote(trx, "a");
      const outside = insertNote(kysely, "b");
      timers.fire();
      await outside;
      await insertNote(trx, "c");
    });
    await assert.rejects(stuck, unavailable("TRANSACTION_EXPIRED"));
    assert.deepEqual(committed(), ["b"]);
  });

  it("cannot be committed when it took too long", async (t) => {
    const timers = manualTimers();
    const { kysely, committed } = await openNotes(t, timers);
    const late = kysely.transaction().execute(async (trx) => {
      await insertNote(trx, "a");
      timers.fire();
    });
    await assert.rejects(late, unavailable("TRANSACTION_EXPIRED"));
    await insertNote(kysely, "b");
    assert.deepEqual(committed(), ["b"]);
  });

  it("takes nothing after its end, not even what its own callback left waiting", async (t) => {
    const { kysely, committed } = await openNotes(t);
    const left: Promise<unknown>[] = [];
    await kysely.transaction().execute(async (trx) => {
      await insertNote(trx, "a");
      const [sent, waiting] = [insertNote(trx, "b"), insertNote(trx, "c")];
      left.push(sent, assert.rejects(waiting, unavailable("TRANSACTION_OVER")));
    });
    await Promise.all(left);
    assert.deepEqual(committed(), ["a", "b"]);
  });

  it("leaves no timer behind", async (t) => {
    const timers = manualTimers();
    const { kysely } = await openNotes(t, timers);
    const running: number[] = [];
    await kysely.transaction().execute(async () => void running.push(timers.waiting));
    const broken = kysely.transaction().execute(async () => {
      throw new Error("changed my mind");
    });
    await assert.rejects(broken);
    assert.deepEqual([...running, timers.waiting], [1, 0]);
  });
});
