import type { Kysely } from "kysely";
import type { Account, Session, SessionStore } from "../runtime/ports.ts";
import type { Schema } from "./schema.ts";

export class SqlSessionStore implements SessionStore {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  async create(session: Session): Promise<void> {
    await this.#db.insertInto("sessions").values(session).execute();
  }

  async find(id: string, now: number): Promise<{ session: Session; account: Account } | null> {
    const row = await this.#db
      .selectFrom("sessions")
      .innerJoin("accounts", "accounts.id", "sessions.accountId")
      .selectAll("accounts")
      .select(["sessions.createdAt as startedAt", "sessions.expiresAt", "sessions.userAgent"])
      .where("sessions.id", "=", id)
      .where("sessions.expiresAt", ">", now)
      .where("accounts.deletedAt", "is", null)
      .executeTakeFirst();
    if (row === undefined) return null;
    const { startedAt: createdAt, expiresAt, userAgent, ...account } = row;
    return { session: { id, accountId: account.id, createdAt, expiresAt, userAgent }, account };
  }

  async remove(id: string): Promise<"removed" | "unknown"> {
    const query = this.#db.deleteFrom("sessions").where("id", "=", id).returning("id");
    return (await query.executeTakeFirst()) === undefined ? "unknown" : "removed";
  }

  async listOf(accountId: string, now: number): Promise<Session[]> {
    const query = this.#db.selectFrom("sessions").selectAll().where("accountId", "=", accountId);
    return await query
      .where("expiresAt", ">", now)
      .orderBy("createdAt", "desc")
      .orderBy("id", "desc")
      .execute();
  }

  async removeOthers(accountId: string, keep: string | null): Promise<string[]> {
    const all = this.#db.deleteFrom("sessions").where("accountId", "=", accountId);
    const others = keep === null ? all : all.where("id", "<>", keep);
    return (await others.returning("id").execute()).map(({ id }) => id);
  }

  async removeExpired(now: number): Promise<number> {
    const query = this.#db.deleteFrom("sessions").where("expiresAt", "<=", now);
    const { numDeletedRows } = await query.executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }
}
