import "./lib/require-node.mjs";
import { randomUUID } from "node:crypto";
import { runScript, runTogether } from "./lib/child.mjs";
import { install } from "./lib/install.mjs";
import { endLeftovers, RUN_VARIABLE } from "./lib/leftovers.mjs";
import { binary, ROOT, withBinaries } from "./lib/paths.mjs";

const SERVER_PORT = "8000";
const WEB_PORT = "5173";

await runScript(async (stop) => {
  await install({ root: ROOT, stop, log: console.log, env: process.env });
  const runId = randomUUID();
  const env = { ...withBinaries(ROOT, process.env), [RUN_VARIABLE]: runId };
  const server = {
    command: binary(ROOT, "node"),
    args: ["--watch", "--watch-preserve-output", "packages/server/src/main.ts"],
    env: { ...env, PORT: SERVER_PORT, ALLOWED_ORIGINS: `http://127.0.0.1:${WEB_PORT}` },
  };
  const web = {
    command: binary(ROOT, "vite"),
    args: ["packages/web", "--host", "127.0.0.1", "--port", WEB_PORT, "--strictPort"],
    env,
  };
  const { first, ended } = await runTogether([server, web], { cwd: ROOT, stop });
  // A watcher that was killed leaves the server it watched.
  await endLeftovers(runId, 0);
  if (stop.aborted) return 0;
  const { code = 1 } = ended[first] ?? {};
  console.error(`${first === 0 ? "The server" : "Vite"} ended by itself with exit code ${code}.`);
  return code === 0 ? 1 : code;
});
