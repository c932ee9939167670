import { Guest, GuestBody, ParleyError } from "@parley/protocol";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Csrf } from "../identity/csrf.ts";
import type { GuestIdentity } from "../identity/identity.ts";
import { BODY_PROBLEMS, SECURITY, json, problems } from "./api-schema.ts";
import { guestToken, renewCsrfCookie, sessionToken, setGuestCookie } from "./cookies.ts";
import type { App, HttpDeps } from "./deps.ts";
import { GUEST } from "./examples.ts";
import { limitPerAddress, requireOwnOrigin } from "./guards.ts";

const tags = ["guests"];

const SET_COOKIE = {
  "Set-Cookie": { type: "string", description: "`guestid` (HttpOnly) and `csrftoken`." },
};

function guestOf({ guestId, name }: GuestIdentity): Guest {
  return { id: guestId, displayName: name };
}

/** Being somebody without an account: a name in a signed cookie. */
export function guestRoutes(app: App, deps: HttpDeps, csrf: Csrf): void {
  const giveCsrf = csrfGiver(deps, csrf);
  createRoute(app, deps, giveCsrf);
  readRoute(app, deps, giveCsrf);
}

type GiveCsrf = (
  request: FastifyRequest,
  reply: FastifyReply,
  guest: GuestIdentity,
) => Promise<void>;

/** Sees to a CSRF token for the guest, unless a session speaks first: that has one of its own. */
function csrfGiver({ config, limits, sessions }: HttpDeps, csrf: Csrf): GiveCsrf {
  const renewal = { csrf, secure: config.secure, maxAgeMs: limits.guestMs };
  return async (request, reply, { grant: subject }) => {
    if ((await sessions.authenticate(sessionToken(request))) !== null) return;
    renewCsrfCookie(request, reply, { ...renewal, subject });
  };
}

function createRoute(app: App, deps: HttpDeps, giveCsrf: GiveCsrf): void {
  const { config, limits, guests } = deps;
  const schema = {
    operationId: "createGuest",
    summary: "Be a guest",
    description:
      "Sets the cookies `guestid` (HttpOnly), which holds for 30 days, and `csrftoken`. Who comes " +
      "with the cookie stays the same guest and gets the new name.",
    tags,
    security: SECURITY.none,
    body: GuestBody,
    response: {
      201: { ...json("The guest.", Guest, GUEST), headers: SET_COOKIE },
      ...problems(...BODY_PROBLEMS, "foreign_origin", "rate_limited"),
    },
  };
  const onRequest = [requireOwnOrigin(config), limitPerAddress(deps, limits.guestsPerAddress)];
  app.post("/guest/", { schema, onRequest }, async (request, reply) => {
    const known = guests.authenticate(guestToken(request));
    const { identity, token } = guests.issue(request.body.displayName, known);
    setGuestCookie(reply, config.secure, { token, maxAgeMs: limits.guestMs });
    await giveCsrf(request, reply, identity);
    return reply.code(201).send(guestOf(identity));
  });
}

function readRoute(app: App, { guests }: HttpDeps, giveCsrf: GiveCsrf): void {
  const schema = {
    operationId: "getGuest",
    summary: "Which guest am I?",
    description:
      "Sets a new `csrftoken` cookie when the one that came is missing or not valid, unless you " +
      "are signed in: then the token belongs to the session.",
    tags,
    security: SECURITY.guest,
    response: { 200: json("This guest.", Guest, GUEST), ...problems("not_authenticated") },
  };
  app.get("/guest/", { schema }, async (request, reply) => {
    const guest = guests.authenticate(guestToken(request));
    if (guest === null) throw new ParleyError("not_authenticated");
    await giveCsrf(request, reply, guest);
    return reply.send(guestOf(guest));
  });
}
