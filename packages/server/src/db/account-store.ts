import type { Kysely } from "kysely";
import type { Account, AccountStore } from "../runtime/ports.ts";
import type { Schema } from "./schema.ts";

export class SqlAccountStore implements AccountStore {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  async create(account: Account): Promise<"created" | "taken"> {
    const created = await this.#db
      .insertInto("accounts")
      .values(account)
      .onConflict((conflict) => conflict.column("usernameKey").doNothing())
      .returning("id")
      .executeTakeFirst();
    return created === undefined ? "taken" : "created";
  }

  async byId(id: string): Promise<Account | null> {
    const query = this.#db.selectFrom("accounts").selectAll().where("id", "=", id);
    return (await query.executeTakeFirst()) ?? null;
  }

  async byUsernameKey(usernameKey: string): Promise<Account | null> {
    const query = this.#db.selectFrom("accounts").selectAll();
    return (await query.where("usernameKey", "=", usernameKey).executeTakeFirst()) ?? null;
  }

  async setPassword(
    id: string,
    { passwordHash, passwordRule }: Pick<Account, "passwordHash" | "passwordRule">,
  ): Promise<"changed" | "unknown"> {
    const changed = await this.#db
      .updateTable("accounts")
      .set({ passwordHash, passwordRule })
      .where("id", "=", id)
      .returning("id")
      .executeTakeFirst();
    return changed === undefined ? "unknown" : "changed";
  }
}
