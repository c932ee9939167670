import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type TestContext, describe, it } from "node:test";
import Database from "better-sqlite3";
import { openSqliteDatabase } from "../../src/db/sqlite-database.ts";
import { startChild } from "./children/child.ts";
import { message, storedRoom, tempFile, times } from "./fixtures.ts";

const TIMEOUT = { timeout: 60_000 };

/** The kill may cut the last line off; half an id acknowledges nothing. */
const WHOLE_ID = /^[0-9a-f-]{36}$/;

/** Kills a writing child after it has acknowledged this many rows; returns all it acknowledged. */
async function killAfter(
  t: TestContext,
  count: number,
  args: readonly string[],
): Promise<string[]> {
  const child = startChild(t, "write-for-ever.ts", args);
  const acknowledged: string[] = [];
  for await (const line of child.lines) {
    if (WHOLE_ID.test(line)) acknowledged.push(line);
    if (acknowledged.length === count) child.process.kill("SIGKILL");
  }
  const { signal, stderr } = await child.ended;
  assert.equal(signal, "SIGKILL", stderr);
  return acknowledged;
}

/** The acknowledged ids that are not in the file. */
function lostFrom(path: string, acknowledged: readonly string[]): string[] {
  const db = new Database(path);
  try {
    assert.equal(db.pragma("integrity_check", { simple: true }), "ok");
    const stored = new Set(db.prepare<[], string>("select id from accounts").pluck().all());
    return acknowledged.filter((id) => !stored.has(id));
  } finally {
    db.close();
  }
}

type Trace = {
  /** For each acknowledgement, how many syncs had finished since the one before. */
  readonly syncsBefore: readonly number[];
};

/** Reads what strace wrote about `write-one-by-one.ts`. */
function readTrace(text: string): Trace {
  const syncsBefore: number[] = [];
  let syncs = 0;
  for (const line of text.split("\n")) {
    if (/f(data)?sync(\(\d+\)| resumed>\)) += 0$/.test(line)) syncs += 1;
    if (!/ write\(1, "acknowledged \d+\\n"/.test(line)) continue;
    syncsBefore.push(syncs);
    syncs = 0;
  }
  return { syncsBefore };
}

/** Stores `count` things under strace. */
async function trace(t: TestContext, what: string, count: number): Promise<Trace> {
  const path = await tempFile(t);
  const output = join(dirname(path), "trace.txt");
  const wrapper = ["strace", "-f", "-e", "trace=fsync,fdatasync,write", "-o", output];
  const child = startChild(t, "write-one-by-one.ts", [path, String(count), what], { wrapper });
  child.process.stdout.resume();
  const { code, stderr } = await child.ended.catch((error: unknown) => {
    throw new Error("This test counts syncs with strace: apt-get install strace", { cause: error });
  });
  assert.equal(code, 0, stderr);
  return readTrace(await readFile(output, "utf8"));
}

describe("durability", () => {
  for (const round of times(4, (n) => n + 1)) {
    const count = randomInt(1, 600);
    it(`keeps all that was acknowledged before SIGKILL, round ${round}`, TIMEOUT, async (t) => {
      const path = await tempFile(t);
      const acknowledged = await killAfter(t, count, [path]);
      assert.ok(acknowledged.length >= count);
      assert.deepEqual(lostFrom(path, acknowledged), [], `killed after ${count}`);
    });
  }

  it("would notice rows that were acknowledged before their commit", TIMEOUT, async (t) => {
    const path = await tempFile(t);
    const acknowledged = await killAfter(t, 50, [path, "early"]);
    assert.deepEqual(lostFrom(path, acknowledged), acknowledged);
  });

  for (const what of ["account", "chat"]) {
    it(
      `[STORE13] syncs the disk before each acknowledgement (strace): ${what}`,
      TIMEOUT,
      async (t) => {
        const [, ...syncs] = (await trace(t, what, 40)).syncsBefore;
        assert.equal(syncs.length, 40);
        assert.ok(
          syncs.every((count) => count >= 1),
          `syncs before each: ${syncs.join(" ")}`,
        );
      },
    );
  }

  it(
    "would notice acknowledgements that do not wait for the store (strace)",
    TIMEOUT,
    async (t) => {
      const [, ...syncs] = (await trace(t, "unawaited", 40)).syncsBefore;
      assert.deepEqual(
        syncs,
        times(40, () => 0),
      );
    },
  );

  it("lets chat messages of one moment share one commit, also when they are sent twice", async (t) => {
    const database = await openSqliteDatabase({ path: await tempFile(t) });
    t.after(() => database.close());
    const { id } = await storedRoom(database.stores);
    const before = database.commits();
    const messages = times(200, (n) => message(n + 1));
    const again = messages.map((each) => ({ ...each, position: each.position + 1000 }));
    const appends = [...messages, ...again].map((each) => database.stores.chat.append(id, each));
    const created = (await Promise.all(appends)).filter((outcome) => outcome.created);
    assert.equal(created.length, 200);
    assert.equal(database.commits() - before, 1);
  });
});
