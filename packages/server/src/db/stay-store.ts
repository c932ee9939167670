import type { Kysely } from "kysely";
import type { Stay, StayStore } from "../runtime/ports.ts";
import type { Schema } from "./schema.ts";

export class SqlStayStore implements StayStore {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  async open(stay: Omit<Stay, "leftAt">): Promise<void> {
    await this.#db
      .insertInto("stays")
      .values({ ...stay, leftAt: null })
      .execute();
  }

  /** `unknown`: there is no open stay with this id. */
  async close(id: string, leftAt: number): Promise<"closed" | "unknown"> {
    const query = this.#db.updateTable("stays").set({ leftAt }).where("id", "=", id);
    const closed = await query.where("leftAt", "is", null).returning("id").executeTakeFirst();
    return closed === undefined ? "unknown" : "closed";
  }

  async closeAll(leftAt: number): Promise<number> {
    const { numUpdatedRows } = await this.#db
      .updateTable("stays")
      .set((eb) => ({
        leftAt: eb.case().when("joinedAt", ">", leftAt).then(eb.ref("joinedAt")).else(leftAt).end(),
      }))
      .where("leftAt", "is", null)
      .executeTakeFirstOrThrow();
    return Number(numUpdatedRows);
  }

  async list(roomId: string): Promise<Stay[]> {
    const query = this.#db.selectFrom("stays").selectAll().where("roomId", "=", roomId);
    return await query.orderBy("joinedAt").orderBy("id").execute();
  }
}
