import { createHash, randomBytes } from "node:crypto";
import type { Limits } from "@parley/protocol";
import type { Account, Clock, SessionStore } from "../runtime/ports.ts";
import type { Grants } from "./grants.ts";
import { type AccountIdentity, accountIdentity } from "./identity.ts";

const TOKEN_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

type Options = {
  readonly store: SessionStore;
  readonly grants: Grants;
  readonly clock: Pick<Clock, "now">;
  readonly limits: Pick<Limits, "sessionMs">;
};

/**
 * Signed-in sessions. The token is 32 random bytes, base64url; the store knows only its SHA-256,
 * which is the session's id.
 */
export class Sessions {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Starts a session; `expiresAt` is in milliseconds since 1970. */
  async start(
    account: Account,
    userAgent: string | null,
  ): Promise<{ token: string; sessionId: string; expiresAt: number }> {
    const { store, clock, limits } = this.#options;
    const token = randomBytes(TOKEN_BYTES).toString("base64url");
    const sessionId = idOf(token);
    const createdAt = clock.now();
    const expiresAt = createdAt + limits.sessionMs;
    await store.create({ id: sessionId, accountId: account.id, createdAt, expiresAt, userAgent });
    return { token, sessionId, expiresAt };
  }

  /** Who the token stands for; null when it stands for nobody, which is as good as no token. */
  async authenticate(
    token: string | undefined,
  ): Promise<{ identity: AccountIdentity; account: Account } | null> {
    if (token === undefined || !TOKEN.test(token)) return null;
    const { store, clock } = this.#options;
    const found = await store.find(idOf(token), clock.now());
    if (found === null) return null;
    return { identity: accountIdentity(found.account, found.session.id), account: found.account };
  }

  /** Whether the session is still there. */
  async holds(sessionId: string): Promise<boolean> {
    const { store, clock } = this.#options;
    return (await store.find(sessionId, clock.now())) !== null;
  }

  /** Ends a session and tells the listeners, also when it had ended already. */
  async end(sessionId: string): Promise<void> {
    await this.#options.store.remove(sessionId);
    this.#options.grants.end(sessionId, "signed_out");
  }
}

function idOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
