import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { filesBelow } from "../lib/files.mjs";
import { ROOT } from "../lib/paths.mjs";

const FOLDERS = ["packages", "scripts", "e2e"];
const TEST_FILE = /\.test\.(?:ts|mjs)$|\.spec\.ts$|\/test\/db\/contracts\/|-contract\.ts$/;

/** The ids that a text defines or quotes. */
const idsIn = (/** @type {string} */ text, /** @type {RegExp} */ pattern) =>
  [...text.matchAll(pattern)].map(([, id]) => id);

function quotedIds() {
  return FOLDERS.flatMap((folder) => filesBelow(ROOT, folder))
    .filter((file) => TEST_FILE.test(file))
    .flatMap((file) => idsIn(readFileSync(join(ROOT, file), "utf8"), /["'`]\[([A-Z]+\d+)\] /g));
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
