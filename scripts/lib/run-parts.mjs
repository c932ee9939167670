import { randomUUID } from "node:crypto";
import { Problem } from "./child.mjs";
import { totalLine } from "./counts.mjs";
import { endLeftovers, leftovers, RUN_VARIABLE } from "./leftovers.mjs";

/**
 * @typedef {import("./install.mjs").Setup} Setup
 * @typedef {import("./parts.mjs").Part} Part
 * @typedef {object} Limits
 * @property {number} limitMs the time for all parts together
 * @property {number} leftoverMs how long processes that a part started may outlive it
 * @typedef {import("./parts.mjs").Result & { name: string, seconds: number }} Outcome
 */

/**
 * Runs the parts one after another until one fails, and prints how it went. Afterwards nothing
 * that they started is running.
 * @param {Setup} setup
 * @param {readonly Part[]} parts
 * @param {Limits} limits
 * @returns {Promise<number>} the exit code
 */
export async function runParts(setup, parts, { limitMs, leftoverMs }) {
  const runId = randomUUID();
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(limitProblem(limitMs, runId)), limitMs);
  const limited = {
    ...setup,
    stop: AbortSignal.any([setup.stop, limit.signal]),
    env: { ...setup.env, [RUN_VARIABLE]: runId },
  };
  /** @type {Outcome[]} */
  const outcomes = [];
  for (const part of parts) {
    setup.log(`\n== ${part.name} ==`);
    const outcome = await runPart(limited, part);
    const left = await endLeftovers(runId, limited.stop.aborted ? 0 : leftoverMs);
    outcome.problem ??= leftProblem(left);
    if (limit.signal.aborted) outcome.problem = limit.signal.reason;
    outcomes.push(outcome);
    if (outcome.problem !== undefined) break;
  }
  clearTimeout(timer);
  setup.stop.throwIfAborted();
  for (const line of summary(outcomes)) setup.log(line);
  return outcomes.some(({ problem }) => problem !== undefined) ? 1 : 0;
}

/**
 * The lines that close a run.
 * @param {readonly Outcome[]} outcomes
 * @returns {string[]}
 */
export function summary(outcomes) {
  const width = Math.max(...outcomes.map(({ name }) => name.length));
  const lines = outcomes.map(({ name, seconds, counts, problem }) => {
    const time = `${seconds.toFixed(1).padStart(6)} s`;
    const tests = counts === undefined ? "" : `  ${totalLine([counts])}`;
    return `${name.padEnd(width)} ${time}${tests}${problem === undefined ? "" : "  FAILED"}`;
  });
  const failed = outcomes.find(({ problem }) => problem !== undefined);
  const verdict =
    failed === undefined ? [] : [`npm test failed in ${failed.name}: ${failed.problem}`];
  return ["", ...lines, ...verdict, ...closingLine(outcomes)];
}

/**
 * "N passed, N failed" over all tests that ran; nothing when none were counted, or when a part
 * failed in a way that the numbers do not show.
 * @param {readonly Outcome[]} outcomes
 */
function closingLine(outcomes) {
  const counts = outcomes.flatMap((outcome) => outcome.counts ?? []);
  const hasHiddenFailure = outcomes.some(
    ({ problem, counts: own }) => problem !== undefined && (own?.failed ?? 0) === 0,
  );
  return counts.length === 0 || hasHiddenFailure ? [] : [totalLine(counts)];
}

/**
 * @param {Setup} setup
 * @param {Part} part
 * @returns {Promise<Outcome>}
 */
async function runPart(setup, { name, run }) {
  const start = performance.now();
  const result = await run(setup).catch(asResult);
  return { ...result, name, seconds: (performance.now() - start) / 1000 };
}

/** @param {readonly import("./leftovers.mjs").Running[]} left */
function leftProblem(left) {
  return left.length === 0 ? undefined : `left running: ${commandsOf(left)}`;
}

/**
 * @param {number} limitMs
 * @param {string} runId
 */
function limitProblem(limitMs, runId) {
  const what = `the time for all parts (${limitMs / 1000} s) is over`;
  return `${what}; still running: ${commandsOf(leftovers(runId))}`;
}

/** @param {readonly import("./leftovers.mjs").Running[]} processes */
function commandsOf(processes) {
  return processes.map(({ command }) => shortened(command)).join("; ");
}

/**
 * The two ends of a long command line, which are enough to tell which it is.
 * @param {string} command
 */
function shortened(command) {
  return command.length <= 160 ? command : `${command.slice(0, 60)} ... ${command.slice(-90)}`;
}

/**
 * A part that throws has failed; what is not the user's to put right is shown with its stack.
 * @param {unknown} error
 * @returns {import("./parts.mjs").Result}
 */
function asResult(error) {
  if (error instanceof Problem) return { problem: error.message };
  return { problem: error instanceof Error ? error.stack : String(error) };
}
