import type { Limits } from "@parley/protocol";
import type { Clock, SessionStore } from "../runtime/ports.ts";

type Options = {
  readonly store: Pick<SessionStore, "removeExpired">;
  readonly clock: Clock;
  readonly limits: Pick<Limits, "sessionSweepMs">;
  /** Told when a sweep failed; the next one is tried all the same. */
  readonly onError: (error: unknown) => void;
};

type State =
  | { readonly name: "idle" }
  | { readonly name: "waiting"; readonly cancel: () => void }
  | { readonly name: "sweeping"; readonly done: Promise<void> }
  | { readonly name: "closed"; readonly done: Promise<void> };

/** Removes expired sessions from the store: at the start, and then now and again. */
export class SessionSweeper {
  readonly #options: Options;
  #state: State = { name: "idle" };

  constructor(options: Options) {
    this.#options = options;
  }

  /** Begins; calling it again does nothing. */
  start(): void {
    if (this.#state.name === "idle") this.#sweep();
  }

  /** Stops, and waits for a sweep in progress. */
  async close(): Promise<void> {
    const state = this.#state;
    if (state.name === "waiting") state.cancel();
    const done = "done" in state ? state.done : Promise.resolve();
    this.#state = { name: "closed", done };
    await done;
  }

  #sweep(): void {
    this.#state = { name: "sweeping", done: this.#removeExpired() };
  }

  async #removeExpired(): Promise<void> {
    const { store, clock, onError } = this.#options;
    try {
      await store.removeExpired(clock.now());
    } catch (error) {
      onError(error);
    }
    if (this.#state.name === "sweeping") this.#wait();
  }

  #wait(): void {
    const { clock, limits } = this.#options;
    this.#state = {
      name: "waiting",
      cancel: clock.after(limits.sessionSweepMs, () => this.#sweep()),
    };
  }
}
