import type { ExpressionBuilder, Kysely, Transaction } from "kysely";
import type { InviteRecord, InviteStore, Membership } from "../runtime/ports.ts";
import { lockRoom } from "./locks.ts";
import type { Schema } from "./schema.ts";

export class SqlInviteStore implements InviteStore {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  /** What cannot be used any more makes room for the new one; `too_many` counts only the others. */
  async create(invite: InviteRecord, limit: number): Promise<"created" | "too_many"> {
    return await this.#db.transaction().execute(async (trx) => {
      await lockRoom(trx, invite.roomId);
      if (!(await hasPlace(trx, invite, limit))) return "too_many";
      await trx.insertInto("invites").values(invite).execute();
      return "created";
    });
  }

  async list(roomId: string): Promise<InviteRecord[]> {
    const query = this.#db.selectFrom("invites").selectAll().where("roomId", "=", roomId);
    return await query.orderBy("createdAt", "desc").orderBy("id", "desc").execute();
  }

  async revoke(roomId: string, id: string, at: number): Promise<"revoked" | "unknown"> {
    const query = this.#db.updateTable("invites").set({ revokedAt: at });
    const valid = query.where("roomId", "=", roomId).where("id", "=", id);
    const revoked = await valid.where("revokedAt", "is", null).returning("id").executeTakeFirst();
    return revoked === undefined ? "unknown" : "revoked";
  }

  /** Whoever has a membership that stays as it is gets it back whatever has become of the invite. */
  async redeem(tokenHash: string, membership: Membership, now: number): Promise<Membership | null> {
    return await this.#db.transaction().execute(async (trx) => {
      if ((await lockRoom(trx, membership.roomId)) === null) return null;
      const found = await find(trx, membership);
      if (found !== null && isSettled(found, membership)) return found;
      const role = await useUp(trx, { tokenHash, roomId: membership.roomId, now });
      return role === null ? null : await letIn(trx, membership, { role, now });
    });
  }
}

/** Whether the room has less than `limit` invites, after the dead ones are removed if need be. */
async function hasPlace(
  trx: Transaction<Schema>,
  { roomId, createdAt }: InviteRecord,
  limit: number,
): Promise<boolean> {
  if ((await count(trx, roomId)) < limit) return true;
  const invites = trx.deleteFrom("invites").where("roomId", "=", roomId);
  await invites.where((eb) => eb.not(isUsable(createdAt)(eb))).execute();
  return (await count(trx, roomId)) < limit;
}

async function count(trx: Transaction<Schema>, roomId: string): Promise<number> {
  const invites = trx.selectFrom("invites").where("roomId", "=", roomId);
  const query = invites.select((eb) => eb.fn.countAll().as("rows"));
  return Number((await query.executeTakeFirstOrThrow()).rows);
}

async function find(
  trx: Transaction<Schema>,
  { roomId, principal }: Membership,
): Promise<Membership | null> {
  const query = trx.selectFrom("memberships").selectAll().where("roomId", "=", roomId);
  return (await query.where("principal", "=", principal).executeTakeFirst()) ?? null;
}

/** In, or put out: the epoch has grown since it was new. An invite lets nobody in again. */
function isSettled(found: Membership, fresh: Membership): boolean {
  return found.admittedAt !== null || found.bannedAt !== null || found.epoch > fresh.epoch;
}

/** The role that the invite gives; null when it gives none. */
async function useUp(
  trx: Transaction<Schema>,
  { tokenHash, roomId, now }: { tokenHash: string; roomId: string; now: number },
): Promise<InviteRecord["role"] | null> {
  const used = await trx
    .updateTable("invites")
    .set((eb) => ({ usesLeft: eb("usesLeft", "-", 1) }))
    .where("tokenHash", "=", tokenHash)
    .where("roomId", "=", roomId)
    .where(isUsable(now))
    .returning("role")
    .executeTakeFirst();
  return used?.role ?? null;
}

function isUsable(now: number) {
  return (eb: ExpressionBuilder<Schema, "invites">) =>
    eb.and([
      eb("revokedAt", "is", null),
      eb.or([eb("expiresAt", "is", null), eb("expiresAt", ">", now)]),
      eb.or([eb("usesLeft", "is", null), eb("usesLeft", ">", 0)]),
    ]);
}

/** Whoever waits already keeps the participant id, and a role that is more than a member's. */
async function letIn(
  trx: Transaction<Schema>,
  membership: Membership,
  { role, now }: { role: InviteRecord["role"]; now: number },
): Promise<Membership> {
  return await trx
    .insertInto("memberships")
    .values({ ...membership, role, admittedAt: now, bannedAt: null })
    .onConflict((conflict) =>
      conflict.columns(["roomId", "principal"]).doUpdateSet((eb) => ({
        admittedAt: now,
        role: eb
          .case()
          .when("memberships.role", "=", "member")
          .then(role)
          .else(eb.ref("memberships.role"))
          .end(),
      })),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
}
