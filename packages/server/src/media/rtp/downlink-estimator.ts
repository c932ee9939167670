import { LossLimit } from "./loss-limit.ts";
import { Probe, type Signs } from "./probe.ts";
import { RateMeter } from "./rate-meter.ts";

const MEDIA_WINDOW_MS = 500;
/** Not less than this is ever sent, so that there is something to measure. */
const LEAST_BPS = 100_000;
/** A REMB this far below the highest since the last fall is a fall. */
const FALLEN = 0.97;
/** Of the rate below a probe that made REMB fall: that rate by itself had done no harm. */
const KEPT = 0.9;
/** By itself the first REMB comes after five seconds; one before that was caused by a delay. */
const FIRST_REMB_MS = 4500;
/**
 * It is 0.85 of what arrived. A delay that was only a hiccup lets nearly everything arrive; on a
 * line that is too narrow it is clearly less than what was sent.
 */
const FIRST_FALLEN = 0.6;
/** What probes found may exceed REMB so far: it must stay near enough to fall when it has to. */
const PROVEN_OVER_REMB = { times: 3, plusBps: 200_000 } as const;
/** A report with less loss is a clean one, with more it speaks against a probe. */
const CLEAN_LOSS = 0.02;
const BAD_LOSS = 0.1;

/**
 * What the line to one receiver carries, audio and all. Chrome's REMB is the main source: it falls
 * when queues grow. It rises slowly, to 1.5 times of what is received, and says nothing for the
 * first five seconds. So a rate also counts that a probe has shown to be carried, until REMB falls
 * or too much is lost. A probe has shown it when REMB rose meanwhile; before the first REMB, when a
 * receiver report found nothing lost.
 */
export class DownlinkEstimator {
  readonly #media = new RateMeter(MEDIA_WINDOW_MS);
  /** Everything, in the first seconds. */
  readonly #begun = new RateMeter();
  readonly #loss = new LossLimit();
  readonly #probe = new Probe();
  #provenBps: number;
  #remb: number | null = null;
  #highestRemb = 0;
  #rembAt = 0;
  #firstSentAt = -1;
  #rttMs = 0;
  #usualRttMs = Number.POSITIVE_INFINITY;
  readonly #record = { nowMs: 0, estimate: this.#remb, estimateAt: 0, rttMs: 0 };

  /** `firstBps`: what is sent before anything is known. */
  constructor(firstBps: number) {
    this.#provenBps = firstBps;
  }

  /** Bits per second for everything. */
  get bps(): number {
    const remb = this.#remb ?? this.#provenBps;
    const most = PROVEN_OVER_REMB.times * remb + PROVEN_OVER_REMB.plusBps;
    const carried = Math.max(remb, Math.min(this.#provenBps, most));
    return Math.max(LEAST_BPS, Math.min(carried, this.#loss.bps));
  }

  /** Probes begun so far. */
  get probes(): number {
    return this.#probe.begun;
  }

  /** Media, audio and answers to NACKs, as they are sent. */
  sent(bytes: number, nowMs: number): void {
    this.#media.add(bytes, nowMs);
    this.#count(bytes, nowMs);
  }

  /** Padding that `probing` asked for. */
  padded(bytes: number, nowMs: number): void {
    this.#count(bytes, nowMs);
  }

  /** The receiver's estimate. */
  remb(bps: number, nowMs: number): void {
    const isEarly = nowMs - this.#firstSentAt < FIRST_REMB_MS;
    const isFall = isEarly
      ? bps < FIRST_FALLEN * this.#begun.bps(nowMs)
      : this.#remb !== null && bps < FALLEN * this.#highestRemb;
    this.#remb = bps;
    this.#rembAt = nowMs;
    this.#highestRemb = isEarly || isFall ? bps : Math.max(this.#highestRemb, bps);
    if (!isFall) return;
    this.#provenBps = KEPT * this.#probe.carriedBps;
    this.#probe.fail(nowMs);
  }

  /** A report block: the loss of its stream, 0 to 1, and the round trip if it gives one. */
  report(fractionLost: number, rttMs: number | null, nowMs: number): void {
    const isQueueing = this.#noteRoundTrip(rttMs);
    this.#loss.report(fractionLost, nowMs, this.bps);
    if (this.#loss.isCongested) this.#provenBps = Math.min(this.#provenBps, this.#loss.bps);
    if (!this.#probe.isRunning) return;
    if (isQueueing || this.#loss.isCongested || this.#isBad(fractionLost)) this.#probe.fail(nowMs);
    else if (fractionLost < CLEAN_LOSS) this.#prove(this.#probe.cleanReport(this.#signs(nowMs)));
  }

  /**
   * Bits per second of padding to send now; 0: none. To be asked on every tick. `wantedBps`: what
   * would be sent if the line were wide enough, with the headroom that is needed to begin it.
   */
  probing(nowMs: number, wantedBps: number): number {
    const signs = this.#signs(nowMs);
    this.#prove(this.#probe.judge(signs));
    if (this.#loss.isCongested) return 0;
    const target = this.#probe.target(signs, this.bps, wantedBps);
    return Math.max(0, target - this.#media.bps(nowMs));
  }

  #count(bytes: number, nowMs: number): void {
    if (this.#firstSentAt < 0) this.#firstSentAt = nowMs;
    if (nowMs - this.#firstSentAt < FIRST_REMB_MS) this.#begun.add(bytes, nowMs);
    this.#loss.sent(bytes, nowMs);
    this.#probe.sent(bytes);
  }

  /** The same record every time. */
  #signs(nowMs: number): Signs {
    const signs = this.#record;
    signs.nowMs = nowMs;
    signs.estimate = this.#remb;
    signs.estimateAt = this.#rembAt;
    signs.rttMs = this.#rttMs;
    return signs;
  }

  #prove(bps: number): void {
    this.#provenBps = Math.max(this.#provenBps, bps);
  }

  /** Once there is REMB, a thin stream's bad luck does not stop a probe. */
  #isBad(fractionLost: number): boolean {
    return this.#remb === null && fractionLost > BAD_LOSS;
  }

  /** Whether it is so much above the usual one that something queues. */
  #noteRoundTrip(rttMs: number | null): boolean {
    if (rttMs === null) return false;
    this.#rttMs = rttMs;
    // The usual one creeps up, in case the path has become longer.
    this.#usualRttMs = Math.min(rttMs, this.#usualRttMs + 1);
    return rttMs > 2 * this.#usualRttMs + 100;
  }
}
