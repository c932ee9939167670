import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { LIMITS } from "@parley/protocol";
import type { Logger } from "pino";
import type { Clock } from "../runtime/ports.ts";
import { type FromWorker, type ToWorker, type WorkerOptions, readFromWorker } from "./control.ts";

/** Why a worker is no more. */
export type WorkerEnd = {
  readonly cause: "native_module" | "port" | "other";
  readonly reason: string;
};

/** What a running worker says. */
export type WorkerMessage = Extract<FromWorker, { readonly type: "notice" | "beat" }>;

/** How worker processes are made. */
export type WorkerLaunch = {
  /** The worker's first file. */
  readonly script: URL;
  /** All that it has in its environment. */
  readonly environment: { readonly [name: string]: string };
  readonly clock: Clock;
  readonly log: Logger;
};

export type WorkerHandlers = {
  readonly started: (port: number) => void;
  readonly message: (message: WorkerMessage) => void;
  /** Once, when the process is gone; nothing is told after it. */
  readonly ended: (end: WorkerEnd) => void;
};

type State =
  | { readonly state: "starting" }
  | { readonly state: "running" }
  | { readonly state: "stopping" }
  | { readonly state: "killed"; readonly end: WorkerEnd }
  | { readonly state: "ended" };

/** One media process, from its fork to its end. It is killed when it does not start or falls silent. */
export class WorkerProcess {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #handlers: WorkerHandlers;
  readonly #child: ChildProcess;
  readonly #gone = Promise.withResolvers<void>();
  #state: State = { state: "starting" };
  #cancelTimer: () => void;
  /** How many of its messages could be read. */
  #heard = 0;
  #complained = false;

  constructor(launch: WorkerLaunch, options: WorkerOptions, handlers: WorkerHandlers) {
    this.#clock = launch.clock;
    this.#log = launch.log;
    this.#handlers = handlers;
    this.#child = forkWorker(launch, options);
    this.#cancelTimer = this.#killAfter(LIMITS.workerStartMs, "it did not start in time");
    this.#child.on("message", (value: unknown) => this.#receive(value));
    this.#child.on("exit", (code, signal) => this.#exited(signal ?? `exit code ${code}`));
    this.#child.on("disconnect", () => this.#disconnected());
    this.#child.on("error", (error) => this.#failed(error));
    logOutput(this.#child, this.#log);
  }

  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  /** Does nothing unless it is running. */
  send(message: ToWorker): void {
    if (this.#state.state === "running") this.#post(message);
  }

  /** Asks it to end, and kills it if that takes too long; resolves when it is gone. */
  async stop(): Promise<void> {
    if (this.#state.state === "starting") this.#kill("it is not needed any more");
    if (this.#state.state === "running") {
      this.#post({ type: "stop" });
      this.#state = { state: "stopping" };
      this.#cancelTimer();
      this.#cancelTimer = this.#killAfter(LIMITS.workerSilenceMs, "it did not stop in time");
    }
    await this.#gone.promise;
  }

  #post(message: ToWorker): void {
    // That the channel breaks is told by "disconnect" and "exit".
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #receive(value: unknown): void {
    const read = readFromWorker(value);
    if (!read.ok) return this.#complain(read.detail);
    this.#heard += 1;
    const { message } = read;
    if (message.type === "started") return this.#started(message.port);
    if (message.type === "failed") return this.#kill(message.reason, message.cause);
    if (this.#state.state !== "running") return;
    this.#watch();
    this.#handlers.message(message);
  }

  #started(port: number): void {
    if (this.#state.state !== "starting") return;
    this.#state = { state: "running" };
    this.#watch();
    this.#handlers.started(port);
  }

  /** Once for each process: one that has been taken over could fill the log. */
  #complain(detail: string): void {
    if (this.#complained) return;
    this.#complained = true;
    this.#log.error({ detail }, "a media worker sends what cannot be read; dropped");
  }

  /** Begins anew with every message. */
  #watch(): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(LIMITS.workerSilenceMs, () => {
      const heard = this.#heard;
      // If it is this process that stood still, what the worker said meanwhile is read first.
      this.#clock.soon(() => {
        if (this.#state.state !== "running" || this.#heard !== heard) return;
        this.#kill("it was silent for too long");
      });
    });
  }

  #killAfter(ms: number, reason: string): () => void {
    return this.#clock.after(ms, () => this.#kill(reason));
  }

  #kill(reason: string, cause: WorkerEnd["cause"] = "other"): void {
    if (this.#state.state === "killed" || this.#state.state === "ended") return;
    this.#state = { state: "killed", end: { cause, reason } };
    this.#child.kill("SIGKILL");
  }

  /** As a rule it is about to end. */
  #disconnected(): void {
    if (this.#state.state !== "starting" && this.#state.state !== "running") return;
    this.#cancelTimer();
    this.#cancelTimer = this.#killAfter(LIMITS.workerRestartMs.min, "it closed its channel");
  }

  /** Its last words may still be in the channel. */
  #exited(how: string): void {
    if (this.#child.connected) this.#child.once("disconnect", () => this.#end(how));
    else this.#end(how);
  }

  /** There is no process, or it cannot be written to. */
  #failed(error: Error): void {
    if (this.#child.pid === undefined) this.#end(error.message);
    else this.#kill(error.message);
  }

  #end(how: string): void {
    if (this.#state.state === "ended") return;
    const end =
      this.#state.state === "killed" ? this.#state.end : { cause: "other" as const, reason: how };
    this.#state = { state: "ended" };
    this.#cancelTimer();
    this.#gone.resolve();
    this.#handlers.ended(end);
  }
}

/**
 * In MB. Little of what a worker allocates lives, so that a large young generation only costs memory;
 * and where the old one may not grow without end, V8 collects it sooner.
 */
const NODE_OPTIONS = ["--max-semi-space-size=2", "--max-old-space-size=512"];

const ENVIRONMENT = {
  /**
   * A heap keeps what was freed, so fewer take less memory; but threads that share one wait for each
   * other. Eight cost 2 MB more than two at 100 transports, and an eighth less time for each packet.
   */
  MALLOC_ARENA_MAX: "8",
  /** Taking the types out of its files would cost a worker 40 MB and half a second at each start. */
  NODE_COMPILE_CACHE: fileURLToPath(
    new URL("../../../../node_modules/.cache/parley-media", import.meta.url),
  ),
};

/** Starts the process of a worker; what it prints is in its stdout and stderr. */
export function forkWorker(
  { script, environment }: Pick<WorkerLaunch, "script" | "environment">,
  options: WorkerOptions,
): ChildProcess {
  return fork(script, [JSON.stringify(options)], {
    serialization: "advanced",
    env: { ...ENVIRONMENT, ...environment },
    // What this process was started with, such as --watch, is not for the worker.
    execArgv: NODE_OPTIONS,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
}

/** What native code prints before it aborts is the only trace of why. */
function logOutput(child: ChildProcess, log: Logger): void {
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      log.warn({ text: text.trimEnd() }, "a media worker printed");
    });
  }
}
