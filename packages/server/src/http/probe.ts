import type { Limits } from "@parley/protocol";
import type { Clock } from "../runtime/ports.ts";

type ProbeOptions = {
  readonly clock: Clock;
  readonly limits: Pick<Limits, "probeMs" | "probeTimeoutMs">;
  /** False or a rejection: it does not work. */
  readonly ask: () => Promise<boolean>;
};

/** Asks whether something outside works, but not often and not for long, whoever wants to know. */
export class Probe {
  readonly #options: ProbeOptions;
  #latest: { readonly at: number; readonly answer: Promise<boolean> } | null = null;
  #isAsking = false;

  constructor(options: ProbeOptions) {
    this.#options = options;
  }

  /** Never rejects. The answer may be a moment old. */
  works(): Promise<boolean> {
    const { clock, limits } = this.#options;
    const at = clock.now();
    if (this.#latest === null || at - this.#latest.at >= limits.probeMs) {
      this.#latest = { at, answer: this.#ask() };
    }
    return this.#latest.answer;
  }

  /** What has not answered the last question yet is not asked another one. */
  #ask(): Promise<boolean> {
    if (this.#isAsking) return Promise.resolve(false);
    this.#isAsking = true;
    const { clock, limits, ask } = this.#options;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const cancel = clock.after(limits.probeTimeoutMs, () => resolve(false));
    const settle = (answer: boolean) => {
      this.#isAsking = false;
      cancel();
      resolve(answer);
    };
    ask().then(settle, () => settle(false));
    return promise;
  }
}
