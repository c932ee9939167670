/** Runs tasks one after another; none is begun after the end. */
export class TaskChain {
  readonly #onFailure: () => void;
  #tail: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(onFailure: () => void) {
    this.#onFailure = onFailure;
  }

  add(task: () => unknown): void {
    this.#tail = this.#tail
      .then(() => (this.#ended ? undefined : task()))
      .then(
        () => undefined,
        () => this.fail(),
      );
  }

  /** Tells that it cannot go on, unless it has ended. */
  fail(): void {
    if (!this.#ended) this.#onFailure();
  }

  end(): void {
    this.#ended = true;
  }
}
