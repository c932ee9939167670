import { type IceServer, LIMITS } from "@parley/protocol";
import type { Clock } from "./clock.ts";

export type IceRenewalOptions = {
  readonly clock: Clock;
  /** Asks the server for new ones; may reject. */
  readonly fetch: () => Promise<readonly IceServer[]>;
  readonly renewed: (servers: readonly IceServer[]) => void;
};

/** The other half of their life is left to try again in. */
const RENEW_AFTER_MS = LIMITS.turnCredentialMs / 2;
const RETRY_MS = 60_000;

/**
 * Keeps the TURN credentials of a long meeting from lapsing: a media connection may have to be made
 * anew at any time. Each welcome brings new ones; when none comes for long, others are asked for.
 */
export class IceRenewal {
  readonly #options: IceRenewalOptions;
  #cancel: () => void = () => {};
  /** Counts what makes an answer that is still on its way too old. */
  #turn = 0;

  constructor(options: IceRenewalOptions) {
    this.#options = options;
  }

  /** These have come just now. */
  received(servers: readonly IceServer[]): void {
    this.end();
    if (servers.some(({ credential }) => credential !== undefined)) this.#renewIn(RENEW_AFTER_MS);
  }

  end(): void {
    this.#turn += 1;
    this.#cancel();
  }

  #renewIn(ms: number): void {
    this.#cancel = this.#options.clock.after(ms, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const turn = this.#turn;
    const servers = await this.#options.fetch().catch(() => null);
    if (turn !== this.#turn) return;
    if (servers === null) return this.#renewIn(RETRY_MS);
    this.received(servers);
    this.#options.renewed(servers);
  }
}
