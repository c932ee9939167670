import { RefreshBody, TokenBody, TokenPair } from "@parley/protocol";
import { userAgentOf } from "../identity/user-agent.ts";
import { BODY_PROBLEMS, SECURITY, json, problems } from "./api-schema.ts";
import type { App, HttpDeps } from "./deps.ts";
import { TOKEN_PAIR } from "./examples.ts";
import { type Guard, limitPerAddress, requireOwnOrigin } from "./guards.ts";
import type { SignInDesk } from "./sign-in-desk.ts";

const tags = ["tokens"];

/** Signing in by programs: a short-lived access token, and a refresh token to get the next one. */
export function tokenRoutes(app: App, deps: HttpDeps, desk: SignInDesk): void {
  const ownOrigin = requireOwnOrigin(deps.config);
  const limitRefreshes = limitPerAddress(deps, deps.limits.refreshesPerAddress);
  signInRoute(app, deps, { ...desk, ownOrigin });
  refreshRoute(app, deps, [ownOrigin, limitRefreshes]);
  revokeRoute(app, deps, [ownOrigin, limitRefreshes]);
}

function signInRoute(
  app: App,
  { tokens }: HttpDeps,
  { accounts, limitLogins, ownOrigin }: SignInDesk & { readonly ownOrigin: Guard },
): void {
  const schema = {
    operationId: "createToken",
    summary: "Sign in by a program",
    description:
      "The access token, for `Authorization: Bearer`, is a JWT of 10 minutes (ES256); the refresh " +
      "token is for one use within 30 days. Wrong passwords count together with those of " +
      "POST /login/.",
    tags,
    security: SECURITY.none,
    body: TokenBody,
    response: {
      200: json("The tokens.", TokenPair, TOKEN_PAIR),
      ...problems(
        ...BODY_PROBLEMS,
        "wrong_credentials",
        "password_change_required",
        "foreign_origin",
        "rate_limited",
      ),
    },
  };
  const onRequest = [ownOrigin, limitLogins];
  app.post("/token/", { schema, onRequest }, async (request, reply) => {
    const account = await accounts.logIn(request.body, request.ip);
    return reply.send(await tokens.start(account, userAgentOf(request.headers["user-agent"])));
  });
}

function refreshRoute(app: App, { tokens }: HttpDeps, onRequest: Guard[]): void {
  const schema = {
    operationId: "refreshToken",
    summary: "Get the next tokens",
    description:
      "Uses the refresh token up. One that is used twice has been stolen from somebody: all " +
      "tokens that came of the same sign-in end, and their signalling sockets close.",
    tags,
    security: SECURITY.none,
    body: RefreshBody,
    response: {
      200: json("The next tokens.", TokenPair, TOKEN_PAIR),
      ...problems(...BODY_PROBLEMS, "invalid_refresh_token", "foreign_origin", "rate_limited"),
    },
  };
  app.post("/token/refresh/", { schema, onRequest }, async (request, reply) =>
    reply.send(await tokens.refresh(request.body.refresh)),
  );
}

function revokeRoute(app: App, { tokens }: HttpDeps, onRequest: Guard[]): void {
  const schema = {
    operationId: "revokeToken",
    summary: "Sign out by a program",
    description:
      "Ends all tokens that came of the same sign-in, and closes their signalling sockets. A " +
      "token that nobody knows changes nothing (RFC 7009).",
    tags,
    security: SECURITY.none,
    body: RefreshBody,
    response: {
      204: { description: "It is good for nothing now.", type: "null" },
      ...problems(...BODY_PROBLEMS, "foreign_origin", "rate_limited"),
    },
  };
  app.post("/token/revoke/", { schema, onRequest }, async (request, reply) => {
    await tokens.revoke(request.body.refresh);
    return reply.code(204).send();
  });
}
