import { createHash, randomBytes } from "node:crypto";
import { type Limits, ParleyError, type TokenPair } from "@parley/protocol";
import type { Account, Clock, TokenStore } from "../runtime/ports.ts";
import type { AccessTokens } from "./access-tokens.ts";
import type { Grants } from "./grants.ts";
import { type AccountIdentity, accountIdentity } from "./identity.ts";
import type { NewId } from "./random.ts";

const SECRET_BYTES = 32;
const REFRESH_TOKEN = /^([\w-]{1,64})\.[\w-]{43}$/;

type Options = {
  readonly store: TokenStore;
  readonly access: AccessTokens;
  readonly grants: Grants;
  readonly clock: Pick<Clock, "now">;
  readonly limits: Pick<Limits, "refreshTokenMs">;
  /** Makes ids of families. */
  readonly ids: NewId;
};

/**
 * Sign-ins of programs. A refresh token is the id of its family + "." + 32 random bytes, for one
 * use; the store knows the SHA-256 of the newest. An access token holds as long as its family.
 */
export class Tokens {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Starts a family. */
  async start(account: Account, userAgent: string | null): Promise<TokenPair> {
    const { store, access, clock, ids } = this.#options;
    const id = ids();
    const { refresh, ...kept } = this.#newRefreshToken(id);
    const createdAt = clock.now();
    await store.create({ id, accountId: account.id, createdAt, userAgent, ...kept });
    return { access: await access.sign({ accountId: account.id, familyId: id }), refresh };
  }

  /**
   * A new pair for a refresh token, which is used up by that. A token that is used twice was
   * stolen from one of two: its family ends. Throws `invalid_refresh_token`.
   */
  async refresh(token: string): Promise<TokenPair> {
    const { store, access, clock, grants } = this.#options;
    const id = familyOf(token);
    const found = id === null ? null : await store.find(id, clock.now());
    if (found === null) throw new ParleyError("invalid_refresh_token");
    const { family, account } = found;
    const { refresh, ...next } = this.#newRefreshToken(family.id);
    const outcome = await store.rotate(family.id, hashOf(token), next);
    if (outcome === "reused") grants.end(family.id, "signed_out");
    if (outcome !== "rotated") throw new ParleyError("invalid_refresh_token");
    return { access: await access.sign({ accountId: account.id, familyId: family.id }), refresh };
  }

  /** Ends the family of a refresh token, whether it is the newest or an older one (RFC 7009). */
  async revoke(token: string): Promise<void> {
    const id = familyOf(token);
    if (id === null || (await this.#options.store.remove(id)) === "unknown") return;
    this.#options.grants.end(id, "signed_out");
  }

  /** Who the access token stands for; null when it stands for nobody. */
  async authenticate(
    accessToken: string,
  ): Promise<{ identity: AccountIdentity; account: Account } | null> {
    const { store, access, clock } = this.#options;
    const claims = await access.verify(accessToken);
    const found = claims === null ? null : await store.find(claims.familyId, clock.now());
    if (found === null || found.account.id !== claims?.accountId) return null;
    return { identity: accountIdentity(found.account, found.family.id), account: found.account };
  }

  /** Whether the family is still there. */
  async holds(familyId: string): Promise<boolean> {
    const { store, clock } = this.#options;
    return (await store.find(familyId, clock.now())) !== null;
  }

  #newRefreshToken(familyId: string) {
    const refresh = `${familyId}.${randomBytes(SECRET_BYTES).toString("base64url")}`;
    const expiresAt = this.#options.clock.now() + this.#options.limits.refreshTokenMs;
    return { refresh, tokenHash: hashOf(refresh), expiresAt };
  }
}

function familyOf(token: string): string | null {
  return REFRESH_TOKEN.exec(token)?.[1] ?? null;
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
