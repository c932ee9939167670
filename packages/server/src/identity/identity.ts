import type { Account, Principal } from "../runtime/ports.ts";

type Known = {
  readonly principal: Principal;
  /** The display name. */
  readonly name: string;
  /** What ends with it: the id of the session or of the token family, or `guest:<id>`. */
  readonly grant: string;
};

/** Somebody who signed in. */
export type AccountIdentity = Known & { readonly kind: "account"; readonly accountId: string };

/** Somebody who gave a name and no more. */
export type GuestIdentity = Known & { readonly kind: "guest"; readonly guestId: string };

/** Who a request or a connection comes from. */
export type Identity = AccountIdentity | GuestIdentity;

/** The account as somebody who signed in by `grant`. */
export function accountIdentity({ id, displayName }: Account, grant: string): AccountIdentity {
  return { principal: `account:${id}`, kind: "account", accountId: id, name: displayName, grant };
}
