import { tsDiff } from "./sequence.ts";

/**
 * Translates between a stream's RTP timestamps and its sender's wall clock (RFC 3550 6.4.1), so
 * that streams with unrelated timestamp bases can be aligned. Before the first sender report
 * (`ready` false) its answers mean nothing.
 */
export class LayerClock {
  readonly #ticksPerMs: number;
  #ntpMs = 0;
  #rtp = 0;
  #ready = false;

  /** `clockRate` in Hz: 90,000 for video. */
  constructor(clockRate = 90_000) {
    this.#ticksPerMs = clockRate / 1000;
  }

  get ready(): boolean {
    return this.#ready;
  }

  /** What a sender report says; the newest one counts, one that was overtaken does not. */
  report(ntpMs: number, rtpTimestamp: number): void {
    if (!Number.isFinite(ntpMs) || (this.#ready && ntpMs < this.#ntpMs)) return;
    this.#ntpMs = ntpMs;
    this.#rtp = rtpTimestamp;
    this.#ready = true;
  }

  /** The sender's wall clock in ms (with a fraction) at this RTP timestamp. */
  toNtpMs(rtpTimestamp: number): number {
    return this.#ntpMs + tsDiff(rtpTimestamp, this.#rtp) / this.#ticksPerMs;
  }

  /** The RTP timestamp at this moment of the sender's wall clock. */
  fromNtpMs(ntpMs: number): number {
    return (this.#rtp + Math.round((ntpMs - this.#ntpMs) * this.#ticksPerMs)) >>> 0;
  }
}
