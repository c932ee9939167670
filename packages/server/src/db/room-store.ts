import { RoomSettings, decodeJson } from "@parley/protocol";
import type { Kysely, Transaction } from "kysely";
import { Check } from "typebox/value";
import type { Membership, RoomRecord, RoomStore } from "../runtime/ports.ts";
import type { RoomRow, Schema } from "./schema.ts";

export class SqlRoomStore implements RoomStore {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  async create(
    room: RoomRecord,
    owner: Membership,
    limit: number,
  ): Promise<"created" | "code_taken" | "too_many"> {
    return await this.#db.transaction().execute(async (trx) => {
      await lockAccount(trx, room.ownerId);
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
}

/**
 * Makes a second transaction of the same account wait, so that two do not both count the last free
 * place. SQLite's one writer would do without, a database with several writers
 * would not.
 */
async function lockAccount(trx: Transaction<Schema>, id: string): Promise<void> {
  const touch = trx.updateTable("accounts").set((eb) => ({ displayName: eb.ref("displayName") }));
  await touch.where("id", "=", id).execute();
}

async function countOwned(trx: Transaction<Schema>, ownerId: string): Promise<number> {
  const rooms = trx.selectFrom("rooms").where("ownerId", "=", ownerId);
  const { owned } = await rooms
    .select((eb) => eb.fn.countAll().as("owned"))
    .executeTakeFirstOrThrow();
  return Number(owned);
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

function rowOf(room: RoomRecord): RoomRow {
  return { ...room, locked: room.locked ? 1 : 0, settings: JSON.stringify(room.settings) };
}

/** Throws when the stored settings are not settings. */
function recordOf(row: RoomRow): RoomRecord {
  const settings = decodeJson<RoomSettings>(row.settings, (value) => Check(RoomSettings, value));
  if (settings === null) throw new Error(`The stored settings of room ${row.id} cannot be read.`);
  return { ...row, locked: row.locked === 1, settings };
}
