import { LIMITS } from "@parley/protocol";
import type { Counters, ToWorker, WorkerOptions, WorkerReport } from "./control.ts";
import { NO_COUNTS, sumOf } from "./counters.ts";
import {
  type WorkerEnd,
  type WorkerLaunch,
  type WorkerMessage,
  WorkerProcess,
} from "./worker-process.ts";

export type SlotHandlers = {
  /** It can be given rooms. */
  readonly up: () => void;
  /** It is gone, and every room that it had. */
  readonly down: () => void;
  readonly message: (message: WorkerMessage) => void;
};

type State =
  | { readonly state: "starting"; readonly process: WorkerProcess }
  | {
      readonly state: "running";
      readonly process: WorkerProcess;
      readonly port: number;
      readonly since: number;
    }
  | { readonly state: "waiting"; readonly cancel: () => void }
  | { readonly state: "closed" };

/** How a worker is doing, over all its processes. */
export type WorkerStats = {
  /** From 0. */
  readonly worker: number;
  readonly up: boolean;
  readonly restarts: number;
  /** The newest of the process that runs; zeros when none does. */
  readonly loopLagMs: number;
  readonly memoryBytes: number;
  readonly transports: number;
  readonly estimateBps: number;
  /** Never goes back. */
  readonly total: Counters;
};

/** One worker for as long as the pool lives: a process, and after its end the next one. */
export class WorkerSlot {
  readonly index: number;
  /** The names of the rooms that are on it. */
  readonly rooms = new Set<string>();
  readonly #launch: WorkerLaunch;
  readonly #options: WorkerOptions;
  readonly #handlers: SlotHandlers;
  readonly #first = Promise.withResolvers<WorkerEnd | null>();
  #state: State;
  #delayMs: number = LIMITS.workerRestartMs.min;
  #restarts = 0;
  /** Of the processes that are gone. */
  #earlier = NO_COUNTS;
  #report: WorkerReport | null = null;

  constructor(launch: WorkerLaunch, index: number, options: WorkerOptions, handlers: SlotHandlers) {
    this.index = index;
    this.#launch = { ...launch, log: launch.log.child({ worker: index }) };
    this.#options = options;
    this.#handlers = handlers;
    this.#state = this.#start();
  }

  /** Null when its first process has started, else why it has not. */
  get firstStart(): Promise<WorkerEnd | null> {
    return this.#first.promise;
  }

  get isUp(): boolean {
    return this.#state.state === "running";
  }

  /** Its UDP port; null while it is down. */
  get port(): number | null {
    return this.#state.state === "running" ? this.#state.port : null;
  }

  /** Null while there is no process. */
  get pid(): number | null {
    return "process" in this.#state ? this.#state.process.pid : null;
  }

  /** Of the process that runs; null before its first beat. */
  get report(): WorkerReport | null {
    return this.#report;
  }

  stats(): WorkerStats {
    const { loopLagMs = 0, memoryBytes = 0, transports = 0 } = this.#report ?? {};
    const { estimateBps = 0, total = NO_COUNTS } = this.#report ?? {};
    return {
      ...{ worker: this.index, up: this.isUp, restarts: this.#restarts },
      ...{ loopLagMs, memoryBytes, transports, estimateBps },
      total: sumOf(this.#earlier, total),
    };
  }

  /** Does nothing while it is down. */
  send(message: ToWorker): void {
    if (this.#state.state === "running") this.#state.process.send(message);
  }

  /** Ends its process for good; resolves when that is gone. */
  async close(): Promise<void> {
    const state = this.#state;
    this.#state = { state: "closed" };
    if (state.state === "waiting") state.cancel();
    if ("process" in state) await state.process.stop();
  }

  #start(): State {
    const process = new WorkerProcess(this.#launch, this.#options, {
      started: (port) => this.#started(process, port),
      message: (message) => this.#receive(message),
      ended: (end) => this.#ended(end),
    });
    return { state: "starting", process };
  }

  #started(process: WorkerProcess, port: number): void {
    if (this.#state.state === "closed") return;
    const { clock, log } = this.#launch;
    this.#state = { state: "running", process, port, since: clock.now() };
    log.info({ pid: process.pid, port }, "a media worker has started");
    this.#first.resolve(null);
    this.#handlers.up();
  }

  #receive(message: WorkerMessage): void {
    if (this.#state.state === "closed") return;
    if (message.type === "beat") this.#report = message.report;
    this.#handlers.message(message);
  }

  #ended(end: WorkerEnd): void {
    this.#first.resolve(end);
    if (this.#state.state === "closed") return;
    const restartMs = this.#nextDelay();
    this.#launch.log.warn({ reason: end.reason, restartMs }, "a media worker has ended");
    this.#earlier = this.stats().total;
    this.#report = null;
    const cancel = this.#launch.clock.after(restartMs, () => this.#restart());
    this.#state = { state: "waiting", cancel };
    this.#handlers.down();
  }

  #restart(): void {
    this.#restarts += 1;
    this.#state = this.#start();
  }

  /** Doubles while processes do not outlive the longest wait. */
  #nextDelay(): number {
    const { min, max } = LIMITS.workerRestartMs;
    const state = this.#state;
    const lived = state.state === "running" ? this.#launch.clock.now() - state.since : 0;
    const delay = lived >= max ? min : this.#delayMs;
    this.#delayMs = Math.min(2 * delay, max);
    return delay;
  }
}
