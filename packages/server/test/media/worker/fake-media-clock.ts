import type { MediaClock } from "../../../src/media/worker/clock.ts";

type Timer = { at: number; readonly every: number | null; readonly fn: () => void };

/** Time that moves only when a test says so. */
export class FakeMediaClock implements MediaClock {
  #now = 1_750_000_000_000;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#now;
  }

  every(ms: number, fn: () => void): () => void {
    return this.#add({ at: this.#now + ms, every: ms, fn });
  }

  after(ms: number, fn: () => void): () => void {
    return this.#add({ at: this.#now + ms, every: null, fn });
  }

  /** How many timers are waiting. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Lets time pass and runs what falls due, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#nextBy(end); next !== undefined; next = this.#nextBy(end)) {
      this.#now = Math.max(this.#now, next.at);
      if (next.every === null) this.#timers.delete(next);
      else next.at = this.#now + next.every;
      next.fn();
    }
    this.#now = end;
  }

  /** Time passes while the loop is held up: no timer runs. */
  block(ms: number): void {
    this.#now += ms;
  }

  #add(timer: Timer): () => void {
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  #nextBy(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at <= end && (next === undefined || timer.at < next.at)) next = timer;
    }
    return next;
  }
}
