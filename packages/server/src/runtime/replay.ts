/** A frame for all members, under its seq. */
type SharedFrame = { readonly seq: number; readonly frame: Buffer };
/** A frame for one session, under its own number, with the seq that it followed. */
type DirectFrame = { readonly n: number; readonly after: number; readonly frame: string };

/** Makes the frame that a session got under a number, and says about how long it is. */
export interface DirectFrameMaker {
  readonly length: number;
  direct(n: number, after: number): string;
}

type Bounds = { readonly frames: number; readonly bytes: number };

/**
 * The newest items, oldest first, as many as the bounds allow. Dropping from the front moves an
 * index, and the array is cut when half of it is dropped.
 */
class Recent<T> {
  readonly #bounds: Bounds;
  readonly #sizeOf: (item: T) => number;
  #items: T[] = [];
  #start = 0;
  #bytes = 0;

  constructor(bounds: Bounds, sizeOf: (item: T) => number) {
    this.#bounds = bounds;
    this.#sizeOf = sizeOf;
  }

  add(item: T): void {
    this.#items.push(item);
    this.#bytes += this.#sizeOf(item);
    while (this.#exceeds()) this.#dropFirst();
    if (this.#start * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#start);
      this.#start = 0;
    }
  }

  list(): readonly T[] {
    return this.#items.slice(this.#start);
  }

  #exceeds(): boolean {
    const { frames, bytes } = this.#bounds;
    return this.#items.length - this.#start > frames || this.#bytes > bytes;
  }

  #dropFirst(): void {
    const first = this.#items[this.#start];
    if (first !== undefined) this.#bytes -= this.#sizeOf(first);
    this.#start += 1;
  }
}

/** The last frames that all members got: what one of them missed can be sent again. */
export class SharedWindow {
  readonly #frames: Recent<SharedFrame>;
  #last = 0;

  constructor(bounds: Bounds) {
    this.#frames = new Recent(bounds, ({ frame }) => frame.byteLength);
  }

  add(seq: number, frame: Buffer): void {
    this.#frames.add({ seq, frame });
    this.#last = seq;
  }

  /** The frames after `seq`; null when not all of them are there any more, or not yet. */
  after(seq: number): readonly SharedFrame[] | null {
    if (seq > this.#last) return null;
    const missed = this.#frames.list().filter((frame) => frame.seq > seq);
    return missed.length === this.#last - seq ? missed : null;
  }
}

/**
 * The last frames that were for one session alone, as a ring. It holds what a frame is made of,
 * which all its receivers share: this is the path of every relayed message, and frames that nobody
 * misses should die young.
 */
export class DirectWindow {
  readonly #bounds: Bounds;
  readonly #makers: (DirectFrameMaker | undefined)[] = [];
  readonly #afters: number[] = [];
  #last = 0;
  #kept = 0;
  #bytes = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  get last(): number {
    return this.#last;
  }

  /** Takes the next frame and returns it. */
  add(maker: DirectFrameMaker, after: number): string {
    if (this.#kept === this.#bounds.frames) this.#dropOldest();
    const slot = this.#last % this.#bounds.frames;
    this.#makers[slot] = maker;
    this.#afters[slot] = after;
    this.#last += 1;
    this.#kept += 1;
    this.#bytes += maker.length;
    while (this.#bytes > this.#bounds.bytes) this.#dropOldest();
    return maker.direct(this.#last, after);
  }

  /** The frames after number `n`; null as in SharedWindow. */
  after(n: number): readonly DirectFrame[] | null {
    if (n > this.#last || n < this.#last - this.#kept) return null;
    return Array.from({ length: this.#last - n }, (_, i) => this.#frame(n + 1 + i));
  }

  #frame(n: number): DirectFrame {
    const slot = (n - 1) % this.#bounds.frames;
    const after = this.#afters[slot] ?? 0;
    return { n, after, frame: this.#makers[slot]?.direct(n, after) ?? "" };
  }

  #dropOldest(): void {
    const slot = (this.#last - this.#kept) % this.#bounds.frames;
    this.#bytes -= this.#makers[slot]?.length ?? 0;
    this.#makers[slot] = undefined;
    this.#kept -= 1;
  }
}

/** What was missed, in the order in which it was sent. */
export function merged(
  shared: readonly SharedFrame[],
  direct: readonly DirectFrame[],
): (string | Buffer)[] {
  const frames: (string | Buffer)[] = [];
  let rest = shared;
  for (const { after, frame } of direct) {
    const until = rest.findIndex(({ seq }) => seq > after);
    const before = until < 0 ? rest : rest.slice(0, until);
    frames.push(...before.map((one) => one.frame), frame);
    rest = rest.slice(before.length);
  }
  return [...frames, ...rest.map((one) => one.frame)];
}
