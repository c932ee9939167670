import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { build, isStale, sourceHash } from "../lib/build.mjs";
import { tempFolder, write } from "./temp.mjs";

/** Stands in for Vite: empties the output first, as Vite does. */
const VITE = `#!/usr/bin/env node
  const { appendFileSync, mkdirSync, rmSync, writeFileSync } = require("node:fs");
  appendFileSync("vite.log", process.argv.slice(2).join(" ") + "\\n");
  rmSync("packages/web/dist", { recursive: true, force: true });
  mkdirSync("packages/web/dist");
  if (process.env.FAKE_VITE_FAILS) { console.error("vite error"); process.exit(5); }
  writeFileSync("packages/web/dist/index.html", "");
`;

test("builds once, and again only when the source has changed", async (t) => {
  const { root, setup } = checkout(t);
  await build(setup);
  await build(setup);
  assert.deepEqual(calls(root), ["build packages/web"]);
  const changes = [
    "packages/web/src/main.tsx",
    "packages/web/index.html",
    "packages/sdk/src/index.ts",
    "packages/protocol/src/index.ts",
    "package-lock.json",
  ];
  for (const path of changes) {
    write(root, { [path]: "changed" });
    assert.equal(isStale(root, sourceHash(root)), true, path);
    await build(setup);
  }
  assert.equal(calls(root).length, 1 + changes.length);
});

test("what does not go into the web client does not make it stale", async (t) => {
  const { root, setup } = checkout(t);
  await build(setup);
  write(root, {
    "packages/web/dev/mock.ts": "",
    "packages/web/test/x.test.ts": "",
    "packages/web/dist/assets/x.js": "",
    "packages/server/src/main.ts": "",
  });
  await build(setup);
  assert.equal(calls(root).length, 1);
});

test("a file that is renamed, added or removed makes it stale", (t) => {
  const { root } = checkout(t);
  const before = sourceHash(root);
  write(root, { "packages/web/src/new.ts": "" });
  const added = sourceHash(root);
  rmSync(join(root, "packages/web/src/new.ts"));
  write(root, { "packages/web/src/newer.ts": "" });
  assert.equal(new Set([before, added, sourceHash(root)]).size, 3);
});

test("a build that failed shows what Vite said, and counts as stale", async (t) => {
  const { root, setup } = checkout(t);
  await build(setup);
  write(root, { "packages/web/src/main.tsx": "changed" });
  const failing = { ...setup, env: { ...setup.env, FAKE_VITE_FAILS: "1" } };
  await assert.rejects(build(failing), /vite error\n[^]*exit code 5\.$/);
  assert.equal(isStale(root, sourceHash(root)), true);
});

test("a build that lost its page counts as stale", async (t) => {
  const { root, setup } = checkout(t);
  await build(setup);
  rmSync(join(root, "packages/web/dist/index.html"));
  assert.equal(isStale(root, sourceHash(root)), true);
});

/** @param {import("node:test").TestContext} t */
function checkout(t) {
  const root = tempFolder(t, {
    "package-lock.json": "{}",
    "packages/protocol/package.json": "{}",
    "packages/protocol/src/index.ts": "",
    "packages/sdk/package.json": "{}",
    "packages/sdk/src/index.ts": "",
    "packages/web/index.html": "",
    "packages/web/src/main.tsx": "",
    "node_modules/.bin/vite": VITE,
  });
  chmodSync(join(root, "node_modules/.bin/vite"), 0o755);
  symlinkSync(process.execPath, join(root, "node_modules/.bin/node"));
  const log = () => {};
  return { root, setup: { root, stop: new AbortController().signal, log, env: process.env } };
}

/** @param {string} root */
function calls(root) {
  const log = join(root, "vite.log");
  return existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
}
