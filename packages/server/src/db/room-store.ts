import { ParleyError } from "@parley/protocol";
import type { ExpressionBuilder, Kysely, Transaction } from "kysely";
import type {
  Membership,
  Page,
  PageRequest,
  RoomPatch,
  RoomRecord,
  RoomStore,
} from "../runtime/ports.ts";
import { lockAccount, lockRoom } from "./locks.ts";
import { pageOf, placeOf } from "./page.ts";
import { countOwned, handOver } from "./room-owner.ts";
import { recordOf, rowOf } from "./room-row.ts";
import type { Schema } from "./schema.ts";

export class SqlRoomStore implements RoomStore {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  /** Throws `not_authenticated` when the owner's account is not there, or not any more. */
  async create(
    room: RoomRecord,
    owner: Membership,
    limit: number,
  ): Promise<"created" | "code_taken" | "too_many"> {
    return await this.#db.transaction().execute(async (trx) => {
      if (!(await lockAccount(trx, room.ownerId))) throw new ParleyError("not_authenticated");
      if ((await countOwned(trx, room.ownerId)) >= limit) return "too_many";
      if (!(await insertRoom(trx, room))) return "code_taken";
      await trx.insertInto("memberships").values(owner).execute();
      return "created";
    });
  }

  async byCode(code: string): Promise<RoomRecord | null> {
    const query = this.#db.selectFrom("rooms").selectAll().where("code", "=", code);
    const row = await query.executeTakeFirst();
    return row === undefined ? null : recordOf(row);
  }

  async byId(id: string): Promise<RoomRecord | null> {
    const query = this.#db.selectFrom("rooms").selectAll().where("id", "=", id);
    const row = await query.executeTakeFirst();
    return row === undefined ? null : recordOf(row);
  }

  /** Null also when the room is deleted. */
  async update(id: string, patch: RoomPatch): Promise<RoomRecord | null> {
    return await this.#db.transaction().execute(async (trx) => {
      const row = await lockRoom(trx, id);
      if (row === null) return null;
      const { name, access, locked, settings, expiresAt } = rowOf(changedBy(recordOf(row), patch));
      const update = trx.updateTable("rooms").set({ name, access, locked, settings, expiresAt });
      const changed = update.where("id", "=", id).returningAll();
      return recordOf(await changed.executeTakeFirstOrThrow());
    });
  }

  /** Never moves the time back. */
  async markUsed(id: string, at: number): Promise<void> {
    const query = this.#db.updateTable("rooms").set({ usedAt: at }).where("id", "=", id);
    await query.where("usedAt", "<", at).execute();
  }

  async remove(id: string, at: number): Promise<"removed" | "unknown"> {
    const query = this.#db.updateTable("rooms").set({ deletedAt: at }).where("id", "=", id);
    const removed = await query.where("deletedAt", "is", null).returning("id").executeTakeFirst();
    return removed === undefined ? "unknown" : "removed";
  }

  async handOver(
    id: string,
    to: { readonly participantId: string; readonly limit: number },
  ): Promise<"changed" | "too_many" | "unknown"> {
    return await this.#db.transaction().execute((trx) => handOver(trx, id, to));
  }

  async listOf(ownerId: string, { cursor, limit }: PageRequest): Promise<Page<RoomRecord>> {
    const below = placeOf(cursor);
    const rows = await this.#db
      .selectFrom("rooms")
      .selectAll()
      .where("ownerId", "=", ownerId)
      .where("deletedAt", "is", null)
      .where((eb) => eb(eb.refTuple("createdAt", "id"), "<", eb.tuple(below.at, below.id)))
      .orderBy("createdAt", "desc")
      .orderBy("id", "desc")
      .limit(limit + 1)
      .execute();
    return pageOf(rows.map(recordOf), limit, ({ createdAt, id }) => ({ at: createdAt, id }));
  }

  /**
   * Also rooms that a node of the cluster has are left alone; one whose node is gone is nobody's. One
   * room at a time: all that belongs to a room is a lot, and others want to write too.
   */
  async removeForgotten(
    before: number,
    idleMs: number,
    except: ReadonlySet<string>,
  ): Promise<number> {
    const forgotten = isForgotten(before, idleMs);
    const rooms = await this.#db.selectFrom("rooms").select("id").where(forgotten).execute();
    let removed = 0;
    for (const { id } of rooms) {
      if (except.has(id)) continue;
      const removal = this.#db.deleteFrom("rooms").where("id", "=", id).where(forgotten);
      if ((await removal.returning("id").executeTakeFirst()) !== undefined) removed += 1;
    }
    return removed;
  }
}

function changedBy(room: RoomRecord, patch: RoomPatch): RoomRecord {
  return { ...room, ...patch, settings: { ...room.settings, ...patch.settings } };
}

/** False when the code is taken. */
async function insertRoom(trx: Transaction<Schema>, room: RoomRecord): Promise<boolean> {
  const inserted = await trx
    .insertInto("rooms")
    .values(rowOf(room))
    .onConflict((conflict) => conflict.column("code").doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}

function isForgotten(before: number, idleMs: number) {
  return (eb: ExpressionBuilder<Schema, "rooms">) =>
    eb.and([
      eb.or([
        eb("rooms.deletedAt", "<", before),
        eb("rooms.expiresAt", "<", before),
        eb.and([eb("rooms.expiresAt", "is", null), eb("rooms.usedAt", "<", before - idleMs)]),
      ]),
      eb.not(eb.exists(nodeWithRoom(eb))),
    ]);
}

function nodeWithRoom(eb: ExpressionBuilder<Schema, "rooms">) {
  return eb
    .selectFrom("roomOwners")
    .innerJoin("nodes", "nodes.id", "roomOwners.nodeId")
    .select("nodes.id")
    .whereRef("roomOwners.roomId", "=", "rooms.id");
}
