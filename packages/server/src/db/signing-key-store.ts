import type { Kysely } from "kysely";
import type { SigningKey, SigningKeyStore } from "../runtime/ports.ts";
import type { Schema } from "./schema.ts";

export class SqlSigningKeyStore implements SigningKeyStore {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  async list(): Promise<SigningKey[]> {
    const query = this.#db.selectFrom("signingKeys").selectAll();
    return await query.orderBy("createdAt", "desc").orderBy("id", "desc").execute();
  }

  async create(key: SigningKey): Promise<void> {
    await this.#db.insertInto("signingKeys").values(key).execute();
  }

  async removeBefore(createdAt: number): Promise<number> {
    const query = this.#db.deleteFrom("signingKeys").where("createdAt", "<", createdAt);
    const { numDeletedRows } = await query.executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }
}
