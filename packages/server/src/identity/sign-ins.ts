import type { SignIn } from "@parley/protocol";
import type { Clock, Session, SessionStore, TokenFamily, TokenStore } from "../runtime/ports.ts";
import type { GrantEnding, Grants } from "./grants.ts";

type Options = {
  readonly sessions: SessionStore;
  readonly tokens: TokenStore;
  readonly grants: Grants;
  readonly clock: Pick<Clock, "now">;
};

/** Where an account is signed in: sessions of browsers and token families of programs. */
export class SignIns {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Newest first; `current` is the grant that asks. */
  async list(accountId: string, current: string): Promise<SignIn[]> {
    const { sessions, tokens, clock } = this.#options;
    const now = clock.now();
    const browsers = (await sessions.listOf(accountId, now)).map(signInOf("browser", current));
    const programs = (await tokens.listOf(accountId, now)).map(signInOf("token", current));
    return [...browsers, ...programs].toSorted((a, b) => b.createdAt - a.createdAt);
  }

  /** Ends a session or a family, whoever it belongs to, also when it had ended already. */
  async end(grant: string): Promise<void> {
    const { sessions, tokens, grants } = this.#options;
    await sessions.remove(grant);
    await tokens.remove(grant);
    grants.end(grant, "signed_out");
  }

  /** Ends one of the account's own; any other is left alone. */
  async endOwn(accountId: string, grant: string): Promise<void> {
    const own = await this.list(accountId, grant);
    if (own.some(({ id }) => id === grant)) await this.end(grant);
  }

  /** Ends all but `keep`; null keeps none. */
  async endOthers(accountId: string, keep: string | null, why: GrantEnding): Promise<void> {
    const { sessions, tokens, grants } = this.#options;
    for (const grant of await sessions.removeOthers(accountId, keep)) grants.end(grant, why);
    for (const grant of await tokens.removeOthers(accountId, keep)) grants.end(grant, why);
  }
}

function signInOf(kind: SignIn["kind"], current: string) {
  return ({ id, userAgent, createdAt, expiresAt }: Session | TokenFamily): SignIn => ({
    ...{ id, kind, userAgent, createdAt, expiresAt },
    current: id === current,
  });
}
