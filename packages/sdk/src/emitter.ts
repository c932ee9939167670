/** Listeners of one kind of event, called in the order in which they came. */
export class Emitter<T> {
  readonly #listeners = new Map<symbol, (value: T) => void>();

  /** Adds a listener; the returned function removes it. */
  on(listener: (value: T) => void): () => void {
    const key = Symbol("listener");
    this.#listeners.set(key, listener);
    return () => {
      this.#listeners.delete(key);
    };
  }

  emit(value: T): void {
    for (const [key, listener] of [...this.#listeners]) {
      // One that was removed by another one's doing has gone, and must not hear of this any more.
      if (this.#listeners.has(key)) callSafely(listener, value);
    }
  }
}

/**
 * A listener's bug must neither silence the other listeners nor break off the client's own work
 * half-way, so it surfaces as an uncaught error of its own.
 */
function callSafely<T>(listener: (value: T) => void, value: T): void {
  try {
    listener(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
