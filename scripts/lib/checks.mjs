import { runChild } from "./child.mjs";
import { layerProblems } from "./layers.mjs";
import { binary, withBinaries } from "./paths.mjs";
import { smellProblems } from "./smells.mjs";

/**
 * @typedef {import("./install.mjs").Setup} Setup
 * @typedef {{ name: string, run: (setup: Setup) => Promise<{ ok: boolean, output: string }> }} Check
 */

/** Everything that is held to be true of the source. */
export const CHECKS = /** @type {readonly Check[]} */ ([
  { name: "format", run: program("oxfmt", "--check") },
  { name: "lint", run: program("oxlint", "--type-aware", "--deny-warnings") },
  { name: "types", run: program("tsc", "-p", "tsconfig.json") },
  { name: "types of the web client", run: program("tsc", "-p", "packages/web") },
  { name: "types of the scripts", run: program("tsc", "-p", "scripts") },
  { name: "import layers", run: sourceCheck(layerProblems) },
  { name: "nothing silenced or skipped", run: sourceCheck(smellProblems) },
]);

/**
 * Runs all checks at once; prints a line for each, and what the failed ones said.
 * @param {Setup} setup
 * @param {readonly Check[]} [checks]
 * @returns {Promise<string[]>} the names of those that failed
 */
export async function runChecks(setup, checks = CHECKS) {
  const results = await Promise.all(checks.map((check) => timed(setup, check)));
  setup.stop.throwIfAborted();
  const failed = results.filter(({ ok }) => !ok);
  for (const { name, output } of failed) setup.log(`\n--- ${name} ---\n${output.trim()}\n`);
  for (const { name, ok, seconds } of results)
    setup.log(`${ok ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
  return failed.map(({ name }) => name);
}

/**
 * @param {Setup} setup
 * @param {Check} check
 */
async function timed(setup, { name, run }) {
  const start = performance.now();
  const result = await run(setup);
  return { name, ...result, seconds: ((performance.now() - start) / 1000).toFixed(1) };
}

/**
 * @param {string} name
 * @param {string[]} args
 * @returns {Check["run"]}
 */
function program(name, ...args) {
  return async ({ root, stop, env }) => {
    const options = { cwd: root, stop, env: withBinaries(root, env), capture: true };
    const { code, output } = await runChild(binary(root, name), args, options);
    return { ok: code === 0, output };
  };
}

/**
 * @param {(root: string) => string[]} find
 * @returns {Check["run"]}
 */
function sourceCheck(find) {
  return async ({ root }) => {
    const problems = find(root);
    return { ok: problems.length === 0, output: problems.join("\n") };
  };
}
