import { AccountPatch, PasswordBody, User } from "@parley/protocol";
import { BODY_PROBLEMS, SECURITY, json, problems } from "./api-schema.ts";
import { userOf } from "./accounts.ts";
import { clearSignInCookies } from "./cookies.ts";
import type { App, HttpDeps } from "./deps.ts";
import { USER } from "./examples.ts";
import { type Guard, requireAccount, signedInOf } from "./guards.ts";
import type { SignInDesk } from "./sign-in-desk.ts";

const tags = ["account"];

const REFUSALS = ["not_authenticated", "account_required"] as const;
const UNSAFE_REFUSALS = [...REFUSALS, "csrf_failed"] as const;

/** The account of who asks. */
export function ownAccountRoutes(app: App, deps: HttpDeps, desk: SignInDesk): void {
  const account = requireAccount(deps, desk.csrf);
  profileRoute(app, account);
  renameRoute(app, desk, account);
  deleteRoute(app, deps, { ...desk, account });
  passwordRoute(app, desk, account);
}

function profileRoute(app: App, onRequest: Guard): void {
  const schema = {
    operationId: "getAccount",
    summary: "Your account",
    tags,
    security: SECURITY.account,
    response: { 200: json("The account.", User, USER), ...problems(...REFUSALS) },
  };
  app.get("/account/", { schema, onRequest }, async (request, reply) =>
    reply.send(userOf(signedInOf(request).account)),
  );
}

function renameRoute(app: App, { accounts }: SignInDesk, onRequest: Guard): void {
  const schema = {
    operationId: "updateAccount",
    summary: "Change what others see of you",
    tags,
    security: SECURITY.accountAndCsrf,
    body: AccountPatch,
    response: {
      200: json("The account as it is now.", User, USER),
      ...problems(...BODY_PROBLEMS, ...UNSAFE_REFUSALS),
    },
  };
  app.patch("/account/", { schema, onRequest }, async (request, reply) => {
    const { account } = signedInOf(request);
    const { displayName } = request.body;
    const changed =
      displayName === undefined ? account : await accounts.rename(account, displayName);
    return reply.send(userOf(changed));
  });
}

function deleteRoute(
  app: App,
  { config, rooms }: HttpDeps,
  { accounts, account }: SignInDesk & { readonly account: Guard },
): void {
  const schema = {
    operationId: "deleteAccount",
    summary: "Delete your account",
    description:
      "At once and for good: its rooms end and are deleted, all its sessions and tokens with " +
      "their sockets end, and its username is free again.",
    tags,
    security: SECURITY.accountAndCsrf,
    response: {
      204: { description: "Deleted; the cookies are cleared.", type: "null" },
      ...problems(...UNSAFE_REFUSALS),
    },
  };
  app.delete("/account/", { schema, onRequest: account }, async (request, reply) => {
    const caller = signedInOf(request);
    await rooms.closeDeleted(await accounts.delete(caller.account));
    if (caller.csrf !== null) clearSignInCookies(reply, config.secure);
    return reply.code(204).send();
  });
}

function passwordRoute(app: App, { accounts, limitLogins }: SignInDesk, account: Guard): void {
  const schema = {
    operationId: "changePassword",
    summary: "Change your password",
    description: "Ends all other sessions and tokens, and closes their signalling sockets.",
    tags,
    security: SECURITY.accountAndCsrf,
    body: PasswordBody,
    response: {
      204: { description: "Changed.", type: "null" },
      ...problems(
        ...BODY_PROBLEMS,
        ...UNSAFE_REFUSALS,
        "wrong_password",
        "password_too_short",
        "password_too_common",
        "rate_limited",
      ),
    },
  };
  const onRequest = [limitLogins, account];
  app.post("/account/password/", { schema, onRequest }, async (request, reply) => {
    const caller = signedInOf(request);
    const from = { address: request.ip, keep: caller.identity.grant };
    await accounts.changePassword(caller.account, request.body, from);
    return reply.code(204).send();
  });
}
