import type { MediaState } from "@parley/protocol";
import type { Clock } from "./clock.ts";
import { SignalingError } from "./errors.ts";
import type { LocalMediaView } from "./local-media.ts";

/** How long to wait after `rate_limited` when the server does not say. */
const RETRY_MS = 1000;

const FLAGS = ["mic", "camera", "screen"] as const;

/** Refusals that say nothing about the change itself. */
const PASSING: ReadonlySet<string> = new Set(["rate_limited", "connection_lost"]);

/** What of one's own media is on. */
export function switchedOn({ mic, camera, screen }: LocalMediaView): MediaState {
  const isOn = ({ state }: { state: string }) => state === "on";
  return { mic: isOn(mic), camera: isOn(camera), screen: isOn(screen) };
}

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
  /** What the message says that is not answered yet. */
  #sending: Partial<MediaState> | null = null;
  #cancelRetry: () => void = () => {};

  constructor(options: MediaFlagsOptions) {
    this.#options = options;
  }

  /**
   * A welcome said what the server knows, or the meeting is over (null). What is not answered yet
   * reaches the server after that.
   */
  reset(told: MediaState | null): void {
    this.#cancelRetry();
    this.#told = told === null ? null : { ...told, ...this.#sending };
    this.sync();
  }

  /** Tells what has changed, if anything has. */
  sync(): void {
    const before = this.#told;
    if (this.#sending !== null || before === null) return;
    const change = difference(before, this.#options.wanted());
    if (change === null) return;
    this.#sending = change;
    this.#told = { ...before, ...change };
    this.#options.update(change).then(
      () => this.#answered(),
      (error: unknown) => this.#refused(error, change),
    );
  }

  close(): void {
    this.#cancelRetry();
    this.#told = null;
  }

  #answered(): void {
    this.#sending = null;
    this.sync();
  }

  /** What the server refuses for good is not repeated; what it could not take now is. */
  #refused(error: unknown, change: Partial<MediaState>): void {
    const passing = error instanceof SignalingError && PASSING.has(error.code);
    if (!passing || this.#told === null) return this.#answered();
    this.#sending = null;
    this.#told = { ...this.#told, ...opposite(change) };
    this.#cancelRetry = this.#options.clock.after(error.retryAfterMs ?? RETRY_MS, () =>
      this.sync(),
    );
  }
}

/** What the server knows of these flags when it has not heard of their change. */
function opposite(change: Partial<MediaState>): Partial<MediaState> {
  const before: Partial<MediaState> = {};
  for (const flag of FLAGS) if (change[flag] !== undefined) before[flag] = !change[flag];
  return before;
}

/** The flags that differ, with their new values; null when none does. */
function difference(before: MediaState, after: MediaState): Partial<MediaState> | null {
  const change: Partial<MediaState> = {};
  for (const flag of FLAGS) {
    if (before[flag] !== after[flag]) change[flag] = after[flag];
  }
  return Object.keys(change).length === 0 ? null : change;
}
