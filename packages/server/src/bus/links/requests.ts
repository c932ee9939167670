import { ParleyError, isErrorCode } from "@parley/protocol";
import type { LinkOptions } from "./options.ts";
import type { Wire } from "./wire.ts";

type Asked = {
  readonly resolve: (text: string) => void;
  readonly reject: (error: ParleyError) => void;
};

/** What this end has asked and the other has not answered yet. */
export class Requests {
  readonly #wire: Wire;
  readonly #options: Pick<LinkOptions, "clock" | "limits">;
  readonly #asked = new Map<number, Asked>();
  #last = 0;

  constructor(wire: Wire, options: Pick<LinkOptions, "clock" | "limits">) {
    this.#wire = wire;
    this.#options = options;
  }

  async ask(text: string): Promise<string> {
    this.#last = (this.#last + 1) >>> 0;
    const number = this.#last;
    if (!this.#wire.isOpen || !this.#wire.request(number, text)) throw unavailable();
    const { clock, limits } = this.#options;
    const cancel = clock.after(limits.linkRequestMs, () => this.failed(number, "unavailable"));
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.#asked.set(number, { resolve, reject });
    return promise.finally(cancel);
  }

  answered(number: number, text: string): void {
    this.#take(number)?.resolve(text);
  }

  failed(number: number, code: string): void {
    this.#take(number)?.reject(new ParleyError(isErrorCode(code) ? code : "unavailable"));
  }

  /** There will be no answers. */
  end(): void {
    for (const number of [...this.#asked.keys()]) this.failed(number, "unavailable");
  }

  /** Null when the answer comes too late. */
  #take(number: number): Asked | null {
    const asked = this.#asked.get(number) ?? null;
    this.#asked.delete(number);
    return asked;
  }
}

function unavailable(): ParleyError {
  return new ParleyError("unavailable");
}
