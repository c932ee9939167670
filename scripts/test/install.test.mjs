import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { install, installReason, noteInstalled, npmCommand } from "../lib/install.mjs";
import { nodeProblem, OLDEST_NODE } from "../lib/require-node.mjs";
import { ROOT } from "../lib/paths.mjs";
import { tempFolder, write } from "./temp.mjs";

const VERSION = process.versions.node;

/** Stands in for npm: notes its arguments, and "installs" the Node that runs this test. */
const NPM = `
  import { appendFileSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
  const [command] = process.argv.slice(2);
  if (command === "--version") console.log(process.env.FAKE_NPM_VERSION ?? "11.19.1");
  else if (process.env.FAKE_NPM_FAILS) { console.log("npm error: no network"); process.exitCode = 7; }
  else {
    appendFileSync("npm.log", process.argv.slice(2).join(" ") + "\\n");
    mkdirSync("node_modules/.bin", { recursive: true });
    if (!existsSync("node_modules/.bin/node")) symlinkSync(process.execPath, "node_modules/.bin/node");
  }
`;

test("the oldest Node is the one that package.json names", () => {
  const { engines } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  assert.equal(engines.node, `>=${OLDEST_NODE}`);
});

test("a Node that is too old is refused in one line", () => {
  for (const version of ["20.20.0", "20.21.1", "22.0.0", "26.10.0"]) {
    assert.equal(nodeProblem(version), undefined, version);
  }
  for (const version of ["20.19.9", "18.20.0", "8.0.0"]) {
    assert.match(nodeProblem(version) ?? "", /^Parley needs Node\.js 20\.20[^\n]*$/, version);
  }
});

test("installs on a fresh clone, and not again", async (t) => {
  const { root, setup, lines } = checkout(t);
  await install(setup);
  await install(setup);
  assert.deepEqual(calls(root), ["ci --no-audit --no-fund --include=dev"]);
  assert.equal(lines.length, 1);
  assert.equal(installReason(root), undefined);
});

test("installs again when the lock file, a package.json or the pinned Node changes", async (t) => {
  const { root, setup } = checkout(t);
  await install(setup);
  const changes = [
    () => write(root, { "package-lock.json": "{ }" }),
    () => write(root, { "packages/web/package.json": '{ "name": "web" }' }),
    () => rmSync(join(root, "node_modules/.bin/node")),
    () => rmSync(join(root, "node_modules"), { recursive: true }),
  ];
  for (const change of changes) {
    change();
    assert.notEqual(installReason(root), undefined);
    await install(setup);
    assert.equal(installReason(root), undefined);
  }
  assert.equal(calls(root).length, 1 + changes.length);
});

test("changes elsewhere do not count as stale", async (t) => {
  const { root, setup } = checkout(t);
  await install(setup);
  write(root, {
    "packages/web/src/package.json": "{}",
    "packages/web/node_modules/x/package.json": "{}",
    "README.md": "",
  });
  assert.equal(installReason(root), undefined);
});

test("another Node than the pinned one is stale", (t) => {
  const { root } = checkout(t);
  write(root, {
    "package.json": '{ "devDependencies": { "node": "1.2.3" } }',
    "node_modules/.bin/x": "",
  });
  noteInstalled(root);
  assert.equal(installReason(root), "the pinned Node.js is missing");
});

test("an installation that failed shows what npm said, and is tried again", async (t) => {
  const { root, setup } = checkout(t);
  noteInstalledBefore(root);
  const failing = { ...setup, env: { ...setup.env, FAKE_NPM_FAILS: "1" } };
  await assert.rejects(install(failing), /npm error: no network\n[^]*exit code 7\.$/);
  assert.equal(existsSync(join(root, "node_modules/.parley-install")), false);
  await install(setup);
  assert.equal(installReason(root), undefined);
});

test("an npm that is too old is refused in one line", async (t) => {
  const { root, setup } = checkout(t);
  const old = { ...setup, env: { ...setup.env, FAKE_NPM_VERSION: "9.9.4" } };
  await assert.rejects(install(old), /^Error: Parley needs npm 10 or newer[^\n]*9\.9\.4[^\n]*$/);
  assert.deepEqual(calls(root), []);
});

test("npm runs on the Node it was started with, not on the one it replaces", () => {
  const env = { npm_execpath: "/opt/npm/bin/npm-cli.js", npm_node_execpath: process.execPath };
  assert.deepEqual(npmCommand(env), [process.execPath, "/opt/npm/bin/npm-cli.js"]);
  assert.deepEqual(npmCommand({ ...env, npm_execpath: "/opt/pnpm/bin/pnpm.cjs" }), ["npm"]);
  assert.deepEqual(npmCommand({}), ["npm"]);
});

/** @param {import("node:test").TestContext} t */
function checkout(t) {
  const root = tempFolder(t, {
    "package.json": JSON.stringify({ devDependencies: { node: VERSION } }),
    "package-lock.json": "{}",
    "packages/web/package.json": "{}",
    "npm-cli.mjs": NPM,
  });
  const env = { npm_execpath: join(root, "npm-cli.mjs"), npm_node_execpath: process.execPath };
  /** @type {string[]} */
  const lines = [];
  const log = (/** @type {string} */ line) => lines.push(line);
  return { root, lines, setup: { root, stop: new AbortController().signal, log, env } };
}

/** @param {string} root */
function calls(root) {
  const log = join(root, "npm.log");
  return existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
}

/** @param {string} root */
function noteInstalledBefore(root) {
  write(root, { "node_modules/.parley-install": "an older hash" });
}
