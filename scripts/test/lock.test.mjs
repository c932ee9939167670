import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { processName, withLock } from "../lib/lock.mjs";
import { ROOT } from "../lib/paths.mjs";
import { tempFolder, write } from "./temp.mjs";

const LOCK = JSON.stringify(join(ROOT, "scripts/lib/lock.mjs"));

/** Takes the lock, and writes when it goes in and out. */
const WORKER = `
  import { appendFileSync } from "node:fs";
  import { setImmediate } from "node:timers/promises";
  import { withLock } from ${LOCK};
  const options = { stop: new AbortController().signal, onWait() {} };
  await withLock("lock", options, async () => {
    appendFileSync("log", "in " + process.pid + "\\n");
    for (let turn = 0; turn < 100; turn++) await setImmediate();
    appendFileSync("log", "out " + process.pid + "\\n");
  });
`;

/** Takes the lock and never lets go. */
const HOLDER = `
  import { withLock } from ${LOCK};
  const options = { stop: new AbortController().signal, onWait() {} };
  await withLock("lock", options, () => new Promise(() => {
    console.log("held");
    setInterval(() => {}, 1e6);
  }));
`;

const never = new AbortController().signal;

test("of several processes one at a time is inside", async (t) => {
  const folder = tempFolder(t, { "worker.mjs": WORKER });
  const workers = Array.from({ length: 5 }, () => run(t, folder, "worker.mjs"));
  const codes = await Promise.all(workers.map(async (child) => (await once(child, "exit"))[0]));
  assert.deepEqual(codes, [0, 0, 0, 0, 0]);
  const log = readFileSync(join(folder, "log"), "utf8").trim().split("\n");
  assert.equal(log.length, 10);
  for (let i = 0; i < log.length; i += 2) {
    assert.equal(log[i + 1], log[i]?.replace("in", "out"));
  }
  assert.deepEqual(readdirSync(folder).toSorted(), ["log", "worker.mjs"]);
});

test("waits for the holder, takes over when it was killed", async (t) => {
  const folder = tempFolder(t, { "holder.mjs": HOLDER });
  const holder = run(t, folder, "holder.mjs");
  await once(holder.stdout, "data");
  /** @type {string[]} */
  const waited = [];
  const onWait = (/** @type {string} */ pid) => {
    waited.push(pid);
    holder.kill("SIGKILL");
  };
  const done = await withLock(join(folder, "lock"), { stop: never, onWait }, async () => "done");
  assert.equal(done, "done");
  assert.deepEqual(waited, [String(holder.pid)]);
  assert.equal(existsSync(join(folder, "lock")), false);
});

test("stops waiting when it is asked to", async (t) => {
  const folder = tempFolder(t, { "holder.mjs": HOLDER });
  await once(run(t, folder, "holder.mjs").stdout, "data");
  const stop = new AbortController();
  const onWait = () => stop.abort("SIGINT");
  const waiting = withLock(join(folder, "lock"), { stop: stop.signal, onWait }, async () => {});
  await assert.rejects(waiting, { name: "AbortError" });
});

test("a lock left empty, or by a process whose id is used again, is free", async (t) => {
  const folder = tempFolder(t);
  const again = processName(process.pid)?.replace(/-.*/, "-1");
  write(folder, { [`reused/${again}`]: "" });
  mkdirSync(join(folder, "empty"));
  for (const name of ["reused", "empty"]) {
    const inside = await withLock(
      join(folder, name),
      { stop: never, onWait: () => assert.fail(name) },
      async () => readdirSync(join(folder, name)),
    );
    assert.deepEqual(inside, [processName(process.pid)]);
  }
});

test("is let go when the work fails", async (t) => {
  const lock = join(tempFolder(t), "lock");
  const options = { stop: never, onWait: () => assert.fail("it is held") };
  const failing = withLock(lock, options, () => Promise.reject(new Error("no")));
  await assert.rejects(failing, /no/);
  assert.equal(await withLock(lock, options, async () => 1), 1);
});

/**
 * @param {import("node:test").TestContext} t
 * @param {string} cwd
 * @param {string} file
 */
function run(t, cwd, file) {
  const child = spawn(process.execPath, [file], { cwd, stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => child.kill("SIGKILL"));
  return child;
}
