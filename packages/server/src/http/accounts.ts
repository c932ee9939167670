import { AuthTest, LoginBody, RegisterBody, User } from "@parley/protocol";
import { userAgentOf } from "../identity/user-agent.ts";
import type { Account } from "../runtime/ports.ts";
import { BODY_PROBLEMS, SECURITY, json, problems } from "./api-schema.ts";
import { clearSignInCookies, renewCsrfCookie, sessionToken, setSignInCookies } from "./cookies.ts";
import type { App, HttpDeps } from "./deps.ts";
import { USER } from "./examples.ts";
import { limitPerAddress, requireAccount, requireOwnOrigin, signedInOf } from "./guards.ts";
import type { SignInDesk } from "./sign-in-desk.ts";

const tags = ["accounts"];

const SET_COOKIE = {
  "Set-Cookie": { type: "string", description: "`sessionid` and `csrftoken`." },
};

export function userOf({ id, username, displayName, createdAt }: Account): User {
  return { id, username, displayName, createdAt };
}

/** Making an account, and signing in and out of it in a browser. */
export function accountRoutes(app: App, deps: HttpDeps, desk: SignInDesk): void {
  registerRoute(app, deps, desk);
  loginRoute(app, deps, desk);
  logoutRoute(app, deps, desk);
  authTestRoute(app, deps, desk);
}

function registerRoute(app: App, deps: HttpDeps, { accounts }: SignInDesk): void {
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
  { config, limits, sessions }: HttpDeps,
  { accounts, csrf, limitLogins }: SignInDesk,
): void {
  const schema = {
    operationId: "login",
    summary: "Sign in",
    description:
      "Starts a session and sets its cookies, `sessionid` (HttpOnly) and `csrftoken`. " +
      "A session that the request came with ends. `newPassword` replaces the password, which " +
      "ends all other sessions.",
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
  const onRequest = [requireOwnOrigin(config), limitLogins];
  app.post("/login/", { schema, onRequest }, async (request, reply) => {
    const account = await accounts.logIn(request.body, request.ip);
    const before = await sessions.authenticate(sessionToken(request));
    if (before !== null) await sessions.end(before.identity.grant);
    const userAgent = userAgentOf(request.headers["user-agent"]);
    const { token, sessionId } = await sessions.start(account, userAgent);
    const csrfToken = csrf.issue(sessionId);
    setSignInCookies(reply, config.secure, { token, csrfToken, maxAgeMs: limits.sessionMs });
    return userOf(account);
  });
}

function logoutRoute(app: App, deps: HttpDeps, { csrf, signIns }: SignInDesk): void {
  const schema = {
    operationId: "logout",
    summary: "Sign out",
    description:
      "Ends the session, or the tokens that came of one sign-in, and closes their signalling " +
      "sockets within a second.",
    tags,
    security: SECURITY.accountAndCsrf,
    response: {
      204: { description: "Signed out; the cookies are cleared.", type: "null" },
      ...problems("not_authenticated", "csrf_failed"),
    },
  };
  const onRequest = requireAccount(deps, csrf, "not_authenticated");
  app.post("/logout/", { schema, onRequest }, async (request, reply) => {
    const { identity, csrf: subject } = signedInOf(request);
    await signIns.end(identity.grant);
    if (subject !== null) clearSignInCookies(reply, deps.config.secure);
    return reply.code(204).send();
  });
}

function authTestRoute(app: App, deps: HttpDeps, { csrf }: SignInDesk): void {
  const { config, limits } = deps;
  const schema = {
    operationId: "authTest",
    summary: "Am I signed in?",
    description: "Sets a new `csrftoken` cookie when the one that came is missing or not valid.",
    tags,
    security: SECURITY.account,
    response: {
      200: json("Yes, as this user.", AuthTest, { authenticated: true, user: USER }),
      ...problems("not_authenticated"),
    },
  };
  const renewal = { csrf, secure: config.secure, maxAgeMs: limits.sessionMs };
  const onRequest = requireAccount(deps, csrf, "not_authenticated");
  app.get("/auth-test/", { schema, onRequest }, async (request, reply) => {
    const { account, csrf: subject } = signedInOf(request);
    if (subject !== null) renewCsrfCookie(request, reply, { ...renewal, subject });
    return reply.send({ authenticated: true, user: userOf(account) });
  });
}
