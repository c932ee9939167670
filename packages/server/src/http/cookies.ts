import type { CookieSerializeOptions } from "@fastify/cookie";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Csrf } from "../identity/csrf.ts";

const SESSION = "sessionid";
const CSRF = "csrftoken";
const GUEST = "guestid";

export const COOKIE_NAMES = { session: SESSION, csrf: CSRF, guest: GUEST } as const;

/** Without Domain a cookie goes to this host alone. */
function options(secure: boolean): CookieSerializeOptions {
  return { path: "/", sameSite: "lax", secure };
}

export function sessionToken(request: FastifyRequest): string | undefined {
  return request.cookies[SESSION];
}

export function guestToken(request: FastifyRequest): string | undefined {
  return request.cookies[GUEST];
}

export function csrfCookie(request: FastifyRequest): string | undefined {
  return request.cookies[CSRF];
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

type SignIn = { readonly token: string; readonly csrfToken: string; readonly maxAgeMs: number };

/** Scripts of the page must read the CSRF token to send it back; the session they must not. */
export function setSignInCookies(reply: FastifyReply, secure: boolean, signIn: SignIn): void {
  const maxAge = seconds(signIn.maxAgeMs);
  reply.setCookie(SESSION, signIn.token, { ...options(secure), maxAge, httpOnly: true });
  setCsrfCookie(reply, secure, signIn);
}

export function setGuestCookie(
  reply: FastifyReply,
  secure: boolean,
  { token, maxAgeMs }: Omit<SignIn, "csrfToken">,
): void {
  reply.setCookie(GUEST, token, { ...options(secure), maxAge: seconds(maxAgeMs), httpOnly: true });
}

/** Sets the CSRF token of a session or a guest. */
function setCsrfCookie(
  reply: FastifyReply,
  secure: boolean,
  { csrfToken, maxAgeMs }: Omit<SignIn, "token">,
): void {
  reply.setCookie(CSRF, csrfToken, { ...options(secure), maxAge: seconds(maxAgeMs) });
}

type Renewal = {
  readonly csrf: Csrf;
  /** What the token must be bound to. */
  readonly subject: string;
  readonly secure: boolean;
  readonly maxAgeMs: number;
};

/** Sets a new CSRF token when the one that came is missing or not valid. */
export function renewCsrfCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  { csrf, subject, secure, maxAgeMs }: Renewal,
): void {
  if (csrf.valid(csrfCookie(request) ?? "", subject)) return;
  setCsrfCookie(reply, secure, { csrfToken: csrf.issue(subject), maxAgeMs });
}

/** Who was signed in may still be a guest: that cookie stays. */
export function clearSignInCookies(reply: FastifyReply, secure: boolean): void {
  reply.clearCookie(SESSION, { ...options(secure), httpOnly: true });
  reply.clearCookie(CSRF, options(secure));
}
