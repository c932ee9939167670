import assert from "node:assert/strict";
import { test } from "node:test";
import { smellProblems } from "../lib/smells.mjs";
import { tempFolder } from "./temp.mjs";

const TEST = "packages/server/test/x.test.ts";

const SMELLS = /** @type {readonly [file: string, source: string][]} */ ([
  ["packages/web/src/x.tsx", "// @ts-ignore"],
  ["packages/web/src/x.tsx", "// @ts-expect-error: it is so"],
  ["packages/sdk/src/x.ts", "// @ts-nocheck"],
  ["packages/sdk/src/x.ts", "// oxlint-disable-next-line no-console"],
  ["packages/sdk/src/x.ts", "/* eslint-disable */"],
  [TEST, 'test.skip("x", () => {});'],
  [TEST, 'it.only("x", () => {});'],
  [TEST, 'describe.todo("x");'],
  [TEST, "t.skip();"],
  [TEST, 'test("x", { skip: true }, () => {});'],
  [TEST, 'test("x", { todo: "later" }, () => {});'],
  [TEST, 'import { setTimeout } from "node:timers/promises";'],
  [TEST, 'import { setTimeout as sleep } from "timers/promises";'],
  [TEST, "await scheduler.wait(100);"],
  [TEST, "await new Promise((resolve) => setTimeout(resolve, 100));"],
  ["e2e/x.spec.ts", 'test.describe.only("x", () => {});'],
  ["e2e/x.spec.ts", "test.fixme();"],
  ["e2e/x.spec.ts", "await page.waitForTimeout(100);"],
  ["e2e/x.spec.ts", "test.describe.configure({ retries: 0 });"],
  ["e2e/playwright.config.ts", "export default defineConfig({ retries: 2 });"],
]);

for (const [file, source] of SMELLS) {
  test(`is found in ${file}: ${source}`, (t) => {
    const root = tempFolder(t, { [file]: `// first line\n${source}\n` });
    const [first = "", ...others] = smellProblems(root);
    assert.ok(first.startsWith(`${file}:2: `), first);
    assert.deepEqual(others, []);
  });
}

test("what only looks like it is not found", (t) => {
  const root = tempFolder(t, {
    [TEST]: `test("skip: one", () => { list.only; send({ only: "bob" }); });\n`,
    "packages/sdk/test/x.test.ts": 'import { setImmediate } from "node:timers/promises";\n',
    "packages/server/src/x.ts": "const timer = setTimeout(resolve, 100); queue.skip();\n",
    "e2e/playwright.config.ts": "export default defineConfig({ retries: 0 });\n",
    "packages/web/dist/x.ts": "// @ts-ignore\n",
  });
  assert.deepEqual(smellProblems(root), []);
});
