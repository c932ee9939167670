/** So many at once, and each second so many more. */
export type Rate = { readonly burst: number; readonly perSecond: number };

/** Holds what somebody may do to a rate. */
export class RateLimit {
  readonly #rate: Rate;
  #left: number;
  #at = -Infinity;

  constructor(rate: Rate) {
    this.#rate = rate;
    this.#left = rate.burst;
  }

  /** Whether one more may be done at `now`, in milliseconds; then it counts. */
  take(now: number): boolean {
    const { burst, perSecond } = this.#rate;
    this.#left = Math.min(burst, this.#left + ((now - this.#at) / 1000) * perSecond);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
