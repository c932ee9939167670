import {
  type LoginBody,
  type Limits,
  ParleyError,
  type PasswordBody,
  type RegisterBody,
} from "@parley/protocol";
import type { Account, AccountStore, Clock } from "../runtime/ports.ts";
import { LoginThrottle } from "./login-throttle.ts";
import type { Passwords } from "./passwords.ts";
import type { NewId } from "./random.ts";
import type { SignIns } from "./sign-ins.ts";
import { usernameKey } from "./usernames.ts";

type Options = {
  readonly store: AccountStore;
  readonly signIns: SignIns;
  readonly passwords: Passwords;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly ids: NewId;
};

/** Making accounts and proving that one is one's own. */
export class Accounts {
  readonly #options: Options;
  readonly #throttle: LoginThrottle;

  constructor(options: Options) {
    const { clock, limits } = options;
    this.#options = options;
    this.#throttle = new LoginThrottle({ clock, limits });
  }

  /** Throws `username_taken`, and what `Passwords.check` and `Passwords.hash` throw. */
  async register({ username, password, displayName }: RegisterBody): Promise<Account> {
    const { store, clock, ids } = this.#options;
    const account: Account = {
      id: ids(),
      username,
      usernameKey: usernameKey(username),
      displayName: displayName ?? username,
      createdAt: clock.now(),
      deletedAt: null,
      ...(await this.#newPassword(password)),
    };
    if ((await store.create(account)) === "taken") throw new ParleyError("username_taken");
    return account;
  }

  /**
   * The account, if the password is right. `newPassword` replaces it. Throws `wrong_credentials`,
   * `password_change_required`, `rate_limited`, and what `Passwords.check` throws.
   */
  async logIn(body: LoginBody, address: string): Promise<Account> {
    const account = await this.#proven(usernameKey(body.username), body.password, address);
    if (account === null) throw new ParleyError("wrong_credentials");
    await this.#settlePassword(account, body);
    return account;
  }

  /**
   * Replaces the password and ends all sign-ins but `keep`. Throws `wrong_password`,
   * `rate_limited`, and what `Passwords.check` throws.
   */
  async changePassword(
    { id, usernameKey: key }: Account,
    { password, newPassword }: PasswordBody,
    { address, keep }: { readonly address: string; readonly keep: string },
  ): Promise<void> {
    const account = await this.#proven(key, password, address);
    if (account?.id !== id) throw new ParleyError("wrong_password");
    await this.#replacePassword(account, { password, newPassword }, keep);
  }

  /** Throws `not_authenticated` when the account has been deleted meanwhile. */
  async rename(account: Account, displayName: string): Promise<Account> {
    const outcome = await this.#options.store.rename(account.id, displayName);
    if (outcome === "unknown") throw new ParleyError("not_authenticated");
    return { ...account, displayName };
  }

  /** Signs out everywhere and deletes the account; returns the ids of its rooms. */
  async delete({ id }: Account): Promise<readonly string[]> {
    const { store, signIns, clock } = this.#options;
    await signIns.endOthers(id, null, "signed_out");
    return store.remove(id, clock.now());
  }

  /** The account with this name, if the password is its own; as slow when there is none. */
  async #proven(key: string, password: string, address: string): Promise<Account | null> {
    const { store, passwords } = this.#options;
    return this.#throttle.attempt(key, address, async () => {
      const found = await store.byUsernameKey(key);
      const right = await passwords.verify(found?.passwordHash ?? null, password);
      return right ? found : null;
    });
  }

  async #settlePassword(account: Account, { password, newPassword }: LoginBody): Promise<void> {
    const { passwords } = this.#options;
    const mustChange = passwords.rule === "strict" && account.passwordRule === "trial";
    if (newPassword !== undefined) {
      await this.#replacePassword(account, { password, newPassword }, null);
    } else if (mustChange) {
      throw new ParleyError("password_change_required");
    }
  }

  /** Whoever is signed in with the old password, but for `keep`, is so no longer. */
  async #replacePassword(
    account: Account,
    { password, newPassword }: PasswordBody,
    keep: string | null,
  ): Promise<void> {
    const { store, signIns } = this.#options;
    if (newPassword === password) {
      throw new ParleyError("validation_failed", "newPassword must differ from password.");
    }
    await store.setPassword(account.id, await this.#newPassword(newPassword));
    await signIns.endOthers(account.id, keep, "password_changed");
  }

  /** What is stored of a password that someone chose now. */
  async #newPassword(password: string): Promise<Pick<Account, "passwordHash" | "passwordRule">> {
    const { passwords } = this.#options;
    passwords.check(password);
    return { passwordHash: await passwords.hash(password), passwordRule: passwords.rule };
  }
}
