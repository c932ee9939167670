import type { Role } from "@parley/protocol";
import type { Kysely, NotNull } from "kysely";
import type { Ban, Membership, MembershipStore, Principal } from "../runtime/ports.ts";
import { lockRoom } from "./locks.ts";
import type { Schema } from "./schema.ts";

export class SqlMembershipStore implements MembershipStore {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  async find(roomId: string, principal: Principal): Promise<Membership | null> {
    const query = this.#db.selectFrom("memberships").selectAll().where("roomId", "=", roomId);
    return (await query.where("principal", "=", principal).executeTakeFirst()) ?? null;
  }

  async byParticipant(roomId: string, participantId: string): Promise<Membership | null> {
    const query = this.#db.selectFrom("memberships").selectAll().where("roomId", "=", roomId);
    return (await query.where("participantId", "=", participantId).executeTakeFirst()) ?? null;
  }

  async among(roomId: string, participantIds: readonly string[]): Promise<Membership[]> {
    if (participantIds.length === 0) return [];
    const query = this.#db.selectFrom("memberships").selectAll().where("roomId", "=", roomId);
    return await query.where("participantId", "in", participantIds).execute();
  }

  async ensure(membership: Membership): Promise<Membership> {
    const found = await this.find(membership.roomId, membership.principal);
    return found ?? (await this.#insertOrGet(membership));
  }

  async admit(roomId: string, participantIds: readonly string[], at: number): Promise<void> {
    if (participantIds.length === 0) return;
    await this.#db
      .updateTable("memberships")
      .set({ admittedAt: at })
      .where("roomId", "=", roomId)
      .where("participantId", "in", participantIds)
      .where("admittedAt", "is", null)
      .where("bannedAt", "is", null)
      .execute();
  }

  async setRole(roomId: string, participantId: string, role: Role): Promise<"changed" | "unknown"> {
    const changed = await updateOf(this.#db, roomId, participantId)
      .set({ role })
      .where("role", "<>", "owner")
      .where("bannedAt", "is", null)
      .where((eb) => eb.or([eb("admittedAt", "is not", null), eb("role", "=", "cohost")]))
      .returning("role")
      .executeTakeFirst();
    return changed === undefined ? "unknown" : "changed";
  }

  /** Locks the room: an invite finds the person as they were before this or are after it. */
  async remove(
    roomId: string,
    participantId: string,
    { at, ban, name }: { readonly at: number; readonly ban: boolean; readonly name: string | null },
  ): Promise<Membership | null> {
    return await this.#db.transaction().execute(async (trx) => {
      await lockRoom(trx, roomId);
      const removed = await updateOf(trx, roomId, participantId)
        .set((eb) => ({
          name: name ?? eb.ref("name"),
          role: "member",
          epoch: eb("epoch", "+", 1),
          admittedAt: null,
          bannedAt: ban ? at : eb.ref("bannedAt"),
        }))
        .where("role", "<>", "owner")
        .returningAll()
        .executeTakeFirst();
      return removed ?? null;
    });
  }

  async bans(roomId: string): Promise<Ban[]> {
    return await this.#db
      .selectFrom("memberships")
      .select(["participantId", "principal", "name", "bannedAt"])
      .where("roomId", "=", roomId)
      .where("bannedAt", "is not", null)
      .orderBy("bannedAt", "desc")
      .orderBy("participantId", "desc")
      .$narrowType<{ bannedAt: NotNull }>()
      .execute();
  }

  async liftBan(roomId: string, participantId: string): Promise<"lifted" | "unknown"> {
    const query = updateOf(this.#db, roomId, participantId).set({ bannedAt: null });
    const banned = query.where("bannedAt", "is not", null);
    return (await banned.returning("role").executeTakeFirst()) === undefined ? "unknown" : "lifted";
  }

  /** The update changes nothing: it makes `returning` give the row that another was first to insert. */
  async #insertOrGet(membership: Membership): Promise<Membership> {
    return await this.#db
      .insertInto("memberships")
      .values(membership)
      .onConflict((conflict) =>
        conflict
          .columns(["roomId", "principal"])
          .doUpdateSet((eb) => ({ role: eb.ref("memberships.role") })),
      )
      .returningAll()
      .executeTakeFirstOrThrow();
  }
}

function updateOf(db: Kysely<Schema>, roomId: string, participantId: string) {
  const query = db.updateTable("memberships").where("roomId", "=", roomId);
  return query.where("participantId", "=", participantId);
}
