import type { ExpressionBuilder, Kysely, SelectQueryBuilder, Transaction } from "kysely";
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
      return await closeStays(trx, leftAt);
    });
  }

  async closeIn(roomId: string, except: readonly string[], leftAt: number): Promise<void> {
    const open = this.#db.updateTable("stays").where("roomId", "=", roomId);
    const others = except.length === 0 ? open : open.where("id", "not in", except);
    await others.set(closedAt(leftAt)).where("leftAt", "is", null).execute();
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

type RoomIds = SelectQueryBuilder<Schema, "roomOwners" | "nodes", { readonly roomId: string }>;

/** Moves `usedAt` forward where a stay is open, except in these rooms. */
export async function markRoomsUsed(
  trx: Transaction<Schema>,
  at: number,
  except: RoomIds | null = null,
): Promise<void> {
  const inUse = trx.selectFrom("stays").select("roomId").where("leftAt", "is", null);
  const rooms = trx.updateTable("rooms").set({ usedAt: at }).where("usedAt", "<", at);
  const ours = except === null ? rooms : rooms.where("id", "not in", except);
  await ours.where("id", "in", inUse).execute();
}

/** Closes the open stays, except those in these rooms; how many. */
export async function closeStays(
  trx: Transaction<Schema>,
  leftAt: number,
  except: RoomIds | null = null,
): Promise<number> {
  const stays = trx.updateTable("stays").where("leftAt", "is", null);
  const ours = except === null ? stays : stays.where("roomId", "not in", except);
  const { numUpdatedRows } = await ours.set(closedAt(leftAt)).executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

/** Nobody leaves before they came, whatever the clocks of two nodes say. */
function closedAt(leftAt: number) {
  return (eb: ExpressionBuilder<Schema, "stays">) => ({
    leftAt: eb.case().when("joinedAt", ">", leftAt).then(eb.ref("joinedAt")).else(leftAt).end(),
  });
}
