const MISSING = 0;
const TAKEN = 1;
const DROPPED = 2;

/**
 * What is known of an incoming number: `ahead` of all so far, `missing` (skipped so far, its
 * outgoing number is kept for it), `taken` or `dropped` before, or `gone`: too old to tell.
 */
export type Place = "ahead" | "missing" | "taken" | "dropped" | "gone";

/**
 * Gives outgoing numbers without gaps to what passes of a numbered stream. What is dropped when it
 * comes first closes its gap; what has not come yet keeps its number and may still take it. Works
 * for any numbers that wrap around; remembers the newest `size` of them.
 */
export class Renumbering {
  readonly #size: number;
  readonly #states: Uint8Array;
  readonly #outs: Uint16Array;
  #bits = 16;
  #newest = 0;
  #known = 0;
  #next: number;

  /** `size` has to be a power of two; `first` is the first outgoing number. */
  constructor(size: number, first: number) {
    this.#size = size;
    this.#states = new Uint8Array(size);
    this.#outs = new Uint16Array(size);
    this.#next = first;
  }

  /** Begins with another stream of numbers of so many bits, at `from`; outgoing goes on. */
  restart(bits: number, from: number): void {
    this.#bits = bits;
    this.#newest = this.#wrap(from - 1);
    this.#next = this.#wrap(this.#next);
    this.#known = 0;
  }

  place(number: number): Place {
    const ahead = this.#ahead(number);
    if (ahead > 0) return "ahead";
    if (-ahead >= this.#known) return "gone";
    const state = this.#states[number & (this.#size - 1)];
    if (state === TAKEN) return "taken";
    return state === DROPPED ? "dropped" : "missing";
  }

  /** Lets a number pass that is `ahead` or `missing`; gives its outgoing number. */
  take(number: number): number {
    if (this.#ahead(number) > 0) this.#advance(number);
    this.#states[number & (this.#size - 1)] = TAKEN;
    return this.outOf(number);
  }

  /** Takes out a number that is `ahead` or `missing`. */
  drop(number: number): void {
    if (this.#ahead(number) > 0) {
      this.#advance(number);
      this.#next = this.#wrap(this.#next - 1);
    }
    this.#states[number & (this.#size - 1)] = DROPPED;
  }

  /** The outgoing number of one that is `missing` or `taken`. */
  outOf(number: number): number {
    return this.#outs[number & (this.#size - 1)] ?? 0;
  }

  /** Goes on to a number; a gap wider than what is remembered closes. */
  #advance(number: number): void {
    const ahead = this.#ahead(number);
    const steps = ahead > this.#size ? 1 : ahead;
    if (ahead > this.#size) this.#known = 0;
    for (let i = steps - 1; i >= 0; i--) {
      const at = this.#wrap(number - i) & (this.#size - 1);
      this.#states[at] = MISSING;
      this.#outs[at] = this.#next;
      this.#next = this.#wrap(this.#next + 1);
    }
    this.#newest = number;
    this.#known = Math.min(this.#known + steps, this.#size);
  }

  #ahead(number: number): number {
    const unused = 32 - this.#bits;
    return ((number - this.#newest) << unused) >> unused;
  }

  #wrap(number: number): number {
    return number & ((1 << this.#bits) - 1);
  }
}
