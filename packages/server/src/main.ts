import { join } from "node:path";
import { type App, startApp } from "./app.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { createLog } from "./telemetry/log.ts";

const WEB_ROOT = join(import.meta.dirname, "../../web/dist");

/** Says in one line why the server does not start, and ends the process. */
function giveUp(reason: string): never {
  process.stderr.write(`parley: ${reason}\n`);
  process.exit(1);
}

function reasonOf(error: unknown, config: Config): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? error.code : undefined;
  const { host, port } = config;
  if (code === "EADDRINUSE") return `${host}:${port} is in use; set PORT to another port.`;
  if (code === "EACCES") return `${host}:${port} may not be used; set PORT to one above 1023.`;
  if (code === "EADDRNOTAVAIL") return `HOST=${host} is not an address of this machine.`;
  return error.message;
}

/** Under npm one Ctrl+C comes as two signals, a moment apart. */
const SAME_SIGNAL_MS = 1000;

function stopOnSignal(app: App): void {
  let stoppingSince: number | null = null;
  const stop = (signal: NodeJS.Signals) => {
    const now = performance.now();
    if (stoppingSince !== null) {
      // A second Ctrl+C means now.
      if (now - stoppingSince > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    stoppingSince = now;
    if (signal === "SIGINT") process.stdout.write("\n");
    app.close().then(
      () => process.exit(0),
      (error: unknown) => giveUp(`could not stop cleanly: ${String(error)}`),
    );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.logLevel);
  // Whoever supervises the process starts it again, and clients come back by themselves.
  const onFatal = () => giveUp("the database can no longer be written.");
  const app = await startApp({ config, log, webRoot: WEB_ROOT, onFatal }).catch((error: unknown) =>
    giveUp(reasonOf(error, config)),
  );
  stopOnSignal(app);
  process.stdout.write(`Parley is ready at ${app.url}  (Ctrl+C stops it)\n`);
}

main().catch((error: unknown) => {
  giveUp(error instanceof ConfigError ? error.message : String(error));
});
