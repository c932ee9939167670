import type { Vp8View } from "./vp8-view.ts";

/** Temporal ids have two bits (RFC 7741 4.2). */
const ALL_LAYERS = 3;
/**
 * So many frames of layer 0 pass without a layer sync of a higher layer before a stream is taken
 * for one that does not mark them. Chrome marks one per two frames of layer 0.
 */
const UNMARKED = 4;

/** Decides per frame which temporal layers pass, so that each frame finds those it depends on. */
export class TemporalFilter {
  #wanted = ALL_LAYERS;
  #current = ALL_LAYERS;
  #waited = 0;

  /** The highest temporal layer that is to pass, from the next possible frame on. */
  want(temporalId: number): void {
    this.#wanted = Math.max(temporalId, 0);
  }

  /** Whether a new frame passes, of which this is the first packet that came. */
  admit(vp8: Vp8View): boolean {
    if (this.#current > this.#wanted) this.#reach(this.#wanted);
    else if (this.#current < this.#wanted) this.#raise(vp8);
    // What was waited for in vain is not wanted any more; a later wait begins anew.
    else this.#waited = 0;
    return vp8.temporalId <= this.#current;
  }

  /** Whether a frame passes that comes after newer ones. */
  passes(vp8: Vp8View): boolean {
    return vp8.temporalId <= this.#current;
  }

  /**
   * A frame above the current layer may depend on frames that did not pass, unless it is a layer
   * sync or a keyframe came before.
   */
  #raise(vp8: Vp8View): void {
    const id = vp8.temporalId;
    if (vp8.keyframe) this.#reach(this.#wanted);
    else if (id === 0) this.#wait();
    else if (vp8.layerSync && id > this.#current && id <= this.#wanted) this.#reach(id);
  }

  #wait(): void {
    this.#waited += 1;
    if (this.#waited > UNMARKED) this.#reach(this.#wanted);
  }

  #reach(temporalId: number): void {
    this.#current = temporalId;
    this.#waited = 0;
  }
}
