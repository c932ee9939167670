/** A frame for all members, under its seq. */
export type SharedFrame = { readonly seq: number; readonly frame: Buffer };
/** A frame for one session, under its own number, with the seq that it followed. */
export type DirectFrame = { readonly n: number; readonly after: number; readonly frame: string };

/** Makes the frame that a session got under a number, and says about how long it is. */
export interface DirectFrameMaker {
  readonly length: number;
  direct(n: number, after: number): string;
}

type Bounds = { readonly frames: number; readonly bytes: number };

/** The last frames that all members got: what one of them missed can be sent again. */
export class SharedWindow {
  readonly #bounds: Bounds;
  #frames: SharedFrame[] = [];
  /** Where the oldest one is: dropping it moves this, and the array is cut when half is dropped. */
  #start = 0;
  #bytes = 0;
  #last = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** Empty, with the next frame after `seq`. */
  startAfter(seq: number): void {
    this.#frames = [];
    this.#start = 0;
    this.#bytes = 0;
    this.#last = seq;
  }

  /** All that is kept. */
  get kept(): readonly SharedFrame[] {
    return this.#frames.slice(this.#start);
  }

  add(seq: number, frame: Buffer): void {
    this.#frames.push({ seq, frame });
    this.#bytes += frame.byteLength;
    this.#last = seq;
    while (this.#exceeds()) this.#dropOldest();
    if (this.#start * 2 <= this.#frames.length) return;
    this.#frames = this.#frames.slice(this.#start);
    this.#start = 0;
  }

  /** The frames after `seq`; null when not all of them are there any more, or not yet. */
  after(seq: number): readonly SharedFrame[] | null {
    const kept = this.#frames.length - this.#start;
    const missed = this.#last - seq;
    if (missed < 0 || missed > kept) return null;
    return this.#frames.slice(this.#frames.length - missed);
  }

  #exceeds(): boolean {
    const { frames, bytes } = this.#bounds;
    return this.#frames.length - this.#start > frames || this.#bytes > bytes;
  }

  #dropOldest(): void {
    this.#bytes -= this.#frames[this.#start]?.frame.byteLength ?? 0;
    this.#start += 1;
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

  /** Empty, with the next frame after number `n`: nothing up to there can be sent again. */
  startAfter(n: number): void {
    while (this.#kept > 0) this.#dropOldest();
    this.#last = n;
  }

  /** All that is kept. */
  get kept(): readonly DirectFrame[] {
    return this.after(this.#last - this.#kept) ?? [];
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
