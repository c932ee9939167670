import { createHash } from "node:crypto";
import type { Limits } from "@parley/protocol";
import type { Clock } from "../runtime/ports.ts";
import { KeyedQueue } from "./keyed-queue.ts";
import { WindowCounter, addressKey, rateLimited } from "./throttle.ts";

type Options = {
  readonly clock: Clock;
  readonly limits: Pick<
    Limits,
    | "loginFailures"
    | "loginFailureWindowMs"
    | "loginDelayMs"
    | "accountLoginFailures"
    | "accountSlowdownMs"
    | "countedKeys"
  >;
};

/**
 * Makes guessing passwords slow. Failures of one address with one account lead to a growing delay
 * in which further attempts are refused. Failures of all addresses with one account only make each
 * answer slower: nobody can lock the owner out.
 */
export class LoginThrottle {
  readonly #clock: Clock;
  readonly #limits: Options["limits"];
  readonly #ofPair: WindowCounter;
  readonly #ofAccount: WindowCounter;
  readonly #turns = new KeyedQueue();

  constructor({ clock, limits }: Options) {
    const { loginFailureWindowMs: windowMs, countedKeys: maxKeys } = limits;
    this.#clock = clock;
    this.#limits = limits;
    this.#ofPair = new WindowCounter({ clock, windowMs, maxKeys });
    this.#ofAccount = new WindowCounter({ clock, windowMs, maxKeys });
  }

  /**
   * Checks a password by `verify`, which answers null when it is wrong. Throws `rate_limited` while
   * a delay runs. Attempts of one address with one account wait for one another: otherwise many
   * at once would all be let in before the first of them had failed.
   */
  async attempt<T>(
    usernameKey: string,
    address: string,
    verify: () => Promise<T | null>,
  ): Promise<T | null> {
    // The hash bounds the memory: usernames of attempts can be long.
    const account = createHash("sha256").update(usernameKey).digest("base64url");
    const pair = `${account} ${addressKey(address)}`;
    return this.#turns.run(pair, async () => {
      this.#refuseDuringDelay(pair);
      await this.#slowDown(account);
      const result = await verify();
      if (result === null) this.#failed(pair, account);
      else this.#ofPair.forget(pair);
      return result;
    });
  }

  #refuseDuringDelay(pair: string): void {
    const seen = this.#ofPair.get(pair);
    if (seen === null) return;
    const left = seen.lastAt + this.#delayAfter(seen.count) - this.#clock.now();
    if (left > 0) throw rateLimited(left);
  }

  #delayAfter(failures: number): number {
    const { loginFailures, loginDelayMs } = this.#limits;
    if (failures < loginFailures) return 0;
    return Math.min(loginDelayMs.max, loginDelayMs.min * 2 ** (failures - loginFailures));
  }

  async #slowDown(account: string): Promise<void> {
    const failures = this.#ofAccount.get(account)?.count ?? 0;
    if (failures < this.#limits.accountLoginFailures) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#clock.after(this.#limits.accountSlowdownMs, resolve);
    await promise;
  }

  #failed(pair: string, account: string): void {
    this.#ofPair.add(pair);
    this.#ofAccount.add(account);
  }
}
