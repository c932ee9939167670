import { type Failure, failureOf } from "./failure.ts";
import { Store, type View } from "./store.ts";

export type LoadedView<T> =
  | { readonly state: "loading" }
  | { readonly state: "failed"; readonly failure: Failure }
  | { readonly state: "ready"; readonly value: T };

/** Something that the server is asked for; it can be asked again. */
export class Loaded<T> implements View<LoadedView<T>> {
  readonly #ask: () => Promise<T>;
  readonly #store = new Store<LoadedView<T>>({ state: "loading" });
  /** Grows with each request: only the answer to the latest counts. */
  #turn = 0;

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
  }

  get view(): LoadedView<T> {
    return this.#store.view;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  /** What is known stays in view until the answer comes. Never rejects. */
  async load(): Promise<void> {
    const turn = ++this.#turn;
    if (this.view.state === "failed") this.#store.set({ state: "loading" });
    try {
      const value = await this.#ask();
      if (turn === this.#turn) this.#store.set({ state: "ready", value });
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#store.set({ state: "failed", failure: failureOf(error) });
    }
  }

  /** Takes over what another answer of the server said. */
  set(value: T): void {
    this.#turn++;
    this.#store.set({ state: "ready", value });
  }

  /** No answer counts any more, until it is asked again. */
  close(): void {
    this.#turn++;
  }
}
