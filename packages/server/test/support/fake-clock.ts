import type { Clock } from "../../src/runtime/ports.ts";

type Timer = { readonly at: number; readonly fn: () => void };

const MAX_TIMER_MS = 2 ** 31 - 1;

/** Time that moves only when a test says so. `soon` is the real one: it takes no time. */
export class FakeClock implements Clock {
  #now: number;
  readonly #timers = new Set<Timer>();

  constructor(now = 1_750_000_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, fn: () => void): () => void {
    // The system's timers would fire at once.
    if (ms > MAX_TIMER_MS) throw new RangeError(`${ms} ms are too many for a timer.`);
    const timer = { at: this.#now + ms, fn };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  soon(fn: () => void): void {
    setImmediate(fn);
  }

  /** How many timers are waiting: 0 when everything was cleaned up. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Lets time pass and runs what falls due, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#nextBy(end); next !== undefined; next = this.#nextBy(end)) {
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.fn();
    }
    this.#now = end;
  }

  #nextBy(end: number): Timer | undefined {
    const due = [...this.#timers].filter(({ at }) => at <= end);
    return due.toSorted((a, b) => a.at - b.at)[0];
  }
}
