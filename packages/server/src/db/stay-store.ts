import type { Kysely, Transaction } from "kysely";
import type { Page, PageRequest, Stay, StayStore } from "../runtime/ports.ts";
import { pageOf, placeOf } from "./page.ts";
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
      .onConflict((conflict) => conflict.column("id").doNothing())
      .execute();
  }

  /** `unknown`: there is no open stay with this id. */
  async close(id: string, leftAt: number): Promise<"closed" | "unknown"> {
    const query = this.#db.updateTable("stays").set({ leftAt }).where("id", "=", id);
    const closed = await query.where("leftAt", "is", null).returning("id").executeTakeFirst();
    return closed === undefined ? "unknown" : "closed";
  }

  /** Their rooms count as used until then. */
  async closeAll(leftAt: number): Promise<number> {
    return await this.#db.transaction().execute(async (trx) => {
      await markRoomsUsed(trx, leftAt);
      return await closeOpen(trx, leftAt);
    });
  }

  async list(roomId: string): Promise<Stay[]> {
    const query = this.#db.selectFrom("stays").selectAll().where("roomId", "=", roomId);
    return await query.orderBy("joinedAt").orderBy("id").execute();
  }

  async page(roomId: string, { cursor, limit }: PageRequest): Promise<Page<Stay>> {
    const below = placeOf(cursor);
    const rows = await this.#db
      .selectFrom("stays")
      .selectAll()
      .where("roomId", "=", roomId)
      .where((eb) => eb(eb.refTuple("joinedAt", "id"), "<", eb.tuple(below.at, below.id)))
      .orderBy("joinedAt", "desc")
      .orderBy("id", "desc")
      .limit(limit + 1)
      .execute();
    return pageOf(rows, limit, ({ joinedAt, id }) => ({ at: joinedAt, id }));
  }
}

/** Moves `usedAt` forward where a stay is open. */
async function markRoomsUsed(trx: Transaction<Schema>, at: number): Promise<void> {
  const inUse = trx.selectFrom("stays").select("roomId").where("leftAt", "is", null);
  const rooms = trx.updateTable("rooms").set({ usedAt: at }).where("usedAt", "<", at);
  await rooms.where("id", "in", inUse).execute();
}

async function closeOpen(trx: Transaction<Schema>, leftAt: number): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable("stays")
    .set((eb) => ({
      leftAt: eb.case().when("joinedAt", ">", leftAt).then(eb.ref("joinedAt")).else(leftAt).end(),
    }))
    .where("leftAt", "is", null)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}
