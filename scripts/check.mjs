import "./lib/require-node.mjs";
import { runChecks } from "./lib/checks.mjs";
import { runScript } from "./lib/child.mjs";
import { install } from "./lib/install.mjs";
import { ROOT } from "./lib/paths.mjs";

await runScript(async (stop) => {
  const setup = { root: ROOT, stop, log: console.log, env: process.env };
  await install(setup);
  const failed = await runChecks(setup);
  return failed.length === 0 ? 0 : 1;
});
