/** Why a grant ended, as sockets are told. */
export type GrantEnding = "signed_out" | "password_changed";

type Listener = (grant: string, why: GrantEnding) => void;

/**
 * Where the end of sessions and token families is told. The sockets that a grant let in listen;
 * whoever ends one calls `end` once the store has forgotten it.
 */
export class Grants {
  readonly #listeners = new Set<Listener>();
  #tellOthers: Listener = () => {};

  /** Calls `listener` with each grant that ends, here or elsewhere; returns what stops that. */
  onEnded(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** From now on `tell` hears of what ends here, for the nodes that have its other sockets. */
  tellOthersBy(tell: Listener): void {
    this.#tellOthers = tell;
  }

  /** It ended here. */
  end(grant: string, why: GrantEnding): void {
    this.endedElsewhere(grant, why);
    this.#tellOthers(grant, why);
  }

  /** Another node says that it ended: nobody else need be told. */
  endedElsewhere(grant: string, why: GrantEnding): void {
    for (const listener of this.#listeners) listener(grant, why);
  }
}
