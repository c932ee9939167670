import type { Kysely } from "kysely";
import type { Membership, MembershipStore, Principal } from "../runtime/ports.ts";
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

  async ensure(membership: Membership): Promise<Membership> {
    const found = await this.find(membership.roomId, membership.principal);
    return found ?? (await this.#insertOrGet(membership));
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
