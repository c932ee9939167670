type Task = () => unknown;

/** Runs tasks one after another, the first at once; none is begun after the end. */
export class TaskChain {
  readonly #onFailure: () => void;
  readonly #waiting: Task[] = [];
  #isRunning = false;
  #ended = false;

  constructor(onFailure: () => void) {
    this.#onFailure = onFailure;
  }

  add(task: Task): void {
    this.#waiting.push(task);
    if (!this.#isRunning) void this.#run();
  }

  /** Tells that it cannot go on, unless it has ended. */
  fail(): void {
    if (!this.#ended) this.#onFailure();
  }

  end(): void {
    this.#ended = true;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let task = this.#next(); task !== undefined; task = this.#next()) {
      try {
        await task();
      } catch {
        this.fail();
      }
    }
    this.#isRunning = false;
  }

  #next(): Task | undefined {
    return this.#ended ? undefined : this.#waiting.shift();
  }
}
