import "./lib/require-node.mjs";
import { Problem, runScript } from "./lib/child.mjs";
import { NAMES, partsFor } from "./lib/parts.mjs";
import { ROOT } from "./lib/paths.mjs";
import { runParts } from "./lib/run-parts.mjs";

const LIMITS = {
  // A run takes less than ten minutes on two quiet cores; this is for a busy machine, and says what hung.
  limitMs: 14 * 60_000,
  leftoverMs: 5000,
};

await runScript(async (stop) => {
  const parts = partsFor(process.argv.slice(2));
  if (parts === undefined) throw new Problem(`npm test takes no word, or: ${NAMES.join(", ")}.`);
  const setup = { root: ROOT, stop, log: console.log, env: process.env };
  return runParts(setup, parts, LIMITS);
});
