/** An immutable snapshot that can be watched; the SDK's objects have the same two members. */
export interface View<T> {
  readonly view: T;
  subscribe(listener: () => void): () => void;
}

/** A view that its owner replaces. */
export class Store<T> implements View<T> {
  #view: T;
  readonly #listeners = new Set<() => void>();

  constructor(view: T) {
    this.#view = view;
  }

  get view(): T {
    return this.#view;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set(view: T): void {
    if (Object.is(view, this.#view)) return;
    this.#view = view;
    for (const listener of [...this.#listeners]) listener();
  }
}
