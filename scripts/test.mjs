import "./lib/require-node.mjs";
import { Problem, runScript } from "./lib/child.mjs";
import { NAMES, partsFor } from "./lib/parts.mjs";
import { ROOT } from "./lib/paths.mjs";
import { runParts } from "./lib/run-parts.mjs";

const LIMITS = {
  // A little less than the ten minutes that a run may take, so that it is we who say what hung.
  limitMs: 9.75 * 60_000,
  leftoverMs: 5000,
};

await runScript(async (stop) => {
  const parts = partsFor(process.argv.slice(2));
  if (parts === undefined) throw new Problem(`npm test takes no word, or: ${NAMES.join(", ")}.`);
  const setup = { root: ROOT, stop, log: console.log, env: process.env };
  return runParts(setup, parts, LIMITS);
});
