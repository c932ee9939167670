import "./lib/require-node.mjs";
import { runChild, runScript } from "./lib/child.mjs";
import { install } from "./lib/install.mjs";
import { ROOT, binary, withBinaries } from "./lib/paths.mjs";

/** How long the doctor may take after Ctrl+C to delete the account that it has made. */
const GRACE_MS = 10_000;

await runScript(async (stop) => {
  const setup = { root: ROOT, stop, log: console.log, env: process.env };
  await install(setup);
  const main = "packages/server/src/doctor/main.ts";
  const { code } = await runChild(binary(ROOT, "node"), [main, ...process.argv.slice(2)], {
    cwd: ROOT,
    stop,
    env: withBinaries(ROOT, process.env),
    graceMs: GRACE_MS,
  });
  return code;
});
