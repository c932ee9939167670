import { Renumbering } from "./renumbering.ts";
import type { RtpView } from "./rtp-view.ts";

/** Sequence numbers that are remembered: more than two seconds of speech. */
const WINDOW = 128;
/** Opus counts at 48 kHz whatever it carries (RFC 7587 4.1). */
const TICKS_PER_MS = 48;
/** One packet of 20 ms. */
const FRAME_TICKS = 960;

/**
 * One audio line of a receiver. Its source may change: sequence numbers go on without a gap, and
 * timestamps by the time that has passed. DTX, which skips time but no numbers, stays as it is.
 */
export class AudioRewriter {
  /** Of the packet that `rewrite` let pass last. */
  sequence = 0;
  timestamp = 0;
  /** Set also on the first packet of a source: talk begins there (RFC 3551 4.1). */
  marker = false;
  readonly #sequences: Renumbering;
  #timestampShift = 0;
  #state: "idle" | "beginning" | "following" = "idle";
  /** The newest packet that went out, and when; null: none did. */
  #newestAtMs: number | null = null;
  #newestTimestamp: number;

  /** SRTP wants the first sequence number below 32,768: only its low 15 bits are used. */
  constructor({
    firstSequence,
    firstTimestamp,
  }: {
    firstSequence: number;
    firstTimestamp: number;
  }) {
    this.#sequences = new Renumbering(WINDOW, firstSequence & 0x7fff);
    this.#newestTimestamp = firstTimestamp >>> 0;
  }

  /** Follows another source, of which `view` is the first packet; give it to `rewrite` next. */
  startSource(view: RtpView, nowMs: number): void {
    this.#sequences.restart(16, view.sequenceNumber);
    this.#timestampShift = this.#newestTimestamp + this.#passed(nowMs) - view.timestamp;
    this.#state = "beginning";
  }

  /** Lets nothing pass until the next `startSource`. */
  stop(): void {
    this.#state = "idle";
  }

  /**
   * Whether the packet goes out; then the fields have its numbers. False: a duplicate, too late,
   * or without payload. Every packet of the source has to be given.
   */
  rewrite(view: RtpView, nowMs: number): boolean {
    if (this.#state === "idle") return false;
    const number = view.sequenceNumber;
    const place = this.#sequences.place(number);
    if (place !== "ahead" && place !== "missing") return false;
    if (view.payloadEnd <= view.payloadStart) {
      this.#sequences.drop(number);
      return false;
    }
    this.sequence = this.#sequences.take(number);
    this.#stamp(view);
    if (place === "ahead") this.#noteNewest(nowMs);
    return true;
  }

  /** What a timestamp of the followed source goes out as. */
  toOutTimestamp(inTimestamp: number): number {
    return (inTimestamp + this.#timestampShift) >>> 0;
  }

  #stamp(view: RtpView): void {
    this.timestamp = this.toOutTimestamp(view.timestamp);
    this.marker = view.marker || this.#state === "beginning";
    this.#state = "following";
  }

  #noteNewest(nowMs: number): void {
    this.#newestTimestamp = this.timestamp;
    this.#newestAtMs = nowMs;
  }

  /** Since the newest packet, in ticks; no less than that packet lasts. */
  #passed(nowMs: number): number {
    if (this.#newestAtMs === null) return 0;
    return Math.max(Math.round((nowMs - this.#newestAtMs) * TICKS_PER_MS), FRAME_TICKS);
  }
}
