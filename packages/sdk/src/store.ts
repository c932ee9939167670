import { Emitter } from "./emitter.ts";

/** One immutable snapshot and those who want to know when another takes its place. */
export class Store<V> {
  readonly #changes = new Emitter<V>();
  #value: V;

  constructor(value: V) {
    this.#value = value;
  }

  get value(): V {
    return this.#value;
  }

  set(value: V): void {
    if (value === this.#value) return;
    this.#value = value;
    this.#changes.emit(value);
  }

  subscribe(listener: () => void): () => void {
    return this.#changes.on(() => listener());
  }
}
