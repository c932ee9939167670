import { randomBytes } from "node:crypto";
import type { Limits } from "@parley/protocol";
import type { Clock } from "../runtime/ports.ts";
import type { Identity } from "./identity.ts";

/** What a ticket lets its bearer do: enter this room as this identity. */
export type TicketClaims = {
  readonly roomId: string;
  readonly identity: Identity;
  /** Of the membership when the ticket was issued: a removal since then voids it. */
  readonly epoch: number;
};

type Options = {
  readonly clock: Pick<Clock, "now">;
  readonly limits: Pick<Limits, "ticketMs" | "tickets">;
};

/**
 * Tickets for the WebSocket: single use, short-lived, kept in memory. All live equally long, so
 * the map, which keeps the order of insertion, has the next one to lapse in front.
 */
export class Tickets {
  readonly #options: Options;
  readonly #tickets = new Map<string, { claims: TicketClaims; expiresAt: number }>();

  constructor(options: Options) {
    this.#options = options;
  }

  issue(claims: TicketClaims): string {
    const { clock, limits } = this.#options;
    const now = clock.now();
    this.#makeRoom(now);
    const ticket = randomBytes(32).toString("base64url");
    this.#tickets.set(ticket, { claims, expiresAt: now + limits.ticketMs });
    return ticket;
  }

  /** The claims of a ticket, once; null when it is unknown, used or too old. */
  redeem(ticket: string): TicketClaims | null {
    const found = this.#tickets.get(ticket);
    if (found === undefined) return null;
    this.#tickets.delete(ticket);
    return found.expiresAt > this.#options.clock.now() ? found.claims : null;
  }

  /** Voids the tickets that were issued under a grant. */
  revokeGrant(grant: string): void {
    for (const [ticket, { claims }] of this.#tickets) {
      if (claims.identity.grant === grant) this.#tickets.delete(ticket);
    }
  }

  /** How many are held, lapsed ones included. */
  get size(): number {
    return this.#tickets.size;
  }

  #makeRoom(now: number): void {
    for (const [ticket, { expiresAt }] of this.#tickets) {
      if (expiresAt > now && this.#tickets.size < this.#options.limits.tickets) return;
      this.#tickets.delete(ticket);
    }
  }
}
