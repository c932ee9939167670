import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { Problem, runChild } from "../lib/child.mjs";
import { partsFor } from "../lib/parts.mjs";
import { runParts, summary } from "../lib/run-parts.mjs";
import { planTools } from "../lib/system-tools.mjs";
import { ROOT } from "../lib/paths.mjs";

const MINUTE_MS = 60_000;
const HANGS = 'setInterval(() => {}, 1e6); console.log("ready");';

/** @typedef {import("../lib/parts.mjs").Part} Part */

test("the words choose the parts, and each brings what it needs", () => {
  const names = (/** @type {string[]} */ ...words) => partsFor(words)?.map(({ name }) => name);
  assert.deepEqual(names(), ["install", "tools", "check", "build", "unit", "light", "calls"]);
  assert.deepEqual(names("check"), ["install", "check"]);
  assert.deepEqual(names("unit"), ["install", "tools", "build", "unit"]);
  assert.deepEqual(names("e2e", "check"), ["install", "tools", "check", "build", "light", "calls"]);
  assert.equal(names("units"), undefined);
});

test("programs that are missing are installed, or asked for in one line", () => {
  const missing = ["chromium", "strace"];
  assert.deepEqual(planTools({ missing: [], isRoot: false, hasApt: false }), { do: "nothing" });
  assert.deepEqual(planTools({ missing, isRoot: true, hasApt: true }), {
    do: "install",
    packages: missing,
  });
  for (const machine of [
    { missing, isRoot: false, hasApt: true },
    { missing, isRoot: true, hasApt: false },
  ]) {
    const plan = planTools(machine);
    assert.equal(plan.do, "tell");
    assert.match(plan.do === "tell" ? plan.line : "", /^[^\n]*chromium,? strace$/);
  }
});

test("all parts run, and the last line sums the tests", async () => {
  const { code, lines } = await run([part("install", {}), part("unit", counted(3, 0))]);
  assert.equal(code, 0);
  assert.equal(lines.at(-1), "3 passed, 0 failed");
});

test("the first part that fails is the last one, and is named", async () => {
  const failing = { ...counted(2, 1), problem: "1 failed" };
  const { code, lines } = await run([part("unit", failing), part("e2e", counted(1, 0))]);
  assert.equal(code, 1);
  assert.deepEqual(lines.slice(-2), ["npm test failed in unit: 1 failed", "2 passed, 1 failed"]);
  assert.ok(!lines.includes("\n== e2e =="));
});

test("a part that throws has failed; a stack is shown for our own errors only", async () => {
  const thrown = await run([
    { name: "tools", run: () => Promise.reject(new Problem("Install x.")) },
  ]);
  assert.equal(thrown.code, 1);
  assert.equal(thrown.lines.at(-1), "npm test failed in tools: Install x.");
  const bug = await run([{ name: "build", run: () => Promise.reject(new TypeError("bug")) }]);
  assert.match(bug.lines.at(-1) ?? "", /npm test failed in build: TypeError: bug\n +at /);
});

test("no closing numbers hide a failure that they do not show", () => {
  const unit = { name: "unit", seconds: 1, ...counted(5, 0) };
  const crashed = { name: "e2e", seconds: 1, problem: "the test runner ended" };
  assert.equal(summary([unit, crashed]).at(-1), "npm test failed in e2e: the test runner ended");
});

test("a part that leaves a process running has failed, and the process is ended", async () => {
  /** @type {import("node:child_process").ChildProcess | undefined} */
  let child;
  const leaves = async (/** @type {import("../lib/install.mjs").Setup} */ { env }) => {
    child = spawn(process.execPath, ["-e", HANGS], {
      env,
      detached: true,
      stdio: ["ignore", "pipe", "ignore"],
    });
    if (child.stdout !== null) await once(child.stdout, "data");
    return counted(1, 0);
  };
  const { code, lines } = await run([{ name: "unit", run: leaves }]);
  assert.equal(code, 1);
  assert.match(lines.at(-1) ?? "", /npm test failed in unit: left running: .*setInterval/);
  assert.ok(child);
  if (child.signalCode === null) await once(child, "exit");
  assert.equal(child.signalCode, "SIGKILL");
});

test("when the time is over the part is stopped and named", async () => {
  const hangs = async (/** @type {import("../lib/install.mjs").Setup} */ { stop, env }) => {
    await runChild(process.execPath, ["-e", HANGS], { cwd: ROOT, stop, env, capture: true });
    return {};
  };
  const { code, lines } = await run([{ name: "unit", run: hangs }], 200);
  assert.equal(code, 1);
  assert.match(
    lines.at(-1) ?? "",
    /failed in unit: .*0\.2 s\) is over; still running: .*setInterval/,
  );
});

/**
 * @param {readonly Part[]} parts
 * @param {number} [limitMs]
 */
async function run(parts, limitMs = MINUTE_MS) {
  /** @type {string[]} */
  const lines = [];
  const log = (/** @type {string} */ line) => lines.push(line);
  const setup = { root: ROOT, stop: new AbortController().signal, log, env: process.env };
  return { code: await runParts(setup, parts, { limitMs, leftoverMs: 0 }), lines };
}

/**
 * @param {string} name
 * @param {import("../lib/parts.mjs").Result} result
 * @returns {Part}
 */
function part(name, result) {
  return { name, run: async () => result };
}

/**
 * @param {number} passed
 * @param {number} failed
 */
function counted(passed, failed) {
  return { counts: { passed, failed, notRun: 0, empty: [] } };
}
