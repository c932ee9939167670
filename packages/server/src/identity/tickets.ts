import { type JsonObject, type Limits, isObject } from "@parley/protocol";
import type { Clock, TicketStore } from "../runtime/ports.ts";
import type { Identity } from "./identity.ts";
import type { NewId } from "./random.ts";
import { SignedTokens } from "./signed-tokens.ts";

/** What a ticket lets its bearer do: enter this room as this identity. */
export type TicketClaims = {
  readonly roomId: string;
  readonly identity: Identity;
  /** Of the membership when the ticket was issued: a removal since then voids it. */
  readonly epoch: number;
};

type Options = {
  readonly secret: Buffer;
  /** Which tickets have been used. */
  readonly store: TicketStore;
  readonly clock: Pick<Clock, "now">;
  readonly limits: Pick<Limits, "ticketMs">;
  /** Makes ids of tickets. */
  readonly ids: NewId;
};

type Signed = TicketClaims & { readonly id: string; readonly expiresAt: number };

/**
 * Tickets for the WebSocket: single use, short-lived. A ticket says itself what it is good for, so
 * any node takes it; that it was used is stored where all nodes see it.
 */
export class Tickets {
  readonly #options: Options;
  readonly #signed: SignedTokens<Signed>;

  constructor(options: Options) {
    this.#options = options;
    this.#signed = new SignedTokens({ secret: options.secret, label: "ticket", isClaims });
  }

  issue({ roomId, identity, epoch }: TicketClaims): string {
    const { clock, limits, ids } = this.#options;
    const expiresAt = clock.now() + limits.ticketMs;
    return this.#signed.sign({ roomId, identity, epoch, id: ids(), expiresAt });
  }

  /**
   * The claims of a ticket, once; null when it is forged, used or too old. Whether the identity
   * still holds is for the caller to ask: a ticket knows nothing of what has ended since.
   */
  async redeem(ticket: string): Promise<TicketClaims | null> {
    const signed = this.#signed.read(ticket);
    if (signed === null || signed.expiresAt <= this.#options.clock.now()) return null;
    const { id, expiresAt, ...claims } = signed;
    return (await this.#options.store.use(id, expiresAt)) === "used" ? claims : null;
  }
}

function isClaims(value: unknown): boolean {
  const { id, expiresAt, roomId, identity, epoch } = fieldsOf(value);
  const { principal, kind, name, grant } = fieldsOf(identity);
  const texts = [id, roomId, principal, kind, name, grant];
  const numbers = [expiresAt, epoch];
  return (
    texts.every((text) => typeof text === "string") &&
    numbers.every((number) => typeof number === "number")
  );
}

function fieldsOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
