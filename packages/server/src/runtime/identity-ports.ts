/** What is stored of who somebody is: accounts, and what they sign in with. */

export type Account = {
  readonly id: string;
  readonly username: string;
  /** The username after NFKC and lower-casing; unique. */
  readonly usernameKey: string;
  readonly displayName: string;
  readonly createdAt: number;
  /** A PHC string: `$argon2id$v=19$m=...,t=...,p=...$salt$hash`. */
  readonly passwordHash: string;
  /** The rule that the password was checked against when it was chosen. */
  readonly passwordRule: "trial" | "strict";
  /** Set once it was deleted: the row stays, without anything of the person, for its rooms. */
  readonly deletedAt: number | null;
};

export interface AccountStore {
  create(account: Account): Promise<"created" | "taken">;
  byId(id: string): Promise<Account | null>;
  byUsernameKey(usernameKey: string): Promise<Account | null>;
  setPassword(
    id: string,
    password: Pick<Account, "passwordHash" | "passwordRule">,
  ): Promise<"changed" | "unknown">;
  rename(id: string, displayName: string): Promise<"changed" | "unknown">;
  /**
   * Deletes the account: its name is free again, its sessions and tokens are gone, its rooms are
   * deleted as of `at`; returns the ids of those rooms.
   */
  remove(id: string, at: number): Promise<readonly string[]>;
  /** Removes the rows of deleted accounts that own no room any more; how many. */
  removeForgotten(): Promise<number>;
}

export type Session = {
  /** SHA-256 of the cookie's value, base64url: the database does not hold what signs in. */
  readonly id: string;
  readonly accountId: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** The browser's own words about itself, cut to 256 characters. */
  readonly userAgent: string | null;
};

export interface SessionStore {
  create(session: Session): Promise<void>;
  /** The session and its account, unless it has expired at `now`. */
  find(id: string, now: number): Promise<{ session: Session; account: Account } | null>;
  remove(id: string): Promise<"removed" | "unknown">;
  /** Those that have not expired at `now`, newest first. */
  listOf(accountId: string, now: number): Promise<Session[]>;
  /** Removes all sessions of an account but one; returns the ids of those removed. */
  removeOthers(accountId: string, keep: string | null): Promise<string[]>;
  /** Removes what has expired at `now`; returns how many. */
  removeExpired(now: number): Promise<number>;
}

/** All refresh tokens that came of one sign-in, each from the one before. */
export type TokenFamily = {
  readonly id: string;
  readonly accountId: string;
  /** SHA-256 of the newest refresh token, base64url: the only one that is good. */
  readonly tokenHash: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly userAgent: string | null;
};

export interface TokenStore {
  create(family: TokenFamily): Promise<void>;
  /** The family and its account, unless it was removed or has expired at `now`. */
  find(id: string, now: number): Promise<{ family: TokenFamily; account: Account } | null>;
  /**
   * Puts `next` in the place of `current`, which must be the newest token of the family. `reused`:
   * it is not, and the family was removed.
   */
  rotate(
    id: string,
    current: string,
    next: Pick<TokenFamily, "tokenHash" | "expiresAt">,
  ): Promise<"rotated" | "reused" | "unknown">;
  remove(id: string): Promise<"removed" | "unknown">;
  /** Those that have not expired at `now`, newest first. */
  listOf(accountId: string, now: number): Promise<TokenFamily[]>;
  /** Removes all families of an account but one; returns the ids of those removed. */
  removeOthers(accountId: string, keep: string | null): Promise<string[]>;
  removeExpired(now: number): Promise<number>;
}

/** A key pair that signs access tokens. */
export type SigningKey = {
  readonly id: string;
  /** The public JWK (RFC 7517) as JSON. */
  readonly publicKey: string;
  /** The private JWK, encrypted with the server's SECRET. */
  readonly privateKey: string;
  readonly createdAt: number;
};

export interface SigningKeyStore {
  /** Newest first. */
  list(): Promise<SigningKey[]>;
  create(key: SigningKey): Promise<void>;
  removeBefore(createdAt: number): Promise<number>;
}
