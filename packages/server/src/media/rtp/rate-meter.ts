const BUCKETS = 20;

/** Bits per second over a sliding window. Times are milliseconds and never go back. */
export class RateMeter {
  readonly #bucketMs: number;
  readonly #bytes = new Float64Array(BUCKETS);
  #total = 0;
  /** Number of the newest bucket since time 0; -1 before anything was counted. */
  #newest = -1;
  #first = -1;

  constructor(windowMs = 1000) {
    this.#bucketMs = windowMs / BUCKETS;
  }

  add(bytes: number, nowMs: number): void {
    this.#advance(nowMs);
    const slot = this.#newest % BUCKETS;
    this.#bytes[slot] = (this.#bytes[slot] ?? 0) + bytes;
    this.#total += bytes;
  }

  /** Over the last window; of a stream that is younger than it, over the stream's age. */
  bps(nowMs: number): number {
    if (this.#newest < 0) return 0;
    this.#advance(nowMs);
    const buckets = Math.min(BUCKETS, this.#newest - this.#first + 1);
    return (this.#total * 8000) / (buckets * this.#bucketMs);
  }

  #advance(nowMs: number): void {
    const bucket = Math.floor(nowMs / this.#bucketMs);
    if (this.#newest < 0) this.#first = bucket;
    else this.#clear(Math.max(this.#newest + 1, bucket - BUCKETS + 1), bucket);
    this.#newest = Math.max(this.#newest, bucket);
  }

  #clear(from: number, to: number): void {
    for (let bucket = from; bucket <= to; bucket += 1) {
      const slot = bucket % BUCKETS;
      this.#total -= this.#bytes[slot] ?? 0;
      this.#bytes[slot] = 0;
    }
  }
}
