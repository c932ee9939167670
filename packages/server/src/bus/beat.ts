import type { Clock } from "../runtime/ports.ts";

type Options = {
  readonly clock: Clock;
  readonly everyMs: number;
  /** Never rejects. */
  readonly work: () => Promise<void>;
};

/** Does the same work again and again, and never twice at once: a beat that finds it busy is left out. */
export class Beat {
  readonly #options: Options;
  #cancel = (): void => {};
  #inProgress: Promise<void> | null = null;
  #isClosed = false;

  constructor(options: Options) {
    this.#options = options;
  }

  start(): void {
    const { clock, everyMs } = this.#options;
    this.#cancel = clock.after(everyMs, () => {
      this.start();
      if (this.#inProgress === null) this.#inProgress = this.#run();
    });
  }

  /** What is in progress goes on. */
  stop(): void {
    this.#cancel();
  }

  /** Does the work now, after what is in progress. Resolves when it is done. */
  async now(): Promise<void> {
    while (this.#inProgress !== null) await this.#inProgress;
    if (this.#isClosed) return;
    this.#inProgress = this.#run();
    await this.#inProgress;
  }

  /** Resolves when nothing is in progress any more. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    await this.#inProgress;
  }

  async #run(): Promise<void> {
    await this.#options.work();
    this.#inProgress = null;
  }
}
