import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readCounts, runProblem, totalLine } from "../lib/counts.mjs";
import { COUNTS_VARIABLE } from "../lib/count-playwright.mjs";
import { binary, ROOT, withBinaries } from "../lib/paths.mjs";
import { tempFolder } from "./temp.mjs";

const LIB = join(ROOT, "scripts/lib");

const NODE_TESTS = {
  "mixed.test.mjs": `
    import { describe, test } from "node:test";
    describe("group", () => {
      test("one", () => {});
      test("two", () => { throw new Error("no"); });
      test("three", { skip: true }, () => {});
      test("four", { todo: true }, () => {});
      test("five", async (t) => { await t.test("six", () => {}); });
    });`,
  "empty.test.mjs": "",
  "hollow.test.mjs": 'import { describe } from "node:test"; describe("nothing", () => {});',
  "broken.test.mjs": 'throw new Error("no");',
};

const PLAYWRIGHT_TESTS = {
  "playwright.config.ts": 'export default { testDir: ".", retries: 1 };',
  "x.spec.ts": `
    import { test } from "@playwright/test";
    test("one", () => {});
    test("two", () => { throw new Error("no"); });
    test.skip("three", () => {});
    test("four", () => { if (test.info().retry === 0) throw new Error("flaky"); });`,
};

test("the counts of node:test are those of the tests that ran", (t) => {
  const root = tempFolder(t, NODE_TESTS);
  const { status } = spawnSync(
    process.execPath,
    [
      "--test",
      `--test-reporter=${join(LIB, "count-node.mjs")}`,
      "--test-reporter-destination=counts.json",
      ...Object.keys(NODE_TESTS),
    ],
    { cwd: root, env: outside() },
  );
  assert.equal(status, 1);
  const counts = readCounts(join(root, "counts.json"));
  assert.deepEqual(counts, {
    passed: 3,
    failed: 2,
    notRun: 2,
    empty: ["empty.test.mjs", "hollow.test.mjs"],
  });
});

test("the counts of Playwright are those of the tests that ran, and flaky is failed", (t) => {
  const root = tempFolder(t, PLAYWRIGHT_TESTS);
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
  const { status, stdout } = spawnSync(
    binary(ROOT, "playwright"),
    ["test", `--reporter=list,${join(LIB, "count-playwright.mjs")}`],
    {
      cwd: root,
      env: { ...withBinaries(ROOT, outside()), [COUNTS_VARIABLE]: "counts.json" },
      encoding: "utf8",
    },
  );
  assert.equal(status, 1, stdout);
  const counts = JSON.parse(readFileSync(join(root, "counts.json"), "utf8"));
  assert.deepEqual(counts, { passed: 1, failed: 2, notRun: 1, empty: [] });
});

const PASSED = { passed: 2, failed: 0, notRun: 0, empty: [] };

test("a run has passed when all its tests ran and passed", () => {
  assert.equal(runProblem(0, PASSED), undefined);
  assert.match(runProblem(0, undefined) ?? "", /before it had counted/);
  assert.match(runProblem(1, PASSED) ?? "", /exit code 1/);
  assert.match(runProblem(1, { ...PASSED, failed: 3 }) ?? "", /3 failed/);
  assert.match(runProblem(0, { ...PASSED, notRun: 1 }) ?? "", /1 were skipped/);
  assert.match(runProblem(0, { ...PASSED, passed: 0 }) ?? "", /no test ran/);
  assert.match(runProblem(0, { ...PASSED, empty: ["x.test.ts"] }) ?? "", /no test ran in x/);
});

test("the closing line sums the runs", () => {
  assert.equal(totalLine([PASSED, { ...PASSED, failed: 1 }]), "4 passed, 1 failed");
});

/** Without what the runner of this test has put there for its own children. */
function outside() {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return env;
}
