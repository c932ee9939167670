import type { Logger } from "pino";
import type { Clock } from "../runtime/ports.ts";
import { MediaPool } from "./pool.ts";
import { checkPort } from "./worker/check-port.ts";
import type { WorkerEnd } from "./worker-process.ts";

/** The part of the configuration that the SFU needs. */
export type MediaConfig = {
  readonly bindAddress: string;
  /** The IP addresses under which browsers reach this machine. */
  readonly announced: readonly string[];
  /** UDP, of the first worker; the others have the ones after it. 0: any free ones. */
  readonly port: number;
  /** `wanted`: somebody asked for it. `usual`: another will do when it is taken. */
  readonly portIs: "wanted" | "usual";
  readonly workers: number;
};

export type PoolOptions = {
  readonly config: MediaConfig;
  /** All that worker processes have in their environment. */
  readonly environment: { readonly [name: string]: string };
  /** The time of real processes. */
  readonly clock: Clock;
  readonly log: Logger;
  /** The workers' first file, when it is not the usual one. */
  readonly script?: URL;
};

/** The UDP port that was asked for cannot be had. Its message is for the operator. */
export class MediaPortError extends Error {
  constructor(bindAddress: string, port: number) {
    super(`MEDIA_PORT takes a free UDP port, and ${bindAddress}:${port} cannot be had.`);
    this.name = "MediaPortError";
  }
}

const WORKER = new URL("./worker/main.ts", import.meta.url);

/**
 * Starts the SFU; resolves when its workers run. Null, with a warning in the log, when they cannot
 * run here: then media goes as a mesh. Throws MediaPortError.
 */
export async function startMediaPool(options: PoolOptions): Promise<MediaPool | null> {
  const { config, environment, clock, log, script = WORKER } = options;
  const { bindAddress, announced, workers } = config;
  const first = await choosePort(options);
  const pool = new MediaPool({ script, environment, clock, log });
  const starts = Array.from({ length: workers }, (_, i) =>
    pool.add({ bindAddress, announced, port: first === 0 ? 0 : first + i }),
  );
  const ends = await Promise.all(starts);
  const failed = ends.find((end) => end !== null);
  // One that runs shows that they can; the others are tried again and again.
  if (failed === undefined || ends.includes(null)) return pool;
  await pool.close();
  return giveUp(options, first, failed);
}

function giveUp({ config, log }: PoolOptions, port: number, end: WorkerEnd): null {
  const { bindAddress, portIs } = config;
  if (end.cause === "port" && portIs === "wanted") throw new MediaPortError(bindAddress, port);
  const { cause, reason } = end;
  log.warn({ cause, reason }, "there is no SFU: its worker cannot run here; media goes as a mesh");
  return null;
}

async function choosePort({ config, log }: PoolOptions): Promise<number> {
  const { bindAddress, port, portIs, workers } = config;
  if (port === 0) return 0;
  const taken = await firstTaken(bindAddress, port, workers);
  if (taken === null) return port;
  if (portIs === "wanted") throw new MediaPortError(bindAddress, taken);
  log.warn({ port: taken }, "the UDP port is taken: media uses any free one; see MEDIA_PORT");
  return 0;
}

/** Of the ports of all workers, the first that cannot be bound. */
async function firstTaken(bindAddress: string, first: number, count: number) {
  for (let port = first; port < first + count; port += 1) {
    const bound = await checkPort({ bindAddress, port }).catch(() => null);
    if (bound === null) return port;
  }
  return null;
}
