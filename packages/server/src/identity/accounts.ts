import { type LoginBody, type Limits, ParleyError, type RegisterBody } from "@parley/protocol";
import type { Account, AccountStore, Clock } from "../runtime/ports.ts";
import { LoginThrottle } from "./login-throttle.ts";
import type { Passwords } from "./passwords.ts";
import type { NewId } from "./random.ts";
import { usernameKey } from "./usernames.ts";

type Options = {
  readonly store: AccountStore;
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
    const { store, passwords } = this.#options;
    const key = usernameKey(body.username);
    const account = await this.#throttle.attempt(key, address, async () => {
      const found = await store.byUsernameKey(key);
      const right = await passwords.verify(found?.passwordHash ?? null, body.password);
      return right ? found : null;
    });
    if (account === null) throw new ParleyError("wrong_credentials");
    await this.#settlePassword(account, body);
    return account;
  }

  async #settlePassword(account: Account, { password, newPassword }: LoginBody): Promise<void> {
    const { store, passwords } = this.#options;
    const mustChange = passwords.rule === "strict" && account.passwordRule === "trial";
    if (newPassword === undefined) {
      if (mustChange) throw new ParleyError("password_change_required");
      return;
    }
    if (newPassword === password) {
      throw new ParleyError("validation_failed", "newPassword must differ from password.");
    }
    await store.setPassword(account.id, await this.#newPassword(newPassword));
  }

  /** What is stored of a password that someone chose now. */
  async #newPassword(password: string): Promise<Pick<Account, "passwordHash" | "passwordRule">> {
    const { passwords } = this.#options;
    passwords.check(password);
    return { passwordHash: await passwords.hash(password), passwordRule: passwords.rule };
  }
}
