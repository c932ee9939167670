const PERIOD_MS = 900;
/** Below it a limit grows, above the other it falls; in between it holds, or nearly so. */
const LITTLE_LOSS = 0.02;
const MUCH_LOSS = 0.1;
/** More cannot be chance: what arrives is what the line carries. */
const HEAVY_LOSS = 0.2;
const GROWTH_PER_SECOND = 1.08;
/** Without it, falls by bad luck would add up for ever on a line that always loses some. */
const HOLD_PER_SECOND = 1.02;
/** A period counts half when this many packets were sent in it, more when there were more. */
const HALF_WEIGHT_PACKETS = 200;

/**
 * The most that may be sent with regard to the loss that receivers report. Loss is averaged over
 * all reports of about a second and over time, so that a few lost packets of a thin stream cannot
 * look like congestion: 5 % at random limit nothing.
 */
export class LossLimit {
  #loss = 0;
  /** Of the last period alone. */
  #latest = 0;
  #bps = Number.POSITIVE_INFINITY;
  #periodStart = -1;
  #fractions = 0;
  #reports = 0;
  #sentBytes = 0;
  #sentPackets = 0;
  #rateBefore = 0;

  /** Bits per second; infinite while there is no reason for a limit. */
  get bps(): number {
    return this.#bps;
  }

  /** Whether so much is lost, and still is, that the rate has to come down. */
  get isCongested(): boolean {
    return Math.min(this.#loss, this.#latest) > MUCH_LOSS;
  }

  sent(bytes: number, nowMs: number): void {
    if (this.#periodStart < 0) this.#periodStart = nowMs;
    this.#sentBytes += bytes;
    this.#sentPackets += 1;
  }

  /** One report block; `bps` is what may be sent at the moment. */
  report(fractionLost: number, nowMs: number, bps: number): void {
    if (this.#periodStart < 0) return;
    this.#fractions += fractionLost;
    this.#reports += 1;
    const elapsedMs = nowMs - this.#periodStart;
    if (elapsedMs < PERIOD_MS) return;
    const rate = (this.#sentBytes * 8000) / elapsedMs;
    this.#average(this.#fractions / this.#reports);
    this.#adjust({ bps, sentBps: Math.max(rate, this.#rateBefore), elapsedMs });
    this.#periodStart = nowMs;
    this.#fractions = 0;
    this.#reports = 0;
    this.#sentBytes = 0;
    this.#sentPackets = 0;
    this.#rateBefore = rate;
  }

  #average(loss: number): void {
    this.#latest = loss;
    const weight = this.#sentPackets / (this.#sentPackets + HALF_WEIGHT_PACKETS);
    const isHeavy = loss > HEAVY_LOSS + MUCH_LOSS;
    this.#loss = isHeavy ? loss : this.#loss + weight * (loss - this.#loss);
  }

  #adjust(now: { bps: number; sentBps: number; elapsedMs: number }): void {
    if (this.isCongested) {
      const arrives = this.#loss > HEAVY_LOSS ? now.sentBps * (1 - this.#loss) : now.bps;
      this.#bps = Math.min(now.bps * (1 - this.#loss / 2), arrives);
      return;
    }
    const growth = this.#loss < LITTLE_LOSS ? GROWTH_PER_SECOND : HOLD_PER_SECOND;
    this.#bps *= growth ** (now.elapsedMs / 1000);
    if (this.#bps > 2 * now.bps) this.#bps = Number.POSITIVE_INFINITY;
  }
}
