import type { Kysely, Transaction } from "kysely";
import type { Account, AccountStore } from "../runtime/ports.ts";
import type { Schema } from "./schema.ts";

type Changes = Partial<Pick<Account, "passwordHash" | "passwordRule" | "displayName">>;

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

  /** Also when it is deleted. */
  async byId(id: string): Promise<Account | null> {
    const query = this.#db.selectFrom("accounts").selectAll().where("id", "=", id);
    return (await query.executeTakeFirst()) ?? null;
  }

  async byUsernameKey(usernameKey: string): Promise<Account | null> {
    const query = this.#db.selectFrom("accounts").selectAll();
    const named = query.where("usernameKey", "=", usernameKey).where("deletedAt", "is", null);
    return (await named.executeTakeFirst()) ?? null;
  }

  async setPassword(
    id: string,
    { passwordHash, passwordRule }: Pick<Account, "passwordHash" | "passwordRule">,
  ): Promise<"changed" | "unknown"> {
    return await this.#change(id, { passwordHash, passwordRule });
  }

  async rename(id: string, displayName: string): Promise<"changed" | "unknown"> {
    return await this.#change(id, { displayName });
  }

  async remove(id: string, at: number): Promise<readonly string[]> {
    return await this.#db.transaction().execute(async (trx) => {
      if (!(await makeTombstone(trx, id, at))) return [];
      await trx.deleteFrom("sessions").where("accountId", "=", id).execute();
      await trx.deleteFrom("tokenFamilies").where("accountId", "=", id).execute();
      return await removeRooms(trx, id, at);
    });
  }

  async removeForgotten(): Promise<number> {
    const { numDeletedRows } = await this.#db
      .deleteFrom("accounts")
      .where("deletedAt", "is not", null)
      .where((eb) => {
        const rooms = eb.selectFrom("rooms").select("rooms.id");
        return eb.not(eb.exists(rooms.whereRef("rooms.ownerId", "=", "accounts.id")));
      })
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }

  async #change(id: string, changes: Changes): Promise<"changed" | "unknown"> {
    const query = this.#db.updateTable("accounts").set(changes).where("id", "=", id);
    const living = query.where("deletedAt", "is", null);
    const changed = await living.returning("id").executeTakeFirst();
    return changed === undefined ? "unknown" : "changed";
  }
}

/** Takes everything of the person out of the row. False when there is none, or no person in it. */
async function makeTombstone(trx: Transaction<Schema>, id: string, at: number): Promise<boolean> {
  // A username has no white space, so nobody can have taken this one or ever take it.
  const username = `deleted ${id}`;
  const tombstone = { username, usernameKey: username, displayName: "", passwordHash: "deleted" };
  const query = trx.updateTable("accounts").set({ ...tombstone, deletedAt: at });
  const living = query.where("id", "=", id).where("deletedAt", "is", null);
  return (await living.returning("id").executeTakeFirst()) !== undefined;
}

/** Deletes the rooms that the account owns and returns their ids. */
async function removeRooms(
  trx: Transaction<Schema>,
  ownerId: string,
  at: number,
): Promise<string[]> {
  const query = trx.updateTable("rooms").set({ deletedAt: at }).where("ownerId", "=", ownerId);
  const removed = await query.where("deletedAt", "is", null).returning("id").execute();
  return removed.map(({ id }) => id);
}
