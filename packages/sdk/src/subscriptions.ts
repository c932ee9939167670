import { LIMITS, type Track } from "@parley/protocol";
import { backoffMs } from "./backoff.ts";
import type { Clock } from "./clock.ts";
import type { Shown } from "./media-session.ts";
import type { TrackWidth } from "./room-requests.ts";

/** Changes that come closer together than this travel in one message. */
const PAUSE_MS = 100;
const RETRY = { baseMs: 500, maxMs: 8000 } as const;

export type SubscriptionsOptions = {
  readonly clock: Clock;
  readonly random: () => number;
  readonly send: (tracks: readonly TrackWidth[]) => Promise<void>;
};

/**
 * Keeps the server informed how wide the page shows each picture of the others. Before the page has
 * said anything the server decides; from then on what the page does not list is paused.
 */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  #shown: readonly Shown[] | null = null;
  /** All tracks of the room, and of those the pictures of the others. */
  #followed: readonly Track[] = [];
  #tracks: readonly Track[] = [];
  /** What the server knows, by track. */
  #told = new Map<string, number>();
  #waiting = false;
  #failures = 0;
  #cancel: () => void = () => {};

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
  }

  /** All pictures that the page shows. */
  show(pictures: readonly Shown[]): void {
    this.#shown = pictures;
    this.#sync();
  }

  /** These are the tracks of the room. */
  follow(all: readonly Track[], selfId: string | null): void {
    if (all === this.#followed) return;
    this.#followed = all;
    const tracks = all.filter((one) => one.participantId !== selfId && isPicture(one));
    this.#tracks = tracks;
    const ids = new Set(tracks.map(({ id }) => id));
    for (const id of this.#told.keys()) if (!ids.has(id)) this.#told.delete(id);
    this.#sync();
  }

  /** Whether anything of this track is wanted. */
  wants(track: Track): boolean {
    return this.#shown === null || widthOf(track, this.#shown) > 0;
  }

  /** The server knows nothing any more: everything is told again. */
  reset(): void {
    this.#told = new Map();
    this.#sync();
  }

  /** Nothing is told any more before there are tracks again. */
  end(): void {
    this.#cancel();
    this.#waiting = false;
    this.#followed = [];
    this.#tracks = [];
    this.#told = new Map();
  }

  #sync(): void {
    if (this.#waiting || this.#shown === null) return;
    const changes = changedWidths(this.#tracks, this.#shown, this.#told);
    if (changes.length === 0) return;
    const told = this.#told;
    for (const { trackId, width } of changes) told.set(trackId, width);
    this.#wait(PAUSE_MS);
    this.#options.send(changes).then(
      () => this.#onTaken(),
      () => this.#onRefused(told, changes),
    );
  }

  #onTaken(): void {
    this.#failures = 0;
  }

  /** A session that is lost is followed by another one, in which everything is told anew. */
  #onRefused(told: Map<string, number>, changes: readonly TrackWidth[]): void {
    if (told !== this.#told) return;
    for (const { trackId } of changes) told.delete(trackId);
    this.#wait(PAUSE_MS + backoffMs(++this.#failures, this.#options.random, RETRY));
  }

  #wait(ms: number): void {
    this.#cancel();
    this.#waiting = true;
    this.#cancel = this.#options.clock.after(ms, () => {
      this.#waiting = false;
      this.#sync();
    });
  }
}

/** What has to be told of these tracks, when `told` is known already. */
export function changedWidths(
  tracks: readonly Track[],
  shown: readonly Shown[],
  told: ReadonlyMap<string, number>,
): TrackWidth[] {
  return tracks
    .map((track) => ({ trackId: track.id, width: widthOf(track, shown) }))
    .filter(({ trackId, width }) => told.get(trackId) !== width);
}

function isPicture({ source }: Track): boolean {
  return source === "camera" || source === "screen";
}

/** The width of the largest picture of this track, in whole pixels. */
function widthOf({ participantId, source }: Track, shown: readonly Shown[]): number {
  const pictures = shown.filter(
    (one) => one.participantId === participantId && one.source === source,
  );
  const width = Math.max(0, ...pictures.map((one) => one.width));
  return Math.min(LIMITS.videoWidth, Math.ceil(width));
}
