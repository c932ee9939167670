/** Checks that run before the body of a request is read. */
import { ParleyError } from "@parley/protocol";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Authenticated, SignedIn } from "../identity/authenticator.ts";
import type { Csrf } from "../identity/csrf.ts";
import type { Identity } from "../identity/identity.ts";
import { type OriginConfig, originAllowed } from "../identity/origin.ts";
import { AddressLimit } from "../identity/throttle.ts";
import { csrfCookie, guestToken, sessionToken } from "./cookies.ts";
import type { HttpDeps } from "./deps.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Set by `requireIdentity` and `requireAccount`. */
    caller: Authenticated | null;
  }
}

export type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

type AuthDeps = Pick<HttpDeps, "authenticator">;

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Who sent the request; null when nobody who is known. */
export async function authenticate(
  { authenticator }: AuthDeps,
  request: FastifyRequest,
): Promise<Authenticated | null> {
  return authenticator.authenticate({
    authorization: request.headers.authorization,
    sessionToken: sessionToken(request),
    guestToken: guestToken(request),
  });
}

/**
 * Lets accounts and guests through. An unsafe request must also carry the CSRF token, if it is a
 * cookie that says who sent it.
 */
export function requireIdentity(deps: AuthDeps, csrf: Csrf): Guard {
  return async (request) => {
    const caller = await authenticate(deps, request);
    if (caller === null) throw new ParleyError("not_authenticated");
    letThrough(request, caller, csrf);
  };
}

/** As `requireIdentity`, but for accounts alone; `toGuests` is what guests are told. */
export function requireAccount(
  deps: AuthDeps,
  csrf: Csrf,
  toGuests: "account_required" | "not_authenticated" = "account_required",
): Guard {
  return async (request) => {
    const caller = await authenticate(deps, request);
    if (caller === null) throw new ParleyError("not_authenticated");
    if (caller.account === null) throw new ParleyError(toGuests);
    letThrough(request, caller, csrf);
  };
}

function letThrough(request: FastifyRequest, caller: Authenticated, csrf: Csrf): void {
  const unsafe = !SAFE_METHODS.has(request.method);
  if (unsafe && caller.csrf !== null) checkCsrf(request, csrf, caller.csrf);
  request.caller = caller;
}

function checkCsrf(request: FastifyRequest, csrf: Csrf, subject: string): void {
  const header = request.headers["x-csrftoken"];
  const matches = typeof header === "string" && header === csrfCookie(request);
  if (matches && csrf.valid(header, subject)) return;
  throw new ParleyError("csrf_failed", "Send the csrftoken cookie's value in X-CSRFToken.");
}

/** Who `requireAccount` let through. */
export function signedInOf({ caller }: FastifyRequest): SignedIn {
  if (caller === null || caller.account === null)
    throw new Error("This route lacks requireAccount");
  return caller;
}

/** Who `requireIdentity` or `requireAccount` let through. */
export function identityOf({ caller }: FastifyRequest): Identity {
  if (caller === null) throw new Error("This route lacks requireIdentity");
  return caller.identity;
}

/** Refuses requests that a page of another site made a browser send. */
export function requireOwnOrigin(config: OriginConfig): Guard {
  return async ({ headers }) => {
    const site = headers["sec-fetch-site"];
    const secFetchSite = typeof site === "string" ? site : undefined;
    if (originAllowed(headers.origin, headers.host, config, secFetchSite)) return;
    throw new ParleyError("foreign_origin");
  };
}

/** Lets so many requests of an address through in a window, whatever becomes of them. */
export function limitPerAddress({ clock, limits }: HttpDeps, max: number): Guard {
  const limit = new AddressLimit({ clock, limits, max });
  return async ({ ip }) => {
    limit.check(ip);
    limit.add(ip);
  };
}
