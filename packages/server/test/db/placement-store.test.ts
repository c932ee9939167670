import assert from "node:assert/strict";
import { after, beforeEach, describe, it } from "node:test";
import { sql } from "kysely";
import { type Database, openDatabase } from "../../src/db/database.ts";
import { SqlPlacementStore } from "../../src/db/placement-store.ts";
import type { RoomOwner } from "../../src/runtime/ports.ts";
import { NOW, stay, storedRoom, tally, times } from "./fixtures.ts";
import { postgresOfFile } from "./postgres-databases.ts";

const TIMEOUT = { timeout: 60_000 };
const LEASE_MS = 3000;
const ONE = { id: "n1", address: "192.0.2.1:7000" };
const TWO = { id: "n2", address: "192.0.2.2:7000" };

const postgres = postgresOfFile();
let opening: Promise<Database> | null = null;

type World = Omit<Database, "close"> & {
  readonly placements: SqlPlacementStore;
  /** Makes a node look as if it had been silent for so long. */
  readonly silence: (nodeId: string, ms: number) => Promise<void>;
  /** The owner of a room, which must have one in the table. */
  readonly ownerOf: (roomId: string) => Promise<RoomOwner>;
};

async function openOnce(): Promise<Database> {
  return await openDatabase({ kind: "postgres", url: await postgres.migrated() });
}

async function world(): Promise<World> {
  const { stores, kysely } = await (opening ??= openOnce());
  const placements = new SqlPlacementStore(kysely);
  const silence = async (nodeId: string, ms: number): Promise<void> => {
    const query = kysely.updateTable("nodes").set((eb) => ({ aliveAt: eb("aliveAt", "-", ms) }));
    await query.where("id", "=", nodeId).execute();
  };
  const ownerOf = async (roomId: string): Promise<RoomOwner> => {
    const owner = await placements.ownerOf(roomId);
    assert.ok(owner !== null);
    return owner;
  };
  return { stores, kysely, placements, silence, ownerOf };
}

async function claimed(w: World, nodeId = ONE.id): Promise<string> {
  const { id } = await storedRoom(w.stores);
  assert.deepEqual(await w.placements.claim(id, nodeId, null), { fence: 1, before: null });
  return id;
}

/** Resolves when so many statements wait for a lock. */
async function blocked({ kysely }: World, count: number): Promise<void> {
  const query = sql<{ waiting: number }>`
    select count(*) as waiting from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  while (Number((await query.execute(kysely)).rows[0]?.waiting) < count);
}

beforeEach(async () => {
  const { kysely } = await world();
  for (const table of ["rooms", "accounts", "nodes"] as const) {
    await kysely.deleteFrom(table).execute();
  }
});

after(async () => await (await opening)?.close());

describe("PlacementStore: who has a room", TIMEOUT, () => {
  it("[OWNER1] of many nodes at once one gets a room that nobody has", async () => {
    const w = await world();
    const { id } = await storedRoom(w.stores);
    assert.equal(await w.placements.ownerOf(id), null);
    const first = await Promise.all(times(8, (n) => w.placements.claim(id, `n${n}`, null)));
    assert.deepEqual(
      first.filter((claim) => claim !== null),
      [{ fence: 1, before: null }],
    );
    const owner = await w.ownerOf(id);
    await w.placements.release({ roomId: id, fence: 1 }, owner.nodeId ?? "");
    const free = await w.ownerOf(id);
    assert.deepEqual(free, { nodeId: null, fence: 1, address: null, silentMs: null });
    const again = await Promise.all(times(8, (n) => w.placements.claim(id, `m${n}`, free)));
    assert.deepEqual(
      again.filter((claim) => claim !== null),
      [{ fence: 2, before: null }],
    );
  });

  it("[OWNER1] a room of another node is not free", async () => {
    const w = await world();
    const id = await claimed(w);
    await w.placements.heartbeat(ONE, 1, false);
    const seen = await w.ownerOf(id);
    assert.equal(await w.placements.claim(id, TWO.id, null), null);
    assert.equal(await w.placements.claim(id, TWO.id, seen), null);
    assert.equal(await w.placements.takeOver(id, TWO.id, seen, LEASE_MS), null);
    assert.equal(seen.nodeId, ONE.id);
    assert.equal(seen.address, ONE.address);
    assert.ok(seen.silentMs !== null && seen.silentMs >= 0 && seen.silentMs < LEASE_MS);
  });

  it("a room that our own statement has given us is claimed anew", async () => {
    const w = await world();
    const id = await claimed(w);
    const seen = await w.ownerOf(id);
    assert.deepEqual(await w.placements.claim(id, ONE.id, seen), { fence: 2, before: null });
    assert.equal(await w.placements.isCurrent(id, ONE.id, 1), false);
    assert.equal(await w.placements.isCurrent(id, ONE.id, 2), true);
    assert.equal(await w.placements.isCurrent(id, TWO.id, 2), false);
  });

  it("[OWNER2] of many nodes at once one takes a silent node's room, with its log", async () => {
    const w = await world();
    const [logged, unlogged] = [await claimed(w), await claimed(w)];
    await w.placements.heartbeat(ONE, 2, false);
    await w.placements.setLogged([{ roomId: logged, fence: 1 }], true);
    await w.silence(ONE.id, LEASE_MS);
    for (const [id, before] of [
      [logged, 1],
      [unlogged, null],
    ] as const) {
      const seen = await w.ownerOf(id);
      assert.ok((seen.silentMs ?? 0) >= LEASE_MS);
      const claims = await Promise.all(
        times(8, (n) => w.placements.takeOver(id, `m${n}`, seen, LEASE_MS)),
      );
      assert.deepEqual(
        claims.filter((claim) => claim !== null),
        [{ fence: 2, before }],
      );
    }
    assert.deepEqual(await w.placements.heartbeat(ONE, 2, false), []);
    // A new owner has no log of its own yet.
    const seen = await w.ownerOf(logged);
    assert.deepEqual(await w.placements.takeOver(logged, "m9", seen, LEASE_MS), {
      fence: 3,
      before: null,
    });
  });

  it("[OWNER2] a node that says in the last moment that it lives keeps its rooms", async () => {
    const w = await world();
    const id = await claimed(w);
    await w.placements.heartbeat(ONE, 1, false);
    await w.silence(ONE.id, LEASE_MS);
    const seen = await w.ownerOf(id);
    assert.deepEqual(await w.placements.heartbeat(ONE, 1, false), [{ roomId: id, fence: 1 }]);
    assert.equal(await w.placements.takeOver(id, TWO.id, seen, LEASE_MS), null);
  });

  it("[OWNER2] a heartbeat while a room is taken waits, and then misses the room", async () => {
    const w = await world();
    const id = await claimed(w);
    await w.placements.heartbeat(ONE, 1, false);
    await w.silence(ONE.id, LEASE_MS);
    const seen = await w.ownerOf(id);
    // The taker has the node's row and waits for the room's.
    const { taking, beating } = await w.kysely.transaction().execute(async (trx) => {
      await trx.selectFrom("roomOwners").selectAll().forUpdate().execute();
      const taken = w.placements.takeOver(id, TWO.id, seen, LEASE_MS);
      await blocked(w, 1);
      const beat = w.placements.heartbeat(ONE, 1, false);
      await blocked(w, 2);
      return { taking: taken, beating: beat };
    });
    assert.deepEqual(await taking, { fence: 2, before: null });
    assert.deepEqual(await beating, []);
  });

  it("[OWNER3] a room is handed to another node once, by who has it", async () => {
    const w = await world();
    const id = await claimed(w);
    await w.placements.setLogged([{ roomId: id, fence: 1 }], true);
    const claims = await Promise.all(
      times(4, () => w.placements.handOver({ roomId: id, fence: 1 }, { from: ONE.id, to: TWO.id })),
    );
    assert.deepEqual(
      claims.filter((claim) => claim !== null),
      [{ fence: 2, before: 1 }],
    );
    assert.equal((await w.ownerOf(id)).nodeId, TWO.id);
    const stale = { roomId: id, fence: 1 };
    await w.placements.release(stale, ONE.id);
    await w.placements.release(stale, TWO.id);
    assert.equal(await w.placements.isCurrent(id, TWO.id, 2), true);
  });

  it("says nothing of a log under another fence, and forgets it when the room is free", async () => {
    const w = await world();
    const id = await claimed(w);
    const logged = async () => {
      const rows = w.kysely.selectFrom("roomOwners").select("isLogged").where("roomId", "=", id);
      return (await rows.executeTakeFirst())?.isLogged;
    };
    await w.placements.setLogged([{ roomId: id, fence: 2 }], true);
    assert.equal(await logged(), 0);
    await w.placements.setLogged([{ roomId: id, fence: 1 }], true);
    assert.equal(await logged(), 1);
    await w.placements.setLogged([], false);
    await w.placements.setLogged(
      [
        { roomId: id, fence: 1 },
        { roomId: "nowhere", fence: 1 },
      ],
      false,
    );
    assert.equal(await logged(), 0);
    await w.placements.setLogged([{ roomId: id, fence: 1 }], true);
    await w.placements.release({ roomId: id, fence: 1 }, ONE.id);
    assert.equal(await logged(), 0);
  });

  it("a room that goes takes its owner along", async () => {
    const w = await world();
    const id = await claimed(w);
    assert.deepEqual([...(await w.placements.ownedRoomIds())], [id]);
    await w.kysely.deleteFrom("rooms").where("id", "=", id).execute();
    assert.equal(await w.placements.ownerOf(id), null);
    assert.equal((await w.placements.ownedRoomIds()).size, 0);
    await assert.rejects(w.placements.claim(id, ONE.id, null));
  });
});

describe("PlacementStore: nodes", TIMEOUT, () => {
  it("lists the living, those with the fewest rooms first", async () => {
    const { placements, silence } = await world();
    await placements.heartbeat(ONE, 3, false);
    await placements.heartbeat(TWO, 5, false);
    await placements.heartbeat({ id: "n3", address: "192.0.2.3:7000" }, 0, false);
    await placements.heartbeat({ ...TWO, address: "192.0.2.9:7000" }, 1, true);
    await silence("n3", LEASE_MS);
    assert.deepEqual(await placements.living(LEASE_MS), [
      { id: TWO.id, address: "192.0.2.9:7000", rooms: 1, draining: true },
      { ...ONE, rooms: 3, draining: false },
    ]);
    await placements.leave(TWO.id);
    assert.equal((await placements.living(LEASE_MS)).length, 1);
    assert.equal(await placements.removeSilent(LEASE_MS), 1);
    assert.equal(await placements.removeSilent(LEASE_MS), 0);
  });

  it("the room of a node that left can be taken at once", async () => {
    const w = await world();
    const id = await claimed(w);
    await w.placements.heartbeat(ONE, 1, false);
    await w.placements.setLogged([{ roomId: id, fence: 1 }], true);
    await w.placements.leave(ONE.id);
    const seen = await w.ownerOf(id);
    assert.deepEqual(seen, { nodeId: ONE.id, fence: 1, address: null, silentMs: null });
    const claim = await w.placements.takeOver(id, TWO.id, seen, LEASE_MS);
    assert.deepEqual(claim, { fence: 2, before: 1 });
  });

  it("[OWNER4] closes the stays of rooms that no living node has, and no others", async () => {
    const w = await world();
    const [alive, silent, left, free] = await Promise.all(times(4, () => claimed(w)));
    const { id: never } = await storedRoom(w.stores);
    assert.ok(alive && silent && left && free);
    await w.placements.heartbeat(ONE, 1, false);
    await w.placements.heartbeat(TWO, 1, false);
    for (const [roomId, to] of [
      [silent, TWO.id],
      [left, "n3"],
    ] as const) {
      await w.placements.handOver({ roomId, fence: 1 }, { from: ONE.id, to });
    }
    await w.placements.release({ roomId: free, fence: 1 }, ONE.id);
    const rooms = [alive, silent, left, free, never];
    for (const id of rooms) await w.stores.stays.open(stay(id));
    await w.silence(TWO.id, 60_000);
    assert.equal(await w.placements.closeOrphans(NOW + 50, 59_000), 4);
    const isOpen = async (id: string) => (await w.stores.stays.list(id))[0]?.leftAt === null;
    assert.deepEqual(tally((await Promise.all(rooms.map(isOpen))).map(String)), {
      true: 1,
      false: 4,
    });
    assert.ok(await isOpen(alive));
    const used = async (id: string) => (await w.stores.rooms.byId(id))?.usedAt;
    assert.deepEqual([await used(alive), await used(silent)], [NOW, NOW + 50]);
    assert.equal(await w.placements.closeOrphans(NOW + 60, 59_000), 0);
  });
});
