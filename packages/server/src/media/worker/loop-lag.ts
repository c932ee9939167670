import { LIMITS } from "@parley/protocol/limits";

/** How often `tick` is called when nothing holds the loop up. */
export const LAG_TICK_MS = 20;

/** So many ticks in time mean that what waited during a lag has been worked off. */
const CALM_TICKS = 2;

/**
 * Notices that the event loop was held up. Packets wait in the library meanwhile and all come
 * afterwards, too late for video. When a packet arrived cannot be seen; those that come before the
 * loop runs in time again are taken for late.
 */
export class LoopLag {
  #last: number;
  #worst = 0;
  #calm = CALM_TICKS;
  #lateInARow = 0;

  constructor(now: number) {
    this.#last = now;
  }

  tick(now: number): void {
    const late = Math.max(0, now - this.#last - LAG_TICK_MS);
    this.#last = now;
    this.#worst = Math.max(this.#worst, late);
    this.#lateInARow = late > LIMITS.loopLagMs ? this.#lateInARow + 1 : 0;
    this.#calm = late > LIMITS.loopLagMs ? 0 : Math.min(this.#calm + 1, CALM_TICKS);
  }

  /** Whether there is more to do than can be done. A single delay, as of a first use, is not that. */
  get overloaded(): boolean {
    return this.#lateInARow > 1;
  }

  /** Whether something that is handled now may have waited for long. */
  lagging(now: number): boolean {
    if (now - this.#last > LAG_TICK_MS + LIMITS.loopLagMs) this.#calm = 0;
    return this.#calm < CALM_TICKS;
  }

  /** The worst lag since `forgetWorst`. */
  get worst(): number {
    return this.#worst;
  }

  forgetWorst(): void {
    this.#worst = 0;
  }
}
