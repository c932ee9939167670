import { backoffMs } from "./backoff.ts";
import type { Clock } from "./clock.ts";
import { SignalingError } from "./errors.ts";
import type { TrackSource } from "./local-media.ts";

/** The line that sends a source. */
export type Line = { readonly mid: string; readonly generation: number };

export type PublicationsOptions = {
  readonly clock: Clock;
  readonly random: () => number;
  /** Resolves with the id of the track. */
  readonly publish: (source: TrackSource, line: Line) => Promise<string>;
  readonly unpublish: (trackId: string) => Promise<void>;
};

type Publication = {
  readonly source: TrackSource;
  wanted: Line | null;
  /** What the server knows. */
  told: Line | null;
  trackId: string | null;
  state: "idle" | "asking" | "waiting";
  failures: number;
  cancel: () => void;
};

/** Refusals that say nothing about the request itself. */
const PASSING: ReadonlySet<string> = new Set(["rate_limited", "connection_lost"]);

const RETRY = { baseMs: 500, maxMs: 8000 } as const;

/**
 * Tells the server which lines send which sources. One request per source at a time: what changes
 * meanwhile is told after the answer, and what the server could not take is told again.
 */
export class Publications {
  readonly #options: PublicationsOptions;
  readonly #publications = new Map<TrackSource, Publication>();

  constructor(options: PublicationsOptions) {
    this.#options = options;
  }

  /** The source is to be published as what this line sends; null: not at all. */
  want(source: TrackSource, line: Line | null): void {
    const publication = this.#of(source);
    publication.wanted = line;
    this.#sync(publication);
  }

  /** The server knows nothing any more, or nobody listens; answers to come mean nothing. */
  reset(): void {
    for (const { cancel } of this.#publications.values()) cancel();
    this.#publications.clear();
  }

  #of(source: TrackSource): Publication {
    const known = this.#publications.get(source);
    if (known !== undefined) return known;
    const fresh: Publication = {
      source,
      wanted: null,
      told: null,
      trackId: null,
      state: "idle",
      failures: 0,
      cancel: () => {},
    };
    this.#publications.set(source, fresh);
    return fresh;
  }

  #sync(publication: Publication): void {
    const { wanted, told, state } = publication;
    if (this.#publications.get(publication.source) !== publication) return;
    if (state !== "idle" || isSame(wanted, told)) return;
    publication.state = "asking";
    this.#tell(publication, wanted).then(
      () => this.#answered(publication, wanted),
      (error: unknown) => this.#refused(publication, wanted, error),
    );
  }

  async #tell(publication: Publication, line: Line | null): Promise<void> {
    const { source, trackId } = publication;
    if (line !== null) publication.trackId = await this.#options.publish(source, line);
    else if (trackId !== null) await this.#options.unpublish(trackId);
  }

  #answered(publication: Publication, line: Line | null): void {
    publication.told = line;
    if (line === null) publication.trackId = null;
    publication.failures = 0;
    publication.state = "idle";
    this.#sync(publication);
  }

  /** What the server refuses for good is not asked again before something else is wanted. */
  #refused(publication: Publication, line: Line | null, error: unknown): void {
    const passing = error instanceof SignalingError && PASSING.has(error.code);
    if (!passing) return this.#answered(publication, line);
    if (this.#publications.get(publication.source) !== publication) return;
    const waitMs = backoffMs(++publication.failures, this.#options.random, RETRY);
    publication.state = "waiting";
    publication.cancel = this.#options.clock.after(waitMs, () => {
      publication.state = "idle";
      this.#sync(publication);
    });
  }
}

function isSame(a: Line | null, b: Line | null): boolean {
  return a?.mid === b?.mid && a?.generation === b?.generation;
}
