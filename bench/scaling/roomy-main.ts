/**
 * The server with limits that let a whole crowd come from one address and into one room: what is
 * measured is the cost, not the limit. Reads the same settings as the server's own main.ts.
 */
import { LIMITS } from "@parley/protocol";
import { startApp } from "@parley/server";
import { readConfig } from "@parley/server/config";
import { createLog } from "@parley/server/log";

const MANY = 1_000_000;

const limits = {
  ...LIMITS,
  participantsPerRoom: 1000,
  participantsPerMesh: 1000,
  connectionsPerAddress: MANY,
  guestsPerAddress: MANY,
  joinsPerAddress: MANY,
  createsPerAddress: MANY,
  registersPerAddress: MANY,
  loginsPerAddress: MANY,
};

const config = readConfig();
const log = createLog(config.logLevel);
const onFatal = () => process.exit(1);
const app = await startApp({ config, log, webRoot: null, limits, onFatal });
// With `--expose-gc`: so that what is not needed any more does not count as memory.
process.on("SIGUSR2", () => globalThis.gc?.());
process.once("SIGTERM", () => {
  app.close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
process.stdout.write(`Parley is ready at ${app.url}\n`);
