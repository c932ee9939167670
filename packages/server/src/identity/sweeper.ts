import type { Limits } from "@parley/protocol";
import type { Clock } from "../runtime/ports.ts";

/** Removes one kind of thing that is past its time. */
export type SweeperJob = {
  readonly name: string;
  readonly run: (now: number) => Promise<unknown>;
};

type Options = {
  /** Run one after another, in this order; one that fails does not keep the next from running. */
  readonly jobs: readonly SweeperJob[];
  readonly clock: Clock;
  readonly limits: Pick<Limits, "sweepMs">;
  /** Told when a job failed; it is tried again at the next sweep. */
  readonly onError: (error: unknown, job: string) => void;
};

type State =
  | { readonly name: "idle" }
  | { readonly name: "waiting"; readonly cancel: () => void }
  | { readonly name: "sweeping"; readonly done: Promise<void> }
  | { readonly name: "closed"; readonly done: Promise<void> };

/** Removes what is past its keeping time: at the start, and then now and again. */
export class Sweeper {
  readonly #options: Options;
  #state: State = { name: "idle" };

  constructor(options: Options) {
    this.#options = options;
  }

  /** Begins; calling it again does nothing. */
  start(): void {
    if (this.#state.name === "idle") this.#sweep();
  }

  /** Stops, and waits for the job in progress; those after it are left for another time. */
  async close(): Promise<void> {
    const state = this.#state;
    if (state.name === "waiting") state.cancel();
    const done = "done" in state ? state.done : Promise.resolve();
    this.#state = { name: "closed", done };
    await done;
  }

  #sweep(): void {
    // The jobs begin in a moment: by then the state says that they run.
    this.#state = { name: "sweeping", done: Promise.resolve().then(() => this.#runJobs()) };
  }

  async #runJobs(): Promise<void> {
    for (const job of this.#options.jobs) {
      if (this.#state.name !== "sweeping") return;
      await this.#run(job);
    }
    if (this.#state.name === "sweeping") this.#wait();
  }

  async #run({ name, run }: SweeperJob): Promise<void> {
    const { clock, onError } = this.#options;
    try {
      await run(clock.now());
    } catch (error) {
      onError(error, name);
    }
  }

  #wait(): void {
    const { clock, limits } = this.#options;
    this.#state = { name: "waiting", cancel: clock.after(limits.sweepMs, () => this.#sweep()) };
  }
}
