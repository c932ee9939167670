import type { CookieSerializeOptions } from "@fastify/cookie";
import type { FastifyReply, FastifyRequest } from "fastify";

const SESSION = "sessionid";
const CSRF = "csrftoken";

export const COOKIE_NAMES = { session: SESSION, csrf: CSRF } as const;

/** Without Domain a cookie goes to this host alone. */
function options(secure: boolean): CookieSerializeOptions {
  return { path: "/", sameSite: "lax", secure };
}

export function sessionToken(request: FastifyRequest): string | undefined {
  return request.cookies[SESSION];
}

export function csrfCookie(request: FastifyRequest): string | undefined {
  return request.cookies[CSRF];
}

type SignIn = { readonly token: string; readonly csrfToken: string; readonly maxAgeMs: number };

/** Scripts of the page must read the CSRF token to send it back; the session they must not. */
export function setSignInCookies(reply: FastifyReply, secure: boolean, signIn: SignIn): void {
  const maxAge = Math.floor(signIn.maxAgeMs / 1000);
  reply.setCookie(SESSION, signIn.token, { ...options(secure), maxAge, httpOnly: true });
  setCsrfCookie(reply, secure, signIn);
}

/** Replaces the CSRF token of a session. */
export function setCsrfCookie(
  reply: FastifyReply,
  secure: boolean,
  { csrfToken, maxAgeMs }: Omit<SignIn, "token">,
): void {
  reply.setCookie(CSRF, csrfToken, { ...options(secure), maxAge: Math.floor(maxAgeMs / 1000) });
}

export function clearCookies(reply: FastifyReply, secure: boolean): void {
  reply.clearCookie(SESSION, { ...options(secure), httpOnly: true });
  reply.clearCookie(CSRF, options(secure));
}
