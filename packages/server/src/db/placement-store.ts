import { type Kysely, type Transaction, sql } from "kysely";
import type {
  Claim,
  ClusterNode,
  NodeLoad,
  PlacementStore,
  RoomFence,
  RoomOwner,
} from "../runtime/ports.ts";
import type { RoomOwnerRow, Schema } from "./schema.ts";
import { closeStays, markRoomsUsed } from "./stay-store.ts";

/**
 * The database's own, and of now instead of the transaction's start: a statement that waited for
 * another one must not find a node more alive than it is.
 */
const NOW = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

const SILENT_MS = sql<number>`${NOW} - "nodes"."aliveAt"`;

/** On Postgres; SQLite has neither its clock nor its locks, and no cluster. */
export class SqlPlacementStore implements PlacementStore {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  /**
   * Two statements, of which the second sees what was committed before the first: `takeOver` holds
   * the node's row, so either it finds the node alive, or the room is missing here.
   */
  async heartbeat(
    { id, address }: ClusterNode,
    rooms: number,
    draining: boolean,
  ): Promise<readonly RoomFence[]> {
    const state = { address, aliveAt: NOW, rooms, draining: Number(draining) };
    await this.#db
      .insertInto("nodes")
      .values({ id, ...state })
      .onConflict((conflict) => conflict.column("id").doUpdateSet(state))
      .execute();
    const owned = this.#db.selectFrom("roomOwners").select(["roomId", "fence"]);
    return await owned.where("nodeId", "=", id).execute();
  }

  async ownerOf(roomId: string): Promise<RoomOwner | null> {
    const row = await this.#db
      .selectFrom("roomOwners")
      .leftJoin("nodes", "nodes.id", "roomOwners.nodeId")
      .select(["roomOwners.nodeId", "roomOwners.fence", "nodes.address"])
      .select(sql<number | null>`${SILENT_MS}`.as("silentMs"))
      .where("roomId", "=", roomId)
      .executeTakeFirst();
    return row ?? null;
  }

  async claim(roomId: string, nodeId: string, seen: RoomOwner | null): Promise<Claim | null> {
    return seen === null
      ? await this.#claimFirst(roomId, nodeId)
      : await this.#claimFree(roomId, nodeId, seen);
  }

  async takeOver(
    roomId: string,
    nodeId: string,
    seen: RoomOwner,
    silentMs: number,
  ): Promise<Claim | null> {
    return await this.#db.transaction().execute(async (trx) => {
      if (seen.nodeId === null || !(await lockSilent(trx, seen.nodeId, silentMs))) return null;
      const owner = await lockOwner(trx, roomId);
      if (owner === null || owner.nodeId !== seen.nodeId) return null;
      return owner.fence === seen.fence ? await passOn(trx, owner, nodeId) : null;
    });
  }

  async isCurrent(roomId: string, nodeId: string, fence: number): Promise<boolean> {
    const query = this.#db.selectFrom("roomOwners").select("roomId").where("roomId", "=", roomId);
    const row = await query
      .where("nodeId", "=", nodeId)
      .where("fence", "=", fence)
      .executeTakeFirst();
    return row !== undefined;
  }

  async handOver(
    { roomId, fence }: RoomFence,
    { from, to }: { readonly from: string; readonly to: string },
  ): Promise<Claim | null> {
    return await this.#db.transaction().execute(async (trx) => {
      const owner = await lockOwner(trx, roomId);
      if (owner === null || owner.nodeId !== from || owner.fence !== fence) return null;
      return await passOn(trx, owner, to);
    });
  }

  async release({ roomId, fence }: RoomFence, nodeId: string): Promise<void> {
    const query = this.#db.updateTable("roomOwners").set({ nodeId: null, isLogged: 0 });
    const ours = query.where("roomId", "=", roomId).where("nodeId", "=", nodeId);
    await ours.where("fence", "=", fence).execute();
  }

  async setLogged(rooms: readonly RoomFence[], isLogged: boolean): Promise<void> {
    if (rooms.length === 0) return;
    await this.#db
      .updateTable("roomOwners")
      .set({ isLogged: Number(isLogged) })
      .where((eb) => {
        const each = rooms.map(({ roomId, fence }) =>
          eb.tuple(roomId, eb.cast<number>(eb.val(fence), "bigint")),
        );
        return eb(eb.refTuple("roomId", "fence"), "in", each);
      })
      .execute();
  }

  async living(silentMs: number): Promise<NodeLoad[]> {
    const rows = await this.#db
      .selectFrom("nodes")
      .select(["id", "address", "rooms", "draining"])
      .where(SILENT_MS, "<", silentMs)
      .orderBy("rooms")
      .orderBy("id")
      .execute();
    return rows.map(({ draining, ...node }) => ({ ...node, draining: draining === 1 }));
  }

  async leave(nodeId: string): Promise<void> {
    await this.#db.deleteFrom("nodes").where("id", "=", nodeId).execute();
  }

  async removeSilent(silentMs: number): Promise<number> {
    const query = this.#db.deleteFrom("nodes").where(SILENT_MS, ">=", silentMs);
    return Number((await query.executeTakeFirstOrThrow()).numDeletedRows);
  }

  async closeOrphans(at: number, silentMs: number): Promise<number> {
    return await this.#db.transaction().execute(async (trx) => {
      const owned = trx
        .selectFrom("roomOwners")
        .innerJoin("nodes", "nodes.id", "roomOwners.nodeId")
        .select("roomOwners.roomId")
        .where(SILENT_MS, "<=", silentMs);
      await markRoomsUsed(trx, at, owned);
      return await closeStays(trx, at, owned);
    });
  }

  async ownedRoomIds(): Promise<ReadonlySet<string>> {
    const query = this.#db.selectFrom("roomOwners").select("roomId");
    const rows = await query.where("nodeId", "is not", null).execute();
    return new Set(rows.map(({ roomId }) => roomId));
  }

  /** Of two at once one waits for the other, and then finds its row. */
  async #claimFirst(roomId: string, nodeId: string): Promise<Claim | null> {
    const row = await this.#db
      .insertInto("roomOwners")
      .values({ roomId, nodeId, fence: 1, isLogged: 0 })
      .onConflict((conflict) => conflict.column("roomId").doNothing())
      .returning("fence")
      .executeTakeFirst();
    return row === undefined ? null : { fence: row.fence, before: null };
  }

  async #claimFree(roomId: string, nodeId: string, seen: RoomOwner): Promise<Claim | null> {
    const row = await this.#db
      .updateTable("roomOwners")
      .set((eb) => ({ nodeId, fence: eb("fence", "+", 1), isLogged: 0 }))
      .where("roomId", "=", roomId)
      .where("fence", "=", seen.fence)
      .where((eb) => eb.or([eb("nodeId", "is", null), eb("nodeId", "=", nodeId)]))
      .returning("fence")
      .executeTakeFirst();
    return row === undefined ? null : { fence: row.fence, before: null };
  }
}

/**
 * True when the node has been silent for so long. Its row is locked, also against a heartbeat: what
 * a heartbeat says afterwards it says after our commit.
 */
async function lockSilent(
  trx: Transaction<Schema>,
  nodeId: string,
  silentMs: number,
): Promise<boolean> {
  const query = trx.selectFrom("nodes").select(SILENT_MS.as("silentMs")).where("id", "=", nodeId);
  const row = await query.forUpdate().executeTakeFirst();
  return row === undefined || row.silentMs >= silentMs;
}

async function lockOwner(trx: Transaction<Schema>, roomId: string): Promise<RoomOwnerRow | null> {
  const query = trx.selectFrom("roomOwners").selectAll().where("roomId", "=", roomId);
  return (await query.forUpdate().executeTakeFirst()) ?? null;
}

/** Of a row that is locked. */
async function passOn(
  trx: Transaction<Schema>,
  { roomId, fence, isLogged }: RoomOwnerRow,
  nodeId: string,
): Promise<Claim> {
  const next = { nodeId, fence: fence + 1, isLogged: 0 };
  await trx.updateTable("roomOwners").set(next).where("roomId", "=", roomId).execute();
  return { fence: next.fence, before: isLogged === 1 ? fence : null };
}
