/** `a - b` of two 16-bit sequence numbers, -32,768 to 32,767: positive when `a` is the newer. */
export function seqDiff(a: number, b: number): number {
  return ((a - b) << 16) >> 16;
}

/** `a - b` of two 32-bit RTP timestamps, signed: positive when `a` is the later. */
export function tsDiff(a: number, b: number): number {
  return (a - b) | 0;
}

/**
 * Makes of 16-bit sequence numbers numbers that go on rising when they wrap around. The first one
 * gets 65,536 added, so that what came before it is never negative.
 */
export class SequenceUnwrapper {
  #newest = -1;

  /** The extended number; each is taken as the nearest possible to the newest so far. */
  unwrap(seq16: number): number {
    if (this.#newest < 0) this.#newest = seq16 + 0x1_0000;
    const extended = this.#newest + seqDiff(seq16, this.#newest & 0xffff);
    if (extended > this.#newest) this.#newest = extended;
    return extended;
  }
}
