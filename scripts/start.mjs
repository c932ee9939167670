import "./lib/require-node.mjs";
import { build } from "./lib/build.mjs";
import { runScript } from "./lib/child.mjs";
import { install } from "./lib/install.mjs";
import { ROOT } from "./lib/paths.mjs";
import { serve } from "./lib/serve.mjs";

await runScript(async (stop) => {
  const setup = { root: ROOT, stop, log: console.log, env: process.env };
  await install(setup);
  await build(setup);
  return serve(setup, "packages/server/src/main.ts");
});
