/** A sample above the smallest moves the offset by this share: clocks drift apart slowly. */
const DRIFT = 0.01;

/**
 * How far a publisher's wall clock is behind ours, transit included. There is one for all streams of
 * a connection, so that their reports to receivers keep them in sync.
 */
export class PublisherClock {
  #offset: number | null = null;

  /** A sender report with the time `ntpMs` arrived at `now`. The fastest one tells most. */
  report(ntpMs: number, now: number): void {
    const sample = now - ntpMs;
    if (!Number.isFinite(sample)) return;
    if (this.#offset === null || sample < this.#offset) this.#offset = sample;
    else this.#offset += (sample - this.#offset) * DRIFT;
  }

  get ready(): boolean {
    return this.#offset !== null;
  }

  /** The publisher's clock when ours is at `now`. */
  toPublisherMs(now: number): number {
    return now - (this.#offset ?? 0);
  }
}
