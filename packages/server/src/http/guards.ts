/** Checks that run before the body of a request is read. */
import { ParleyError } from "@parley/protocol";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Csrf } from "../identity/csrf.ts";
import type { Identity } from "../identity/identity.ts";
import { type OriginConfig, originAllowed } from "../identity/origin.ts";
import type { Sessions } from "../identity/sessions.ts";
import { AddressLimit } from "../identity/throttle.ts";
import type { Account } from "../runtime/ports.ts";
import { csrfCookie, sessionToken } from "./cookies.ts";
import type { HttpDeps } from "./deps.ts";

/** Whose request it is. */
export type SignedIn = { readonly identity: Identity; readonly account: Account };

declare module "fastify" {
  interface FastifyRequest {
    /** Set by `requireAccount`. */
    signedIn: SignedIn | null;
  }
}

export type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Lets signed-in accounts through; an unsafe request must also carry its CSRF token. */
export function requireAccount(sessions: Sessions, csrf: Csrf): Guard {
  return async (request) => {
    const signedIn = await sessions.authenticate(sessionToken(request));
    if (signedIn === null) throw new ParleyError("not_authenticated");
    if (!SAFE_METHODS.has(request.method)) checkCsrf(request, csrf, signedIn.identity.sessionId);
    request.signedIn = signedIn;
  };
}

function checkCsrf(request: FastifyRequest, csrf: Csrf, sessionId: string): void {
  const header = request.headers["x-csrftoken"];
  const matches = typeof header === "string" && header === csrfCookie(request);
  if (matches && csrf.valid(header, sessionId)) return;
  throw new ParleyError("csrf_failed", "Send the csrftoken cookie's value in X-CSRFToken.");
}

/** Who `requireAccount` let through. */
export function signedInOf(request: FastifyRequest): SignedIn {
  if (request.signedIn === null) throw new Error("This route lacks requireAccount");
  return request.signedIn;
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
