import { type Limits, ParleyError } from "@parley/protocol";
import type { Clock } from "./ports.ts";

type Options = {
  readonly clock: Clock;
  readonly limits: Pick<Limits, "storeAgainMs" | "storesWaiting">;
  /** For how long something is tried again; 0: never. */
  readonly patienceMs: number;
};

/**
 * Tries again what fails because the database is away: meetings go on meanwhile, and what they want
 * stored is stored once it is back. Only "unavailable" is worth another try.
 */
export class Patience {
  readonly #options: Options;
  /** Ends the pauses between two attempts, each early. */
  readonly #pauses = new Set<() => void>();
  #isOver = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** How many wait for their next attempt. */
  get waiting(): number {
    return this.#pauses.size;
  }

  /** What `attempt` resolves with; rejects when it has failed for good. It may run many times. */
  async run<T>(attempt: () => Promise<T>): Promise<T> {
    const { clock, limits, patienceMs } = this.#options;
    const until = clock.now() + patienceMs;
    const { first, most } = limits.storeAgainMs;
    for (let pauseMs: number = first; ; pauseMs = Math.min(2 * pauseMs, most)) {
      try {
        return await attempt();
      } catch (error) {
        if (!this.#isWorthAnother(error, until)) throw error;
      }
      await this.#pause(pauseMs);
    }
  }

  /** The server stops: what waits is tried once more, and then nothing is. */
  end(): void {
    this.#isOver = true;
    for (const end of this.#pauses) end();
  }

  #isWorthAnother(error: unknown, until: number): boolean {
    const { clock, limits } = this.#options;
    if (!(error instanceof ParleyError) || error.code !== "unavailable") return false;
    return !this.#isOver && this.#pauses.size < limits.storesWaiting && clock.now() < until;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        this.#pauses.delete(end);
        resolve();
      };
      const cancel = this.#options.clock.after(ms, end);
      this.#pauses.add(end);
    });
  }
}
