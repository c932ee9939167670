import { AuthTest, LoginBody, RegisterBody, User } from "@parley/protocol";
import { Accounts } from "../identity/accounts.ts";
import type { Csrf } from "../identity/csrf.ts";
import { randomId } from "../identity/random.ts";
import type { Account } from "../runtime/ports.ts";
import { BODY_PROBLEMS, SECURITY, json, problems } from "./api-schema.ts";
import {
  clearCookies,
  csrfCookie,
  sessionToken,
  setCsrfCookie,
  setSignInCookies,
} from "./cookies.ts";
import type { App, HttpDeps } from "./deps.ts";
import { USER } from "./examples.ts";
import { limitPerAddress, requireAccount, requireOwnOrigin, signedInOf } from "./guards.ts";

const tags = ["accounts"];

const SET_COOKIE = {
  "Set-Cookie": { type: "string", description: "`sessionid` and `csrftoken`." },
};

function userOf({ id, username, displayName, createdAt }: Account): User {
  return { id, username, displayName, createdAt };
}

function accountsOf({ stores, passwords, clock, limits }: HttpDeps): Accounts {
  return new Accounts({ store: stores.accounts, passwords, clock, limits, ids: randomId });
}

export function accountRoutes(app: App, deps: HttpDeps, csrf: Csrf): void {
  const accounts = accountsOf(deps);
  registerRoute(app, deps, accounts);
  loginRoute(app, deps, { accounts, csrf });
  logoutRoute(app, deps, csrf);
  authTestRoute(app, deps, csrf);
}

function registerRoute(app: App, deps: HttpDeps, accounts: Accounts): void {
  const { config, limits } = deps;
  const schema = {
    operationId: "register",
    summary: "Make an account",
    description: "Usernames that differ only in case or in compatibility forms are the same.",
    tags,
    security: SECURITY.none,
    body: RegisterBody,
    response: {
      201: json("The new account.", User, USER),
      ...problems(
        ...BODY_PROBLEMS,
        "password_too_short",
        "password_too_common",
        "username_taken",
        "foreign_origin",
        "rate_limited",
      ),
    },
  };
  const onRequest = [requireOwnOrigin(config), limitPerAddress(deps, limits.registersPerAddress)];
  app.post("/register/", { schema, onRequest }, async (request, reply) => {
    const account = await accounts.register(request.body);
    return reply.code(201).send(userOf(account));
  });
}

function loginRoute(
  app: App,
  deps: HttpDeps,
  { accounts, csrf }: { accounts: Accounts; csrf: Csrf },
): void {
  const { config, limits, sessions } = deps;
  const schema = {
    operationId: "login",
    summary: "Sign in",
    description:
      "Starts a session and sets its cookies, `sessionid` (HttpOnly) and `csrftoken`. " +
      "A session that the request came with ends.",
    tags,
    security: SECURITY.none,
    body: LoginBody,
    response: {
      200: { ...json("The account.", User, USER), headers: SET_COOKIE },
      ...problems(
        ...BODY_PROBLEMS,
        "wrong_credentials",
        "password_change_required",
        "password_too_short",
        "password_too_common",
        "foreign_origin",
        "rate_limited",
      ),
    },
  };
  const onRequest = [requireOwnOrigin(config), limitPerAddress(deps, limits.loginsPerAddress)];
  app.post("/login/", { schema, onRequest }, async (request, reply) => {
    const account = await accounts.logIn(request.body, request.ip);
    const before = await sessions.authenticate(sessionToken(request));
    if (before !== null) await sessions.end(before.identity.sessionId);
    const { token, sessionId } = await sessions.start(account);
    const csrfToken = csrf.issue(sessionId);
    setSignInCookies(reply, config.secure, { token, csrfToken, maxAgeMs: limits.sessionMs });
    return userOf(account);
  });
}

function logoutRoute(app: App, { config, sessions }: HttpDeps, csrf: Csrf): void {
  const schema = {
    operationId: "logout",
    summary: "Sign out",
    description: "Ends the session, and closes its signalling sockets within a second.",
    tags,
    security: SECURITY.sessionAndCsrf,
    response: {
      204: { description: "Signed out; the cookies are cleared.", type: "null" },
      ...problems("not_authenticated", "csrf_failed"),
    },
  };
  const onRequest = requireAccount(sessions, csrf);
  app.post("/logout/", { schema, onRequest }, async (request, reply) => {
    await sessions.end(signedInOf(request).identity.sessionId);
    clearCookies(reply, config.secure);
    return reply.code(204).send();
  });
}

function authTestRoute(app: App, { config, sessions, limits }: HttpDeps, csrf: Csrf): void {
  const schema = {
    operationId: "authTest",
    summary: "Am I signed in?",
    description: "Sets a new `csrftoken` cookie when the one that came is missing or not valid.",
    tags,
    security: SECURITY.session,
    response: {
      200: json("Yes, as this user.", AuthTest, { authenticated: true, user: USER }),
      ...problems("not_authenticated"),
    },
  };
  const onRequest = requireAccount(sessions, csrf);
  app.get("/auth-test/", { schema, onRequest }, async (request, reply) => {
    const { identity, account } = signedInOf(request);
    if (!csrf.valid(csrfCookie(request) ?? "", identity.sessionId)) {
      const csrfToken = csrf.issue(identity.sessionId);
      setCsrfCookie(reply, config.secure, { csrfToken, maxAgeMs: limits.sessionMs });
    }
    return reply.send({ authenticated: true, user: userOf(account) });
  });
}
