import { backoffMs } from "./backoff.ts";
import type { Clock } from "./clock.ts";

/** The bounds of the wait between two attempts to get a connection. */
const REPAIR = { baseMs: 250, maxMs: 8000 } as const;

export type RenewalOptions = {
  readonly clock: Clock;
  readonly random: () => number;
  readonly renew: () => void;
};

/**
 * When to make a connection anew: at once, then ever later as long as none comes about, and not
 * while there is nobody to make it with.
 */
export class Renewal {
  readonly #options: RenewalOptions;
  #failures = 0;
  #wanted = false;
  #held = false;
  #cancel: () => void = () => {};

  constructor(options: RenewalOptions) {
    this.#options = options;
  }

  /** The connection there is is of no use. */
  request(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    if (!this.#held) this.#schedule();
  }

  /** The connection works: nothing is to be done, and the next failure is the first one. */
  succeeded(): void {
    this.forget();
    this.#failures = 0;
  }

  /** What was asked for is not needed any more. */
  forget(): void {
    this.#wanted = false;
    this.#cancel();
  }

  /** Nothing is renewed until the release. */
  hold(): void {
    this.#held = true;
    this.#cancel();
  }

  release(): void {
    this.#held = false;
    this.#failures = 0;
    if (this.#wanted) this.#schedule();
  }

  /** What was broken is gone; may be used again. */
  reset(): void {
    this.succeeded();
    this.#held = false;
  }

  #schedule(): void {
    const { clock, random } = this.#options;
    this.#cancel();
    this.#cancel = clock.after(backoffMs(this.#failures++, random, REPAIR), () => {
      this.#wanted = false;
      this.#options.renew();
    });
  }
}
