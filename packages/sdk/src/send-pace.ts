import { LIMITS } from "@parley/protocol";
import type { Clock } from "./clock.ts";

const PER_SECOND = LIMITS.messagesPerSecond;
/** A second's worth less than the server allows, for pings and for what the network bunches. */
const BURST = LIMITS.messageBurst - PER_SECOND;

/** Keeps one connection below the rate at which the server refuses messages: a token bucket. */
export class SendPace {
  readonly #clock: Clock;
  #tokens: number = BURST;
  #countedAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#countedAt = clock.now();
  }

  /** A new connection begins with a full bucket. */
  reset(): void {
    this.#tokens = BURST;
    this.#countedAt = this.#clock.now();
  }

  /** 0: one message may go, and is counted. Otherwise after how many milliseconds to ask again. */
  take(): number {
    const now = this.#clock.now();
    const earned = ((now - this.#countedAt) * PER_SECOND) / 1000;
    this.#tokens = Math.min(BURST, this.#tokens + earned);
    this.#countedAt = now;
    if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) * 1000) / PER_SECOND);
    this.#tokens -= 1;
    return 0;
  }
}
