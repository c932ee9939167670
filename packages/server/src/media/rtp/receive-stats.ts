import { compactNtp } from "./ntp.ts";
import { RateMeter } from "./rate-meter.ts";
import { RestartDetector } from "./restart-detector.ts";
import type { ReportBlock } from "./rtcp-records.ts";
import { tsDiff } from "./sequence.ts";

const MOST_LOST = 0x7f_ffff;
const LEAST_LOST = -0x80_0000;
/** A transit time that changes by more is a stream that began anew, not jitter. */
const MOST_TRANSIT_CHANGE_S = 10;

/** Long enough that a keyframe does not make a stream look like more than it is. */
const RATE_WINDOW_MS = 2000;

/** What is to be reported of one received stream (RFC 3550 6.4.1, A.3 and A.8). */
export class ReceiveStats {
  readonly bitrate = new RateMeter(RATE_WINDOW_MS);
  readonly #block: ReportBlock;
  readonly #clockRate: number;
  readonly #restarts = new RestartDetector();
  /** Extended numbers; the highest is -1 before the first packet. */
  #base = 0;
  #highest = -1;
  #packets = 0;
  #bytes = 0;
  /** Since the base, as `#packets` is since the beginning. */
  #receivedSinceBase = 0;
  #expectedBefore = 0;
  #receivedBefore = 0;
  #transit = 0;
  #jitter = 0;
  #reportArrivalMs = 0;

  /** `clockRate` in Hz, of the stream's timestamps. */
  constructor(ssrc: number, clockRate: number) {
    this.#clockRate = clockRate;
    this.#block = {
      ssrc,
      fractionLost: 0,
      cumulativeLost: 0,
      highestSequence: 0,
      jitter: 0,
      lastSenderReport: 0,
      delaySinceLastSenderReport: 0,
    };
  }

  get packets(): number {
    return this.#packets;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Every packet of the stream as it comes, duplicates too. */
  received(sequence: number, timestamp: number, arrivalMs: number, bytes: number): void {
    this.#packets += 1;
    this.#bytes += bytes;
    this.bitrate.add(bytes, arrivalMs);
    if (!this.#count(sequence)) return;
    this.#measureJitter(timestamp, arrivalMs);
  }

  /** The sender's report, for LSR and DLSR. */
  senderReport(seconds: number, fraction: number, arrivalMs: number): void {
    this.#block.lastSenderReport = compactNtp(seconds, fraction);
    this.#reportArrivalMs = arrivalMs;
  }

  /** The block to send now; it is used again. Its fraction is of the time since the last call. */
  report(nowMs: number): Readonly<ReportBlock> {
    const block = this.#block;
    const expected = this.#highest < 0 ? 0 : this.#highest - this.#base + 1;
    const lost = expected - this.#receivedSinceBase;
    block.fractionLost = this.#fractionSinceLast(expected);
    block.cumulativeLost = Math.max(LEAST_LOST, Math.min(MOST_LOST, lost));
    block.highestSequence = Math.max(0, this.#highest) % 2 ** 32;
    block.jitter = Math.floor(this.#jitter);
    block.delaySinceLastSenderReport = this.#delaySinceReport(nowMs);
    return block;
  }

  /** False for a number that has nothing to do with the stream so far. */
  #count(sequence: number): boolean {
    if (this.#highest < 0) this.#begin(sequence);
    const arrival = this.#restarts.judge(sequence, this.#highest & 0xffff);
    if (arrival === "astray") return false;
    if (arrival === "restart") this.#begin(sequence);
    if (arrival === "next") this.#highest += (sequence - this.#highest) & 0xffff;
    this.#receivedSinceBase += 1;
    return true;
  }

  #begin(sequence: number): void {
    this.#base = sequence;
    this.#highest = sequence;
    this.#receivedSinceBase = 0;
    this.#expectedBefore = 0;
    this.#receivedBefore = 0;
  }

  #fractionSinceLast(expected: number): number {
    const expectedNow = expected - this.#expectedBefore;
    const lostNow = expectedNow - (this.#receivedSinceBase - this.#receivedBefore);
    this.#expectedBefore = expected;
    this.#receivedBefore = this.#receivedSinceBase;
    if (expectedNow <= 0 || lostNow <= 0) return 0;
    return Math.min(255, Math.floor((lostNow * 256) / expectedNow));
  }

  #measureJitter(timestamp: number, arrivalMs: number): void {
    const arrival = Math.floor((arrivalMs * this.#clockRate) / 1000) % 2 ** 32;
    const transit = tsDiff(arrival, timestamp);
    const change = Math.abs(tsDiff(transit, this.#transit));
    this.#transit = transit;
    const isFirst = this.#receivedSinceBase === 1;
    if (isFirst || change > MOST_TRANSIT_CHANGE_S * this.#clockRate) return;
    this.#jitter += (change - this.#jitter) / 16;
  }

  #delaySinceReport(nowMs: number): number {
    if (this.#block.lastSenderReport === 0) return 0;
    return Math.max(0, Math.round((nowMs - this.#reportArrivalMs) * 65.536)) % 2 ** 32;
  }
}
