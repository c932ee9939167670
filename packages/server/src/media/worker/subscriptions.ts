import { type Producer } from "./producer.ts";

/** Of a picture that a receiver has not said anything of. */
const USUAL_WIDTH = 320;

type Asked = { readonly width: number; readonly at: number };

/** How wide a receiver shows each picture. */
export class Subscriptions {
  readonly #asked = new Map<string, Asked>();
  #count = 0;

  /** The size in device pixels; 0: not shown. */
  set(trackId: string, width: number): void {
    const before = this.#asked.get(trackId);
    this.#count += 1;
    // Only what comes into sight counts as asked for: tiles that change their size keep their place.
    const at = before !== undefined && before.width > 0 && width > 0 ? before.at : this.#count;
    this.#asked.set(trackId, { width, at });
  }

  forget(trackId: string): void {
    this.#asked.delete(trackId);
  }

  /** 0 also while it is muted: there is nothing to show. */
  width({ trackId, muted }: Producer): number {
    return muted ? 0 : (this.#asked.get(trackId)?.width ?? USUAL_WIDTH);
  }

  /** What is shown comes first, and of that what was asked for last. */
  ranked(producers: readonly Producer[]): Producer[] {
    return producers.toSorted(
      (a, b) =>
        Number(this.width(b) > 0) - Number(this.width(a) > 0) ||
        this.#askedAt(b) - this.#askedAt(a),
    );
  }

  #askedAt({ trackId }: Producer): number {
    return this.#asked.get(trackId)?.at ?? 0;
  }
}
