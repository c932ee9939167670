import type { Limits } from "@parley/protocol";
import type { Command } from "../room/command.ts";
import { type RoomState, hasPending } from "../room/state.ts";
import type { Clock } from "./ports.ts";

/** Timers of the system take no more than 2^31 ms; a later time is looked at again each day. */
const FARTHEST_MS = 24 * 60 * 60 * 1000;

type Options = {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly state: () => RoomState;
  readonly post: (command: Command) => void;
};

const nothing = () => {};

/** Everything that a room does because of the time. */
export class RoomTimers {
  readonly #options: Options;
  #flush: (() => void) | null = null;
  #lastFlush = -Infinity;
  #grace: (() => void) | null = null;
  #cancelExpiry = nothing;
  /** Up to when warnings of the room's expiry were given. */
  #warnedUntil: number;

  constructor(options: Options) {
    this.#options = options;
    this.#warnedUntil = options.clock.now();
    this.planExpiry();
  }

  close(): void {
    this.#flush?.();
    this.#grace?.();
    this.#cancelExpiry();
  }

  /**
   * The first change goes out at once (after what is in progress); those that follow within the
   * window travel together, so a burst of joins is a few frames and not one each.
   */
  planFlush(): void {
    const { clock, limits, state } = this.#options;
    if (this.#flush !== null || !hasPending(state())) return;
    const wait = this.#lastFlush + limits.presenceWindowMs - clock.now();
    let cancelled = false;
    const fire = () => {
      if (!cancelled) this.#fireFlush();
    };
    const cancelTimer = wait > 0 ? clock.after(wait, fire) : nothing;
    this.#flush = () => {
      cancelled = true;
      cancelTimer();
    };
    if (wait <= 0) clock.soon(fire);
  }

  #fireFlush(): void {
    this.#flush = null;
    const at = this.#options.clock.now();
    this.#lastFlush = at;
    this.#options.post({ type: "flush", at });
  }

  /** One timer for whoever was lost first; the next one follows it. */
  planGraceEnd(): void {
    if (this.#grace !== null) return;
    const first = firstLost(this.#options.state());
    if (first === null) return;
    const { clock, limits, post } = this.#options;
    const wait = first + limits.graceMs - clock.now();
    this.#grace = clock.after(Math.max(0, wait), () => {
      this.#grace = null;
      post({ type: "grace.end", at: clock.now() });
      this.planGraceEnd();
    });
  }

  /** Again whenever the room's expiry changes. */
  planExpiry(): void {
    this.#cancelExpiry();
    const { clock, limits, state } = this.#options;
    const { expiresAt } = state().room;
    if (expiresAt === null) return;
    const { first, last } = limits.expiryWarningMs;
    const next = [expiresAt - first, expiresAt - last].find((at) => at > this.#warnedUntil);
    const due = next ?? expiresAt;
    const wait = Math.max(0, due - clock.now());
    this.#cancelExpiry = clock.after(Math.min(wait, FARTHEST_MS), () =>
      wait > FARTHEST_MS ? this.planExpiry() : this.#fireExpiry(due, expiresAt),
    );
  }

  #fireExpiry(due: number, expiresAt: number): void {
    const { clock, post } = this.#options;
    const at = clock.now();
    // The system's timers may fire a millisecond before their time.
    if (at < due) return this.planExpiry();
    this.#warnedUntil = due;
    if (due === expiresAt) return post({ type: "expiry", at });
    post({ type: "expiry.near", at });
    this.planExpiry();
  }
}

function firstLost({ members, lobby }: RoomState): number | null {
  let first = Infinity;
  for (const { link } of members.values()) {
    if (link.state === "lost") first = Math.min(first, link.since);
  }
  for (const { lostAt } of lobby.values()) first = Math.min(first, lostAt ?? Infinity);
  return first === Infinity ? null : first;
}
