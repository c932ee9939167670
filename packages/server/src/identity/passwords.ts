import { type Limits, ParleyError } from "@parley/protocol";
import { isCommonPassword } from "./common-passwords.ts";
import { hashPassword, impossibleHash, verifyPassword } from "./password-hash.ts";
import { Semaphore } from "./semaphore.ts";

type Options = {
  /** `trial` takes 4 characters or more; `strict` 8 or more, and none of the most common. */
  readonly rule: "trial" | "strict";
  readonly limits: Pick<
    Limits,
    "passwordMinTrial" | "passwordMinStrict" | "passwordHashesAtOnce" | "passwordHashesWaiting"
  >;
};

/** Password rules, hashing and checking. Hashes are computed a few at a time. */
export class Passwords {
  readonly rule: "trial" | "strict";
  readonly #minLength: number;
  readonly #turns: Semaphore;
  readonly #nobodysHash = impossibleHash();

  constructor({ rule, limits }: Options) {
    this.rule = rule;
    this.#minLength = rule === "strict" ? limits.passwordMinStrict : limits.passwordMinTrial;
    this.#turns = new Semaphore(limits.passwordHashesAtOnce, limits.passwordHashesWaiting);
  }

  /** Throws `password_too_short` or `password_too_common` when the rule refuses the password. */
  check(password: string): void {
    if (Array.from(password).length < this.#minLength) {
      throw new ParleyError(
        "password_too_short",
        `A password has ${this.#minLength} characters or more.`,
      );
    }
    if (this.rule === "strict" && isCommonPassword(password)) {
      throw new ParleyError("password_too_common");
    }
  }

  /** The PHC string to store; throws `unavailable` when too many wait. */
  async hash(password: string): Promise<string> {
    return this.#turns.run(() => hashPassword(password));
  }

  /**
   * Whether the password has this hash. Null stands for a user who does not exist: the answer is
   * no, after the same time. Throws `unavailable` when too many wait.
   */
  async verify(hash: string | null, password: string): Promise<boolean> {
    return this.#turns.run(() => verifyPassword(hash ?? this.#nobodysHash, password));
  }
}
