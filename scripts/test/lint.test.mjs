import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CHECKS } from "../lib/checks.mjs";
import { binary, ROOT, withBinaries } from "../lib/paths.mjs";
import { tempFolder } from "./temp.mjs";

/** One file for each rule that the standards name, and the rule that must find it. */
const VIOLATIONS = /** @type {Record<string, { rule: string, source: string }>} */ ({
  "any.ts": { rule: "typescript(no-explicit-any)", source: "export const x: any = 1;" },
  "unsafe-assignment.ts": {
    rule: "typescript(no-unsafe-assignment)",
    source: 'export const x: string = JSON.parse("1");',
  },
  "unsafe-argument.ts": {
    rule: "typescript(no-unsafe-argument)",
    source: 'parseInt(JSON.parse("1"), 10);',
  },
  "unsafe-call.ts": { rule: "typescript(no-unsafe-call)", source: 'JSON.parse("1")();' },
  "unsafe-member.ts": {
    rule: "typescript(no-unsafe-member-access)",
    source: 'export const x = (): unknown => JSON.parse("1").y;',
  },
  "unsafe-return.ts": {
    rule: "typescript(no-unsafe-return)",
    source: 'export const x = (): string => JSON.parse("1");',
  },
  "non-null.ts": {
    rule: "typescript(no-non-null-assertion)",
    source: "export const x = (list: number[]): number => list[0]!;",
  },
  "cast.ts": {
    rule: "typescript(consistent-type-assertions)",
    source: "export const x = (value: unknown): string => value as string;",
  },
  "floating.ts": {
    rule: "typescript(no-floating-promises)",
    source: "export function x(): void { Promise.resolve(1); }",
  },
  "misused.ts": {
    rule: "typescript(no-misused-promises)",
    source: "if (Promise.resolve(true)) throw new Error();",
  },
  "switch.ts": {
    rule: "typescript(switch-exhaustiveness-check)",
    source: 'export function x(y: "a" | "b"): void { switch (y) { case "a": throw new Error(); } }',
  },
  "comment.ts": {
    rule: "typescript(ban-ts-comment)",
    source: '// @ts-expect-error\nexport const x: number = "1";',
  },
  "cycle-a.ts": {
    rule: "import(no-cycle)",
    source: 'import { b } from "./cycle-b.ts";\nexport const a = (): number => b();',
  },
  "cycle-b.ts": {
    rule: "import(no-cycle)",
    source: 'import { a } from "./cycle-a.ts";\nexport const b = (): number => a();',
  },
  "long.ts": { rule: "eslint(max-lines)", source: "export {};\n".repeat(301) },
  "complex.ts": {
    rule: "eslint(complexity)",
    source: `export function x(y: number): number {\n${"if (y > 1) return y;\n".repeat(12)}return 0; }`,
  },
  "console.ts": { rule: "eslint(no-console)", source: "console.log(1);" },
  "Name.ts": { rule: "unicorn(filename-case)", source: "export {};" },
  "env.ts": {
    rule: "node(no-process-env)",
    source: 'export const x = process.env["HOST"];',
  },
  "disable.ts": {
    rule: "eslint(no-console)",
    source: "// oxlint-disable-next-line no-alert\nconsole.log(1);",
  },
  "room/clock.ts": {
    rule: "eslint(no-restricted-globals)",
    source: "export const x = (): number => Date.now();",
  },
  "room/timer.ts": {
    rule: "eslint(no-restricted-globals)",
    source: "export const x = (f: () => void): unknown => setTimeout(f, 1);",
  },
  "room/chance.ts": {
    rule: "eslint(no-restricted-properties)",
    source: "export const x = (): number => Math.random();",
  },
});

/** What looks like a violation and is none. */
const CLEAN = {
  "packages/server/src/clean.ts":
    'export const x = ["a"] as const satisfies readonly string[];\nexport const now = (): number => Date.now();\n',
  "packages/server/src/config.ts": 'export const host = process.env["HOST"];\n',
  "packages/protocol/src/codec.ts":
    "export const x = (text: string): string => {\n  const value: unknown = JSON.parse(text);\n  return value as string;\n};\n",
  "packages/server/test/clean.test.ts":
    'import assert from "node:assert/strict";\nimport { test } from "node:test";\n\ntest("works", async () => {\n  assert.equal(await Promise.resolve(1), 1);\n});\n',
};

test("the linter finds one violation of each rule", (t) => {
  const files = Object.entries(VIOLATIONS).map(([name, { source }]) => [place(name), source]);
  const found = lint(t, Object.fromEntries(files));
  for (const [name, { rule }] of Object.entries(VIOLATIONS)) {
    const rules = found.get(place(name)) ?? [];
    assert.ok(rules.includes(rule), `${rule} in ${name}: ${rules.join(", ")}`);
  }
});

test("the linter accepts what is allowed", (t) => {
  assert.deepEqual(lint(t, CLEAN), new Map());
});

test("the checks fail on a file that is not formatted, and on a type error", async (t) => {
  const root = fixture(t, { "packages/server/src/x.ts": 'export  const x: number = "1";\n' });
  assert.match(await failureOf("format", root), /packages\/server\/src\/x\.ts/);
  assert.match(await failureOf("types", root), /x\.ts\(1,15\): error TS2322/);
  assert.match(
    await failureOf("lint", fixture(t, { "packages/x/y.ts": "debugger;" })),
    /no-debugger/,
  );
});

/**
 * @param {string} name
 * @param {string} root
 */
async function failureOf(name, root) {
  const check = CHECKS.find((one) => one.name === name);
  assert.ok(check);
  const stop = new AbortController().signal;
  const { ok, output } = await check.run({ root, stop, log: () => {}, env: process.env });
  assert.equal(ok, false);
  return output;
}

/** @param {string} name */
function place(name) {
  return `packages/server/src/${name}`;
}

/**
 * The rules that were broken, by file.
 * @param {import("node:test").TestContext} t
 * @param {Record<string, string>} files
 * @returns {Map<string, string[]>}
 */
function lint(t, files) {
  const root = fixture(t, files);
  const { stdout, stderr } = spawnSync(binary(root, "oxlint"), ["--type-aware", "--format=json"], {
    cwd: root,
    env: withBinaries(root, process.env),
    encoding: "utf8",
  });
  assert.ok(stdout.startsWith("{"), `${stdout}${stderr}`);
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const { filename, code } of JSON.parse(stdout).diagnostics) {
    found.set(filename, [...(found.get(filename) ?? []), code]);
  }
  return found;
}

/**
 * A checkout with the configuration of this one and the given files.
 * @param {import("node:test").TestContext} t
 * @param {Record<string, string>} files
 */
function fixture(t, files) {
  const root = tempFolder(t, files);
  for (const name of [".oxlintrc.json", "tsconfig.json", "tsconfig.base.json"]) {
    cpSync(join(ROOT, name), join(root, name));
  }
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
  return root;
}
