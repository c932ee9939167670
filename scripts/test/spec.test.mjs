import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../lib/paths.mjs";

const TEST_FILES = ["*.test.ts", "*.test.mjs", "*.spec.ts", "**/test/db/contracts/*.ts"];

/** The ids that a text defines or quotes. */
const idsIn = (/** @type {string} */ text, /** @type {RegExp} */ pattern) =>
  [...text.matchAll(pattern)].map(([, id]) => id);

function quotedIds() {
  const list = ["ls-files", "--cached", "--others", "--exclude-standard", "--", ...TEST_FILES];
  const files = execFileSync("git", list, { cwd: ROOT, encoding: "utf8" }).trim().split("\n");
  return files.flatMap((file) =>
    idsIn(readFileSync(join(ROOT, file), "utf8"), /["'`]\[([A-Z]+\d+)\] /g),
  );
}

test("every rule of SPEC.md is quoted by a test, and every quoted rule is there, once", () => {
  const rules = idsIn(readFileSync(join(ROOT, "SPEC.md"), "utf8"), /^- \*\*([A-Z]+\d+)\*\* /gm);
  assert.ok(rules.length > 50, "the pattern finds the rules");
  assert.deepEqual(rules, [...new Set(rules)], "no id stands twice");
  const quoted = new Set(quotedIds());
  assert.deepEqual(
    rules.filter((id) => !quoted.has(id)),
    [],
    "rules without a test",
  );
  const known = new Set(rules);
  assert.deepEqual(
    [...quoted].filter((id) => !known.has(id)),
    [],
    "tests that quote no rule",
  );
});
