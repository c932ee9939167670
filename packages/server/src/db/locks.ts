/**
 * Each makes a second transaction on the same row wait, so that two do not both take the last free
 * place. SQLite's one writer would do without; Postgres, whose transactions run at the same time,
 * would not. There the statements that follow see what was committed in the meantime (READ
 * COMMITTED). An update that changes nothing is a lock in both, and unlike `for update` it lets
 * rows be inserted that refer to the locked one. Who needs both locks the account first.
 */
import type { Transaction } from "kysely";
import type { RoomRow, Schema } from "./schema.ts";

/** False when there is no such account, or it is deleted. */
export async function lockAccount(trx: Transaction<Schema>, id: string): Promise<boolean> {
  const locked = await trx
    .updateTable("accounts")
    .set((eb) => ({ displayName: eb.ref("displayName") }))
    .where("id", "=", id)
    .where("deletedAt", "is", null)
    .returning("id")
    .executeTakeFirst();
  return locked !== undefined;
}

/** Null when there is no such room, or it is deleted. */
export async function lockRoom(trx: Transaction<Schema>, id: string): Promise<RoomRow | null> {
  const locked = await trx
    .updateTable("rooms")
    .set((eb) => ({ name: eb.ref("name") }))
    .where("id", "=", id)
    .where("deletedAt", "is", null)
    .returningAll()
    .executeTakeFirst();
  return locked ?? null;
}
