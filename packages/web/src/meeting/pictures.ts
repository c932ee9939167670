import { LIMITS } from "@parley/protocol";
import { type Clock, type Shown, systemClock } from "@parley/sdk";
import type { Rect } from "./layout.ts";
import type { StageItem } from "./stage-items.ts";

/** What cameras send. A tile of another shape shows a part of it. */
const CAMERA_ASPECT = 16 / 9;

/** How long a page may be out of sight before nothing is sent to it. */
const UNSEEN_MS = 5000;

/**
 * The pictures of the others that are on the stage, and how wide each is in device pixels. A camera
 * that is off counts, too: then its picture comes in the right size as soon as it is on.
 */
export function picturesOf(
  items: readonly StageItem[],
  places: ReadonlyMap<string, Rect>,
  pixelRatio: number,
): readonly Shown[] {
  return items.flatMap((item): readonly Shown[] => {
    const place = places.get(item.key);
    if (place === undefined) return [];
    const inPixels = (width: number) => Math.min(LIMITS.videoWidth, Math.round(width * pixelRatio));
    if (item.kind === "share") {
      const { personId } = item.share;
      return [{ participantId: personId, source: "screen", width: inPixels(place.width) }];
    }
    if (item.person.self) return [];
    // The tile is filled: in an upright one the picture goes beyond its sides.
    const width = inPixels(Math.max(place.width, place.height * CAMERA_ASPECT));
    return [{ participantId: item.person.id, source: "camera", width }];
  });
}

/** Whether the page can be seen. */
export type PagePort = {
  readonly hidden: boolean;
  subscribe(listener: () => void): () => void;
};

export const browserPage: PagePort = {
  get hidden() {
    return document.hidden;
  },
  subscribe: (listener) => {
    document.addEventListener("visibilitychange", listener);
    return () => document.removeEventListener("visibilitychange", listener);
  },
};

/**
 * Tells which pictures are seen, whenever that changes. A page that is hidden, or a stage that
 * something covers, is soon told to show none: nobody pays for what nobody sees. Owns a timer and a
 * listener; close() ends both.
 */
export class PictureReport {
  readonly #show: (pictures: readonly Shown[]) => void;
  readonly #page: PagePort;
  readonly #clock: Clock;
  readonly #unsubscribe: () => void;
  /** Null: nothing has been drawn yet. */
  #pictures: readonly Shown[] | null = null;
  #told: string | null = null;
  #covered = false;
  #sight: "seen" | "lost" | "gone" = "seen";
  #cancel: () => void = () => {};

  constructor(
    show: (pictures: readonly Shown[]) => void,
    { page = browserPage, clock = systemClock }: { page?: PagePort; clock?: Clock } = {},
  ) {
    this.#show = show;
    this.#page = page;
    this.#clock = clock;
    this.#unsubscribe = page.subscribe(() => this.#look());
    this.#look();
  }

  /** What the stage draws now, and whether something lies over all of it. */
  set(pictures: readonly Shown[], covered: boolean): void {
    this.#pictures = pictures;
    this.#covered = covered;
    this.#look();
    this.#tell();
  }

  close(): void {
    this.#unsubscribe();
    this.#cancel();
  }

  #look(): void {
    const seen = !this.#covered && !this.#page.hidden;
    if (seen === (this.#sight === "seen")) return;
    this.#cancel();
    this.#sight = seen ? "seen" : "lost";
    if (!seen) this.#cancel = this.#clock.after(UNSEEN_MS, () => this.#lose());
    this.#tell();
  }

  #lose(): void {
    this.#sight = "gone";
    this.#tell();
  }

  #tell(): void {
    if (this.#pictures === null) return;
    const now = this.#sight === "gone" ? [] : this.#pictures;
    const told = now.map(
      ({ participantId, source, width }) => `${participantId} ${source} ${width}`,
    );
    if (told.join() === this.#told) return;
    this.#told = told.join();
    this.#show(now);
  }
}
