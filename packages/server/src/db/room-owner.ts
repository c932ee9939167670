import type { Transaction } from "kysely";
import type { Membership } from "../runtime/ports.ts";
import { lockAccount, lockRoom } from "./locks.ts";
import type { Schema } from "./schema.ts";

const ACCOUNT = "account:";

/** How many rooms the account owns; deleted ones do not count. */
export async function countOwned(trx: Transaction<Schema>, ownerId: string): Promise<number> {
  const rooms = trx.selectFrom("rooms").where("ownerId", "=", ownerId);
  const { owned } = await rooms
    .where("deletedAt", "is", null)
    .select((eb) => eb.fn.countAll().as("owned"))
    .executeTakeFirstOrThrow();
  return Number(owned);
}

/** As RoomStore says. `unknown` also when the room is deleted, or the participant has no account. */
export async function handOver(
  trx: Transaction<Schema>,
  roomId: string,
  { participantId, limit }: { readonly participantId: string; readonly limit: number },
): Promise<"changed" | "too_many" | "unknown"> {
  const ownerId = await candidate(trx, roomId, participantId);
  if (ownerId === null || !(await lockAccount(trx, ownerId))) return "unknown";
  const room = await lockRoom(trx, roomId);
  if (room === null) return "unknown";
  if (room.ownerId === ownerId) return "changed";
  if ((await countOwned(trx, ownerId)) >= limit) return "too_many";
  if (!(await promote(trx, roomId, participantId))) return "unknown";
  await trx.updateTable("rooms").set({ ownerId }).where("id", "=", roomId).execute();
  return "changed";
}

/** The account's id; null for a guest, for who is banned and for who was never here. */
async function candidate(
  trx: Transaction<Schema>,
  roomId: string,
  participantId: string,
): Promise<string | null> {
  const query = trx.selectFrom("memberships").select("principal").where("roomId", "=", roomId);
  const membership = await query
    .where("participantId", "=", participantId)
    .where("bannedAt", "is", null)
    .executeTakeFirst();
  return membership === undefined ? null : accountOf(membership);
}

function accountOf({ principal }: Pick<Membership, "principal">): string | null {
  return principal.startsWith(ACCOUNT) ? principal.slice(ACCOUNT.length) : null;
}

/**
 * Makes the participant the owner, and the owner before a co-host. False, and nothing is changed,
 * when the participant was banned since it was found.
 */
async function promote(
  trx: Transaction<Schema>,
  roomId: string,
  participantId: string,
): Promise<boolean> {
  const memberships = trx.updateTable("memberships").where("roomId", "=", roomId);
  const next = memberships.set({ role: "owner" }).where("participantId", "=", participantId);
  const promoted = next.where("bannedAt", "is", null).returning("participantId");
  if ((await promoted.executeTakeFirst()) === undefined) return false;
  const others = memberships.where("participantId", "<>", participantId);
  await others.set({ role: "cohost" }).where("role", "=", "owner").execute();
  return true;
}
