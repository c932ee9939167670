/** The process of a media worker. The server starts it with its options, and ends it with "stop". */
import { flushCompileCache } from "node:module";
import type { FromWorker, WorkerOptions } from "../control.ts";
import { readToWorker, readWorkerOptions } from "../orders.ts";
import { checkPort } from "./check-port.ts";

type Failure = Omit<FromWorker & { type: "failed" }, "type">;

const text = (error: unknown): string =>
  (error instanceof Error ? (error.stack ?? error.message) : String(error)).slice(0, 1000);

/** The server reads what is written here into its log. */
const log = (event: string, error: unknown) =>
  process.stderr.write(`${JSON.stringify({ event, error: text(error) })}\n`);

const send = (message: FromWorker) => {
  if (process.connected) process.send?.(message);
};

/** Tells why it cannot work, and exits once that is told. */
function fail(failure: Failure): void {
  const message = { type: "failed", ...failure } satisfies FromWorker;
  if (process.send === undefined) process.exit(1);
  process.send(message, () => process.exit(1));
}

/** null: another process has taken the port meanwhile, which is told. */
function open<W>(make: () => W): W | null {
  try {
    return make();
  } catch (error) {
    fail({ cause: "port", reason: text(error) });
    return null;
  }
}

async function start(options: WorkerOptions): Promise<void> {
  const port = await checkPort(options).catch((error: unknown) => {
    fail({ cause: "port", reason: text(error) });
    return null;
  });
  const module = await import("./media-worker.ts").catch((error: unknown) => {
    fail({ cause: "native_module", reason: text(error) });
    return null;
  });
  if (port === null || module === null) return;
  const onError = (error: unknown) => log("media_error", error);
  const worker = open(() => new module.MediaWorker({ ...options, port, send, onError }));
  if (worker === null) return;
  process.on("message", (value: unknown) => {
    const message = readToWorker(value);
    if (message !== null) worker.receive(message);
    if (message?.type === "stop") process.exit(0);
  });
  send({ type: "started", port });
  // Now and not at the end, which may be a sudden one: the next worker starts faster.
  flushCompileCache();
}

process.on("disconnect", () => process.exit(0));
// The server starts another one: who carried on after this might do so wrongly.
process.on("uncaughtException", (error) => {
  log("media_crash", error);
  process.exit(1);
});
// Ctrl+C and a service manager reach the whole group; the server decides when this process ends.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => undefined);

process.title = "parley-media";

const options = readWorkerOptions(process.argv[2] ?? "");
if (options === null) fail({ cause: "other", reason: "The options are not valid." });
else start(options).catch((error: unknown) => fail({ cause: "other", reason: text(error) }));
