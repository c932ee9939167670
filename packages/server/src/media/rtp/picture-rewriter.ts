import { Renumbering } from "./renumbering.ts";
import { TemporalFilter } from "./temporal-filter.ts";
import type { Vp8View } from "./vp8-view.ts";

/** Frames that are remembered, for their late packets: two seconds of video. */
const FRAMES = 64;

/**
 * Chooses the frames of a VP8 stream that pass, and numbers them: picture ids and TL0PICIDX (RFC
 * 7741 4.2) go on without gaps over frames that do not pass and over changes of the stream.
 */
export class PictureRewriter {
  /** Of the packet that passed last; -1: it has none. */
  pictureId = -1;
  tl0PicIdx = -1;
  readonly filter = new TemporalFilter();
  readonly #pictures: Renumbering;
  #bits = 0;
  /** What to add to TL0PICIDX; null until the stream shows one. */
  #tl0Shift: number | null = null;
  #newestTl0 = -1;
  /** The newest frame: what tells it from the next, and what was decided. */
  #frameTimestamp = 0;
  #framePictureId = -1;
  #framePasses: boolean | null = null;

  constructor(firstPictureId: number) {
    this.#pictures = new Renumbering(FRAMES, firstPictureId);
  }

  /** Another stream begins, at a keyframe. */
  restart(): void {
    this.#forgetNumbers();
    this.#framePasses = null;
  }

  /** A packet newer than all before it: whether it passes, and under which numbers. */
  newest(vp8: Vp8View, timestamp: number): boolean {
    const same = timestamp === this.#frameTimestamp && vp8.pictureId === this.#framePictureId;
    if (!same || this.#framePasses === null) {
      this.#frameTimestamp = timestamp;
      this.#framePictureId = vp8.pictureId;
      this.#framePasses = this.#begin(vp8);
    }
    return this.#framePasses && this.#number(vp8);
  }

  /** A packet that comes after newer ones. */
  late(vp8: Vp8View): boolean {
    if (vp8.pictureIdBits !== this.#bits) return false;
    if (vp8.pictureIdBits === 0) return this.filter.passes(vp8) && this.#number(vp8);
    const place = this.#pictures.place(vp8.pictureId);
    if (place === "taken") return this.#number(vp8);
    return place === "missing" && this.#settle(vp8, this.filter.passes(vp8)) && this.#number(vp8);
  }

  #forgetNumbers(): void {
    this.#bits = 0;
    this.#tl0Shift = null;
  }

  #begin(vp8: Vp8View): boolean {
    if (vp8.pictureIdBits > 0) this.#follow(vp8);
    return this.#settle(vp8, this.filter.admit(vp8));
  }

  /** Numbers that are not above those of the frame before are those of an encoder begun anew. */
  #follow(vp8: Vp8View): void {
    const goesOn = vp8.pictureIdBits === this.#bits;
    if (goesOn && this.#pictures.place(vp8.pictureId) === "ahead") return;
    this.#forgetNumbers();
    this.#bits = vp8.pictureIdBits;
    this.#pictures.restart(vp8.pictureIdBits, vp8.pictureId);
  }

  #settle(vp8: Vp8View, passes: boolean): boolean {
    if (vp8.pictureIdBits === 0) return passes;
    if (passes) this.#pictures.take(vp8.pictureId);
    else this.#pictures.drop(vp8.pictureId);
    return passes;
  }

  #number(vp8: Vp8View): true {
    this.pictureId = vp8.pictureIdBits === 0 ? -1 : this.#pictures.outOf(vp8.pictureId);
    this.tl0PicIdx = vp8.tl0PicIdx < 0 ? -1 : this.#outTl0(vp8.tl0PicIdx);
    return true;
  }

  #outTl0(tl0PicIdx: number): number {
    this.#tl0Shift ??= this.#newestTl0 + 1 - tl0PicIdx;
    const out = (tl0PicIdx + this.#tl0Shift) & 0xff;
    // The difference as a signed number of eight bits: late frames do not count.
    if ((out - this.#newestTl0) << 24 > 0) this.#newestTl0 = out;
    return out;
  }
}
