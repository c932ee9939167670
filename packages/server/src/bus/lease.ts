import type { Limits } from "@parley/protocol";

export type LeaseLimits = Pick<Limits, "leaseMs" | "leaseMarginMs">;

/** A clock that only goes forward, in milliseconds; what it begins with does not matter. */
export type Monotonic = () => number;

/**
 * Until when we may speak for our rooms. It counts from the start of a renewal: what is asked to hear
 * of us hears of us later than that, and so others wait longer than we speak.
 */
export class Lease {
  readonly #now: Monotonic;
  readonly #ms: number;
  #until = Number.NEGATIVE_INFINITY;

  constructor(now: Monotonic, { leaseMs, leaseMarginMs }: LeaseLimits) {
    this.#now = now;
    this.#ms = leaseMs - leaseMarginMs;
  }

  holds(): boolean {
    return this.#now() < this.#until;
  }

  /** A renewal that began at `start` has succeeded; the lease may have ended in the meantime. */
  renew(start: number): void {
    this.#until = Math.max(this.#until, start + this.#ms);
  }

  end(): void {
    this.#until = Number.NEGATIVE_INFINITY;
  }
}
