/** Values that are produced at one place and awaited, in order, at another. */
export class Queue<T> {
  readonly #values: T[] = [];
  readonly #waiters: ((value: T) => void)[] = [];

  /** How many values nobody has taken. */
  get size(): number {
    return this.#values.length;
  }

  push(value: T): void {
    const waiter = this.#waiters.shift();
    if (waiter === undefined) this.#values.push(value);
    else waiter(value);
  }

  next(): Promise<T> {
    const [value] = this.#values.splice(0, 1);
    if (value !== undefined) return Promise.resolve(value);
    return new Promise((resolve) => this.#waiters.push(resolve));
  }
}
