import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "./files.mjs";
import { lineOf } from "./imports.mjs";

const CODE = /\.(?:ts|tsx|mts)$/;
const TEST = /(?:\/test\/|^e2e\/|\.test\.)/;

/**
 * @typedef {{ pattern: RegExp, files: RegExp, why: string }} Smell
 * @type {readonly Smell[]}
 */
const SMELLS = [
  {
    pattern: /@ts-(?:ignore|expect-error|nocheck)/g,
    files: CODE,
    why: "the type checker may not be silenced",
  },
  {
    pattern: /\b(?:oxlint|eslint)-(?:disable|enable)/g,
    files: CODE,
    why: "the linter may not be silenced",
  },
  {
    pattern: /\b(?:test|it|describe|suite|t|context)(?:\.\w+)*\.(?:skip|only|todo|fixme|fail)\b/g,
    files: TEST,
    why: "every test runs, and none alone",
  },
  {
    pattern: /\b(?:(?:skip|only|todo):\s*true\b|(?:skip|todo):\s*["'`])/g,
    files: TEST,
    why: "every test runs, and none alone",
  },
  {
    pattern: /\bretries:\s*[1-9]|\.configure\(\{[^}]*\bretries\b/g,
    files: TEST,
    why: "a test that fails once has failed",
  },
  {
    pattern:
      /\bwaitForTimeout\(|\bscheduler\.wait\(|\bset(?:Timeout|Interval)\b[^}]*\} from "(?:node:)?timers\/promises"|\bsetTimeout\(\s*(?:resolve|done|r)\b/g,
    files: TEST,
    why: "a test waits for an event, not for time to pass",
  },
];

/**
 * What the standards forbid and no linter rule finds, as "path:line: sentence".
 * @param {string} root
 * @returns {string[]}
 */
export function smellProblems(root) {
  const files = ["packages", "e2e", "bench"].flatMap((folder) => filesBelow(root, folder));
  return files.filter((file) => CODE.test(file)).flatMap((file) => smellsOf(root, file));
}

/**
 * @param {string} root
 * @param {string} file
 */
function smellsOf(root, file) {
  const source = readFileSync(join(root, file), "utf8");
  return SMELLS.filter(({ files }) => files.test(file)).flatMap(({ pattern, why }) =>
    [...source.matchAll(pattern)].map(
      ({ 0: text, index }) => `${file}:${lineOf(source, index)}: "${text}": ${why}`,
    ),
  );
}
