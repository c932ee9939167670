import type { Account } from "../runtime/ports.ts";
import type { Guests } from "./guests.ts";
import type { AccountIdentity, GuestIdentity, Identity } from "./identity.ts";
import type { Sessions } from "./sessions.ts";
import type { Tokens } from "./tokens.ts";

/** What a request brings to say who it comes from. */
export type Credentials = {
  /** The Authorization header. */
  readonly authorization?: string | undefined;
  /** The cookies' values. */
  readonly sessionToken?: string | undefined;
  readonly guestToken?: string | undefined;
};

/** What a CSRF token must be bound to; null when none is needed, because no cookie spoke. */
type CsrfSubject = { readonly csrf: string | null };

/** Somebody who is signed in, by a cookie or by a bearer token. */
export type SignedIn = CsrfSubject & {
  readonly identity: AccountIdentity;
  readonly account: Account;
};

/** Who a request comes from. */
export type Authenticated =
  | SignedIn
  | (CsrfSubject & { readonly identity: GuestIdentity; readonly account: null });

type Options = {
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly guests: Guests;
};

/** Finds out who a request comes from. Used by HTTP and by the WebSocket gateway alike. */
export class Authenticator {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * An Authorization header decides alone: what is no valid access token is nobody, whatever the
   * cookies say. A session that does not hold counts as none; then the guest cookie is looked at.
   */
  async authenticate(credentials: Credentials): Promise<Authenticated | null> {
    if (credentials.authorization !== undefined) return this.#bearer(credentials.authorization);
    const signedIn = await this.#options.sessions.authenticate(credentials.sessionToken);
    if (signedIn !== null) return { ...signedIn, csrf: signedIn.identity.grant };
    return this.#guest(credentials.guestToken);
  }

  /** Whether what the identity was proven by holds still. */
  async holds({ kind, grant }: Identity): Promise<boolean> {
    const { sessions, tokens } = this.#options;
    if (kind === "guest") return true;
    return (await sessions.holds(grant)) || (await tokens.holds(grant));
  }

  async #bearer(authorization: string): Promise<Authenticated | null> {
    const token = /^Bearer +([\w.-]+)$/i.exec(authorization)?.[1];
    const known = token === undefined ? null : await this.#options.tokens.authenticate(token);
    return known === null ? null : { ...known, csrf: null };
  }

  #guest(token: string | undefined): Authenticated | null {
    const identity = this.#options.guests.authenticate(token);
    return identity === null ? null : { identity, account: null, csrf: identity.grant };
  }
}
