import type { Clock } from "../../src/clock.ts";

type Timer = { readonly at: number; readonly fn: () => void };

/** A clock that stands still until the test moves it. */
export class ManualClock implements Clock {
  #now = 1_000_000;
  #timers: Timer[] = [];
  #waiters: { readonly ms: number; readonly resolve: () => void }[] = [];

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.length;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, fn: () => void): () => void {
    const timer = { at: this.#now + ms, fn };
    this.#timers.push(timer);
    this.#waiters.filter((waiter) => waiter.ms === ms).forEach(({ resolve }) => resolve());
    this.#waiters = this.#waiters.filter((waiter) => waiter.ms !== ms);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Resolves when a timer that runs out in `ms` is there. */
  timerOf(ms: number): Promise<void> {
    if (this.#timers.some(({ at }) => at === this.#now + ms)) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ ms, resolve }));
  }

  /** Moves on, and runs what falls due on the way. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      const due = next;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#now = due.at;
      due.fn();
    }
    this.#now = end;
  }

  #next(end: number): Timer | undefined {
    return this.#timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
  }
}
