import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "./build.mjs";
import { runChecks } from "./checks.mjs";
import { runChild } from "./child.mjs";
import { COUNTS_VARIABLE } from "./count-playwright.mjs";
import { readCounts, runProblem } from "./counts.mjs";
import { filesBelow } from "./files.mjs";
import { install } from "./install.mjs";
import { binary, withBinaries } from "./paths.mjs";
import { ensureTools } from "./system-tools.mjs";

/** A test that hangs is named after this time, instead of taking all others with it. */
const TEST_TIMEOUT_MS = 60_000;

const TEST_FILE = /\/test\/.*\.test\.(?:ts|mjs)$/;

/**
 * @typedef {import("./install.mjs").Setup} Setup
 * @typedef {{ problem?: string | undefined, counts?: import("./counts.mjs").Counts | undefined }} Result
 * @typedef {{ name: string, run: (setup: Setup) => Promise<Result> }} Part
 */

/** The parts of a test run that can be asked for by name. */
export const NAMES = /** @type {const} */ (["check", "unit", "e2e"]);

/** Two configurations of Playwright; together they run everything below e2e but the hunts. */
const BROWSER_PARTS = /** @type {const} */ (["light", "calls"]);

/**
 * What has to be done for the parts that were asked for (none means all), in order.
 * @param {readonly string[]} words
 * @returns {Part[] | undefined} undefined when a word is not the name of a part
 */
export function partsFor(words) {
  if (words.some((word) => !NAMES.some((name) => name === word))) return undefined;
  const wants = (/** @type {string} */ name) => words.length === 0 || words.includes(name);
  const needsServer = wants("unit") || wants("e2e");
  return [
    { name: "install", run: done(install) },
    ...(needsServer ? [{ name: "tools", run: done(ensureTools) }] : []),
    ...(wants("check") ? [{ name: "check", run: check }] : []),
    ...(needsServer ? [{ name: "build", run: done(build) }] : []),
    ...(wants("unit") ? [{ name: "unit", run: unit }] : []),
    ...(wants("e2e") ? BROWSER_PARTS.map((name) => ({ name, run: e2e(name) })) : []),
  ];
}

/**
 * @param {(setup: Setup) => Promise<void>} work
 * @returns {Part["run"]}
 */
function done(work) {
  return async (setup) => {
    await work(setup);
    return {};
  };
}

/** @type {Part["run"]} */
async function check(setup) {
  const failed = await runChecks(setup);
  return { problem: failed.length === 0 ? undefined : failed.join(", ") };
}

/** @type {Part["run"]} */
async function unit(setup) {
  const files = filesBelow(setup.root, "packages").filter((path) => TEST_FILE.test(path));
  if (files.length === 0) return { problem: "there is no test below packages" };
  const scripts = filesBelow(setup.root, "scripts").filter((path) => TEST_FILE.test(path));
  return counted(setup, "node", (countsFile) => [
    "--test",
    "--test-concurrency=3",
    `--test-timeout=${TEST_TIMEOUT_MS}`,
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    "--test-reporter=./scripts/lib/count-node.mjs",
    `--test-reporter-destination=${countsFile}`,
    ...files,
    ...scripts,
  ]);
}

/**
 * @param {(typeof BROWSER_PARTS)[number]} name
 * @returns {Part["run"]}
 */
function e2e(name) {
  return (setup) => {
    const reporters = `list,${join(setup.root, "scripts/lib/count-playwright.mjs")}`;
    const options = [`--config=e2e/${name}.config.ts`, "--forbid-only", `--reporter=${reporters}`];
    return counted(setup, "playwright", () => ["test", ...options]);
  };
}

/**
 * Runs a test runner whose reporter writes its counts to a file.
 * @param {Setup} setup
 * @param {string} name
 * @param {(countsFile: string) => string[]} args
 * @returns {Promise<Result>}
 */
async function counted({ root, stop, env }, name, args) {
  const folder = mkdtempSync(join(tmpdir(), "parley-counts-"));
  const file = join(folder, "counts.json");
  try {
    const childEnv = { ...withBinaries(root, env), [COUNTS_VARIABLE]: file };
    const { code } = await runChild(binary(root, name), args(file), {
      cwd: root,
      stop,
      env: childEnv,
    });
    const counts = readCounts(file);
    return { counts, problem: runProblem(code, counts) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
