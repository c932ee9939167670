import { Accounts } from "../identity/accounts.ts";
import type { Csrf } from "../identity/csrf.ts";
import { randomId } from "../identity/random.ts";
import { SignIns } from "../identity/sign-ins.ts";
import type { HttpDeps } from "./deps.ts";
import { type Guard, limitPerAddress } from "./guards.ts";

/** What the routes about accounts share: wrong passwords count together, wherever they are sent. */
export type SignInDesk = {
  readonly accounts: Accounts;
  readonly signIns: SignIns;
  readonly csrf: Csrf;
  /** Limits what checks a password, per address. */
  readonly limitLogins: Guard;
};

export function openSignInDesk(deps: HttpDeps, csrf: Csrf): SignInDesk {
  const { stores, grants, passwords, clock, limits } = deps;
  const signIns = new SignIns({ sessions: stores.sessions, tokens: stores.tokens, grants, clock });
  const parts = { store: stores.accounts, signIns, passwords, clock, limits, ids: randomId };
  const limitLogins = limitPerAddress(deps, limits.loginsPerAddress);
  return { accounts: new Accounts(parts), signIns, csrf, limitLogins };
}
