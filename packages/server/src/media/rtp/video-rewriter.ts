import { PictureRewriter } from "./picture-rewriter.ts";
import { Renumbering } from "./renumbering.ts";
import type { RtpView } from "./rtp-view.ts";
import { tsDiff } from "./sequence.ts";
import type { Vp8View } from "./vp8-view.ts";

/** Sequence numbers that are remembered: how late a packet may come, how wide a gap may stay. */
const WINDOW = 512;
/** One frame at 30 a second, in ticks of 90 kHz. */
const FRAME_TICKS = 3000;

export type VideoStart = {
  readonly firstSequence: number;
  readonly firstTimestamp: number;
  readonly firstPictureId: number;
};

/**
 * One video line of a receiver: decides which packets of the layer that it follows go out, and
 * under which numbers. To the receiver it is one stream, whatever layer is followed.
 */
export class VideoRewriter {
  /** Of the packet that `rewrite` let pass last. */
  sequence = 0;
  /** As a signed number of 32 bits: V8 would allocate every one above 2^31. */
  timestamp = 0;
  marker = false;
  readonly #pictures: PictureRewriter;
  readonly #sequences: Renumbering;
  #currentLayer = -1;
  // Signed as well.
  #timestampShift = 0;
  #lastTimestamp: number;
  #sent = false;

  /** SRTP wants the first sequence number below 32,768: only its low 15 bits are used. */
  constructor({ firstSequence, firstTimestamp, firstPictureId }: VideoStart) {
    this.#sequences = new Renumbering(WINDOW, firstSequence & 0x7fff);
    this.#pictures = new PictureRewriter(firstPictureId & 0x7fff);
    this.#lastTimestamp = (firstTimestamp - FRAME_TICKS) | 0;
  }

  /** The layer that is followed; -1: none. */
  get currentLayer(): number {
    return this.#currentLayer;
  }

  /** The highest timestamp that went out. */
  get lastTimestamp(): number {
    return this.#lastTimestamp >>> 0;
  }

  /** Of the packet that `rewrite` let pass last; -1: it has none. */
  get pictureId(): number {
    return this.#pictures.pictureId;
  }

  /** Of the packet that `rewrite` let pass last; -1: it has none. */
  get tl0PicIdx(): number {
    return this.#pictures.tl0PicIdx;
  }

  /**
   * Follows a layer from here on. `view` is the first packet of a keyframe and has to be given to
   * `rewrite` next. It goes out at `outTimestamp` if that is later than everything before, else
   * (or for null) one frame after the last.
   */
  startLayer(layer: number, view: RtpView, outTimestamp: number | null): void {
    this.#currentLayer = layer;
    this.#sequences.restart(16, view.sequenceNumber);
    this.#pictures.restart();
    this.#timestampShift = (this.#startTimestamp(outTimestamp) - view.timestamp) | 0;
  }

  /** Lets nothing pass until the next `startLayer`. */
  stop(): void {
    this.#currentLayer = -1;
  }

  /**
   * The highest temporal layer that goes out. Down counts from the next frame on; up from the next
   * keyframe or layer sync, or in a stream that marks none from a frame of layer 0.
   */
  setMaxTemporal(temporalId: number): void {
    this.#pictures.filter.want(temporalId);
  }

  /**
   * Whether the packet goes out; then the fields have its numbers. False: of another temporal
   * layer, a duplicate, too late, or nothing but padding. `vp8` is null when the payload cannot be
   * read. Every packet of the layer has to be given, since those that do not go out close a gap.
   */
  rewrite(view: RtpView, vp8: Vp8View | null): boolean {
    if (this.#currentLayer < 0) return false;
    const number = view.sequenceNumber;
    const place = this.#sequences.place(number);
    if (place !== "ahead" && place !== "missing") return false;
    if (!this.#passes(view, vp8, place === "ahead")) {
      this.#sequences.drop(number);
      return false;
    }
    this.sequence = this.#sequences.take(number);
    this.#stamp(view);
    return true;
  }

  /** What a timestamp of the followed layer goes out as. */
  toOutTimestamp(inTimestamp: number): number {
    return (inTimestamp + this.#timestampShift) >>> 0;
  }

  #passes(view: RtpView, vp8: Vp8View | null, ahead: boolean): boolean {
    if (vp8 === null || view.payloadEnd <= view.payloadStart) return false;
    return ahead ? this.#pictures.newest(vp8, view.timestamp) : this.#pictures.late(vp8);
  }

  #startTimestamp(aligned: number | null): number {
    const next = this.#lastTimestamp + FRAME_TICKS;
    if (aligned === null) return next;
    return !this.#sent || tsDiff(aligned, this.#lastTimestamp) > 0 ? aligned : next;
  }

  #stamp(view: RtpView): void {
    const timestamp = (view.timestamp + this.#timestampShift) | 0;
    this.timestamp = timestamp;
    this.marker = view.marker;
    if (!this.#sent || tsDiff(timestamp, this.#lastTimestamp) > 0) this.#lastTimestamp = timestamp;
    this.#sent = true;
  }
}
