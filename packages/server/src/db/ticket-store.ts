import type { Kysely } from "kysely";
import type { TicketStore } from "../runtime/ports.ts";
import type { Schema } from "./schema.ts";

export class SqlTicketStore implements TicketStore {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  /** Of two inserts at the same moment one waits for the other, and then finds its row. */
  async use(id: string, expiresAt: number): Promise<"used" | "again"> {
    const inserted = await this.#db
      .insertInto("usedTickets")
      .values({ id, expiresAt })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .returning("id")
      .executeTakeFirst();
    return inserted === undefined ? "again" : "used";
  }

  async removeExpired(now: number): Promise<number> {
    const query = this.#db.deleteFrom("usedTickets").where("expiresAt", "<=", now);
    const { numDeletedRows } = await query.executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }
}
