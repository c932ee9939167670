import type { Kysely } from "kysely";
import type { Account, TokenFamily, TokenStore } from "../runtime/ports.ts";
import type { Schema } from "./schema.ts";

export class SqlTokenStore implements TokenStore {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  async create(family: TokenFamily): Promise<void> {
    await this.#db.insertInto("tokenFamilies").values(family).execute();
  }

  async find(id: string, now: number): Promise<{ family: TokenFamily; account: Account } | null> {
    const row = await this.#db
      .selectFrom("tokenFamilies as family")
      .innerJoin("accounts", "accounts.id", "family.accountId")
      .selectAll("accounts")
      .select(["family.createdAt as startedAt", "family.tokenHash"])
      .select(["family.expiresAt", "family.userAgent"])
      .where("family.id", "=", id)
      .where("family.expiresAt", ">", now)
      .where("accounts.deletedAt", "is", null)
      .executeTakeFirst();
    if (row === undefined) return null;
    const { startedAt: createdAt, tokenHash, expiresAt, userAgent, ...account } = row;
    const family = { id, accountId: account.id, tokenHash, createdAt, expiresAt, userAgent };
    return { family, account };
  }

  async rotate(
    id: string,
    current: string,
    { tokenHash, expiresAt }: Pick<TokenFamily, "tokenHash" | "expiresAt">,
  ): Promise<"rotated" | "reused" | "unknown"> {
    return await this.#db.transaction().execute(async (trx) => {
      const rotation = trx.updateTable("tokenFamilies").set({ tokenHash, expiresAt });
      const newest = rotation.where("id", "=", id).where("tokenHash", "=", current);
      if ((await newest.returning("id").executeTakeFirst()) !== undefined) return "rotated";
      const removal = trx.deleteFrom("tokenFamilies").where("id", "=", id).returning("id");
      return (await removal.executeTakeFirst()) === undefined ? "unknown" : "reused";
    });
  }

  async remove(id: string): Promise<"removed" | "unknown"> {
    const query = this.#db.deleteFrom("tokenFamilies").where("id", "=", id).returning("id");
    return (await query.executeTakeFirst()) === undefined ? "unknown" : "removed";
  }

  async listOf(accountId: string, now: number): Promise<TokenFamily[]> {
    const query = this.#db.selectFrom("tokenFamilies").selectAll();
    return await query
      .where("accountId", "=", accountId)
      .where("expiresAt", ">", now)
      .orderBy("createdAt", "desc")
      .orderBy("id", "desc")
      .execute();
  }

  async removeOthers(accountId: string, keep: string | null): Promise<string[]> {
    const all = this.#db.deleteFrom("tokenFamilies").where("accountId", "=", accountId);
    const others = keep === null ? all : all.where("id", "<>", keep);
    return (await others.returning("id").execute()).map(({ id }) => id);
  }

  async removeExpired(now: number): Promise<number> {
    const query = this.#db.deleteFrom("tokenFamilies").where("expiresAt", "<=", now);
    const { numDeletedRows } = await query.executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }
}
