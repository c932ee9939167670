/** Why a grant ended, as sockets are told. */
export type GrantEnding = "signed_out" | "password_changed";

type Listener = (grant: string, why: GrantEnding) => void;

/**
 * Where the end of sessions and token families is told. What a grant let in (sockets, tickets)
 * listens; whoever ends one calls `end` once the store has forgotten it.
 */
export class Grants {
  readonly #listeners = new Set<Listener>();

  /** Calls `listener` with each grant that ends; returns what stops that. */
  onEnded(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  end(grant: string, why: GrantEnding): void {
    for (const listener of this.#listeners) listener(grant, why);
  }
}
