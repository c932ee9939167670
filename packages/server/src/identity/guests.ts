import { type JsonObject, type Limits, isObject } from "@parley/protocol";
import type { Clock } from "../runtime/ports.ts";
import type { GuestIdentity } from "./identity.ts";
import type { NewId } from "./random.ts";
import { SignedTokens } from "./signed-tokens.ts";

type Options = {
  readonly secret: Buffer;
  readonly clock: Pick<Clock, "now">;
  readonly limits: Pick<Limits, "guestMs">;
  readonly ids: NewId;
};

/** What a guest's token says. */
type Claims = { readonly id: string; readonly name: string; readonly expiresAt: number };

/** Identities of people without an account. Nothing of them is stored: the token says who it is. */
export class Guests {
  readonly #options: Options;
  readonly #signed: SignedTokens<Claims>;

  constructor(options: Options) {
    this.#options = options;
    this.#signed = new SignedTokens({ secret: options.secret, label: "guest", isClaims });
  }

  /** A token for this name; `known` keeps its id. */
  issue(name: string, known: GuestIdentity | null): { identity: GuestIdentity; token: string } {
    const { ids, clock, limits } = this.#options;
    const id = known?.guestId ?? ids();
    const claims: Claims = { id, name, expiresAt: clock.now() + limits.guestMs };
    return { identity: identityOf(claims), token: this.#signed.sign(claims) };
  }

  /** Who the token stands for; null when it is missing, forged or has expired. */
  authenticate(token: string | undefined): GuestIdentity | null {
    const claims = this.#signed.read(token ?? "");
    return claims === null || claims.expiresAt <= this.#options.clock.now()
      ? null
      : identityOf(claims);
  }
}

function isClaims(value: unknown): boolean {
  const fields: JsonObject = isObject(value) ? value : {};
  const { id, name, expiresAt } = fields;
  return typeof id === "string" && typeof name === "string" && typeof expiresAt === "number";
}

function identityOf({ id, name }: Claims): GuestIdentity {
  const principal = `guest:${id}` as const;
  return { principal, kind: "guest", guestId: id, name, grant: principal };
}
