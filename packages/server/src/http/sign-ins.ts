import { SignInList, SignInQuery } from "@parley/protocol";
import { SECURITY, json, problems } from "./api-schema.ts";
import { clearSignInCookies } from "./cookies.ts";
import type { App, HttpDeps } from "./deps.ts";
import { SIGN_INS } from "./examples.ts";
import { type Guard, requireAccount, signedInOf } from "./guards.ts";
import type { SignInDesk } from "./sign-in-desk.ts";

const tags = ["account"];

/** Where an account is signed in. */
export function signInRoutes(app: App, deps: HttpDeps, desk: SignInDesk): void {
  const account = requireAccount(deps, desk.csrf);
  listRoute(app, desk, account);
  endRoute(app, deps, { ...desk, account });
}

function listRoute(app: App, { signIns }: SignInDesk, onRequest: Guard): void {
  const schema = {
    operationId: "listSessions",
    summary: "Where you are signed in",
    description: "Sessions of browsers, and sign-ins of programs by POST /token/; newest first.",
    tags,
    security: SECURITY.account,
    response: {
      200: json("All that hold now.", SignInList, SIGN_INS),
      ...problems("not_authenticated", "account_required"),
    },
  };
  app.get("/account/sessions/", { schema, onRequest }, async (request, reply) => {
    const { identity } = signedInOf(request);
    return reply.send({ sessions: await signIns.list(identity.accountId, identity.grant) });
  });
}

function endRoute(
  app: App,
  { config }: HttpDeps,
  { signIns, account }: SignInDesk & { readonly account: Guard },
): void {
  const schema = {
    operationId: "endSessions",
    summary: "Sign out elsewhere",
    description:
      "Ends the session with this id, and closes its signalling sockets; without an id, all but " +
      "the one that asks. One that has ended already, or is not yours, changes nothing.",
    tags,
    security: SECURITY.accountAndCsrf,
    querystring: SignInQuery,
    response: {
      204: { description: "Ended.", type: "null" },
      ...problems("validation_failed", "not_authenticated", "account_required", "csrf_failed"),
    },
  };
  app.delete("/account/sessions/", { schema, onRequest: account }, async (request, reply) => {
    const { identity, csrf } = signedInOf(request);
    const { id } = request.query;
    if (id === undefined) {
      await signIns.endOthers(identity.accountId, identity.grant, "signed_out");
    } else {
      await signIns.endOwn(identity.accountId, id);
    }
    if (id === identity.grant && csrf !== null) clearSignInCookies(reply, config.secure);
    return reply.code(204).send();
  });
}
