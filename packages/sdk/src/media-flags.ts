import type { MediaState } from "@parley/protocol";
import type { Clock } from "./clock.ts";
import { SignalingError } from "./errors.ts";

/** How long to wait after `rate_limited` when the server does not say. */
const RETRY_MS = 1000;

export type MediaFlagsOptions = {
  readonly clock: Clock;
  /** What is on now. */
  readonly wanted: () => MediaState;
  readonly update: (media: Partial<MediaState>) => Promise<void>;
};

/**
 * Tells the room what is on. One message at a time: changes that come meanwhile travel together in
 * the next one.
 */
export class MediaFlags {
  readonly #options: MediaFlagsOptions;
  /** What the server knows; null while there is no connection. */
  #told: MediaState | null = null;
  #sending = false;
  #cancelRetry: () => void = () => {};

  constructor(options: MediaFlagsOptions) {
    this.#options = options;
  }

  /** A welcome said what the server knows, or the connection is gone (null). */
  reset(told: MediaState | null): void {
    this.#cancelRetry();
    this.#told = told;
    this.sync();
  }

  /** Tells what has changed, if anything has. */
  sync(): void {
    const before = this.#told;
    if (this.#sending || before === null) return;
    const change = difference(before, this.#options.wanted());
    if (change === null) return;
    this.#sending = true;
    this.#told = { ...before, ...change };
    this.#options.update(change).then(
      () => this.#answered(),
      (error: unknown) => this.#refused(error, before),
    );
  }

  close(): void {
    this.#cancelRetry();
    this.#told = null;
  }

  #answered(): void {
    this.#sending = false;
    this.sync();
  }

  /**
   * A broken connection ends with a welcome, which says what the server knows. What the server
   * refuses for good is not repeated.
   */
  #refused(error: unknown, before: MediaState): void {
    const limited = error instanceof SignalingError && error.code === "rate_limited";
    if (!limited || this.#told === null) return this.#answered();
    this.#sending = false;
    this.#told = before;
    this.#cancelRetry = this.#options.clock.after(error.retryAfterMs ?? RETRY_MS, () =>
      this.sync(),
    );
  }
}

/** The flags that differ, with their new values; null when none does. */
function difference(before: MediaState, after: MediaState): Partial<MediaState> | null {
  const change: Partial<MediaState> = {};
  for (const flag of ["mic", "camera", "screen"] as const) {
    if (before[flag] !== after[flag]) change[flag] = after[flag];
  }
  return Object.keys(change).length === 0 ? null : change;
}
