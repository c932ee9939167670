import { createHmac, timingSafeEqual } from "node:crypto";
import { type JsonObject, type Limits, decodeJson, isObject } from "@parley/protocol";
import type { Clock } from "../runtime/ports.ts";
import type { GuestIdentity } from "./identity.ts";
import type { NewId } from "./random.ts";

type Options = {
  readonly secret: Buffer;
  readonly clock: Pick<Clock, "now">;
  readonly limits: Pick<Limits, "guestMs">;
  readonly ids: NewId;
};

/** What a guest's token says. */
type Claims = { readonly id: string; readonly name: string; readonly expiresAt: number };

/**
 * Identities of people without an account. Nothing of them is stored: the token itself says who it
 * is, as base64url(JSON) + "." + HMAC-SHA256(secret).
 */
export class Guests {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** A token for this name; `known` keeps its id. */
  issue(name: string, known: GuestIdentity | null): { identity: GuestIdentity; token: string } {
    const { ids, clock, limits } = this.#options;
    const id = known?.guestId ?? ids();
    const claims: Claims = { id, name, expiresAt: clock.now() + limits.guestMs };
    const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
    const token = `${payload}.${this.#sign(payload).toString("base64url")}`;
    return { identity: identityOf(claims), token };
  }

  /** Who the token stands for; null when it is missing, forged or has expired. */
  authenticate(token: string | undefined): GuestIdentity | null {
    const [payload = "", signature = "", ...rest] = token?.split(".") ?? [];
    const [given, expected] = [Buffer.from(signature, "base64url"), this.#sign(payload)];
    if (rest.length > 0 || given.length !== expected.length) return null;
    if (!timingSafeEqual(given, expected)) return null;
    const claims = decodeJson<Claims>(Buffer.from(payload, "base64url").toString("utf8"), isClaims);
    return claims === null || claims.expiresAt <= this.#options.clock.now()
      ? null
      : identityOf(claims);
  }

  // The label keeps these signatures apart from others that are made with the same secret.
  #sign(payload: string): Buffer {
    return createHmac("sha256", this.#options.secret).update(`guest ${payload}`).digest();
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
