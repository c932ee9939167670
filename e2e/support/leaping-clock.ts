import type { Clock } from "@parley/sdk";

type Timer = { readonly due: number; readonly fn: () => void; handle: NodeJS.Timeout };

/** The time of the system, which a test can move on without waiting. */
export class LeapingClock implements Clock {
  readonly #timers = new Set<Timer>();
  #leapt = 0;

  readonly now = (): number => Date.now() + this.#leapt;

  readonly after = (ms: number, fn: () => void): (() => void) => {
    const timer: Timer = {
      due: this.now() + ms,
      fn,
      handle: setTimeout(() => this.#fire(timer), ms),
    };
    this.#timers.add(timer);
    return () => this.#cancel(timer);
  };

  /** So much time passes at once; what falls due meanwhile happens, in its order. */
  leap(ms: number): void {
    this.#leapt += ms;
    for (const timer of [...this.#timers].toSorted((a, b) => a.due - b.due)) {
      clearTimeout(timer.handle);
      const wait = timer.due - this.now();
      if (wait > 0) timer.handle = setTimeout(() => this.#fire(timer), wait);
      else this.#fire(timer);
    }
  }

  #fire(timer: Timer): void {
    // One that fell due in the same leap may have cancelled this one.
    if (this.#timers.delete(timer)) timer.fn();
  }

  #cancel(timer: Timer): void {
    this.#timers.delete(timer);
    clearTimeout(timer.handle);
  }
}
