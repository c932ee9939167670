import { readIfThere } from "./files.mjs";

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} notRun skipped, or marked as still to do
 * @property {string[]} empty files in which no test ran
 */

/**
 * The counts a reporter wrote, or undefined when the run did not get that far.
 * @param {string} path
 * @returns {Counts | undefined}
 */
export function readCounts(path) {
  const text = readIfThere(path);
  return text === undefined || text === "" ? undefined : JSON.parse(text);
}

/**
 * Why a test run does not count as passed, or undefined when it does.
 * @param {number} code the runner's exit code
 * @param {Counts | undefined} counts
 * @returns {string | undefined}
 */
export function runProblem(code, counts) {
  if (counts === undefined)
    return `the test runner ended with exit code ${code} before it had counted`;
  const { passed, failed, notRun, empty } = counts;
  if (failed > 0) return `${failed} failed`;
  if (code !== 0) return `the test runner ended with exit code ${code}`;
  if (empty.length > 0) return `no test ran in ${empty.join(", ")}`;
  if (notRun > 0) return `${notRun} were skipped or are still to do`;
  return passed === 0 ? "no test ran" : undefined;
}

/**
 * The closing line, in the form that is read by machines.
 * @param {readonly Counts[]} runs
 */
export function totalLine(runs) {
  const sum = (/** @type {(counts: Counts) => number} */ pick) =>
    runs.reduce((total, counts) => total + pick(counts), 0);
  return `${sum((counts) => counts.passed)} passed, ${sum((counts) => counts.failed)} failed`;
}
