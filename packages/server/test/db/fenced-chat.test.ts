import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { sql } from "kysely";
import { SqlChatStore } from "../../src/db/chat-store.ts";
import { type Database, openDatabase } from "../../src/db/database.ts";
import { SqlPlacementStore } from "../../src/db/placement-store.ts";
import type { RoomOwner } from "../../src/runtime/ports.ts";
import { message, storedRoom, times } from "./fixtures.ts";
import { postgresOfFile } from "./postgres-databases.ts";

const postgres = postgresOfFile();
let opening: Promise<Database> | null = null;

after(async () => await (await opening)?.close());

async function openOnce(): Promise<Database> {
  return await openDatabase({ kind: "postgres", url: await postgres.migrated() });
}

async function opened(): Promise<Database & { readonly placements: SqlPlacementStore }> {
  const database = await (opening ??= openOnce());
  return { ...database, placements: new SqlPlacementStore(database.kysely) };
}

/** A room of the node `n1`, which has never said that it lives. */
async function ownedRoom(): Promise<{ readonly id: string; readonly seen: RoomOwner }> {
  const { stores, placements } = await opened();
  const { id } = await storedRoom(stores);
  await placements.claim(id, "n1", null);
  const seen = await placements.ownerOf(id);
  assert.ok(seen !== null);
  return { id, seen };
}

/** Resolves when a statement waits for a lock. */
async function blocked(): Promise<void> {
  const query = sql<{ waiting: boolean }>`
    select exists (
      select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'
    ) as waiting`;
  const { kysely } = await opened();
  while ((await query.execute(kysely)).rows[0]?.waiting !== true);
}

describe("ChatStore under a fence", { timeout: 60_000 }, () => {
  it("[FENCE1] stores while the fence is the owner's", async () => {
    const { stores, placements } = await opened();
    const { id, seen } = await ownedRoom();
    const odd = message(1, { text: "O'Hara\n 王 🦊", to: "p2" });
    assert.deepEqual(await stores.chat.appendFenced(id, odd, 1), { created: true, stored: odd });
    assert.deepEqual(await stores.chat.recent(id, 10), [odd]);
    assert.equal(await stores.chat.appendFenced(id, message(2), 2), "fenced");
    await placements.takeOver(id, "n2", seen, 0);
    assert.equal(await stores.chat.appendFenced(id, message(2), 1), "fenced");
    const next = message(2);
    assert.deepEqual(await stores.chat.appendFenced(id, next, 2), { created: true, stored: next });
    assert.deepEqual(await stores.chat.recent(id, 10), [odd, next]);
  });

  it("[FENCE1] a room that no node has had takes nothing under a fence", async () => {
    const { stores } = await opened();
    const { id } = await storedRoom(stores);
    assert.equal(await stores.chat.appendFenced(id, message(1), 1), "fenced");
    assert.equal(await stores.chat.appendFenced("nowhere", message(1), 1), "fenced");
    assert.deepEqual(await stores.chat.recent(id, 10), []);
  });

  it("[STORE1] a message that is sent again is not stored again", async () => {
    const { stores } = await opened();
    const { id } = await ownedRoom();
    const first = message(1, { clientId: "c1" });
    const copies = await Promise.all(times(10, () => stores.chat.appendFenced(id, first, 1)));
    const created = copies.filter((copy) => copy !== "fenced" && copy.created);
    assert.equal(created.length, 1);
    const again = message(2, { clientId: "c1", text: "Hello?" });
    assert.deepEqual(await stores.chat.appendFenced(id, again, 1), {
      created: false,
      stored: first,
    });
    await assert.rejects(stores.chat.appendFenced(id, message(1), 1), /is taken/);
    assert.deepEqual(await stores.chat.recent(id, 10), [first]);
  });

  it("[FENCE2] who takes a room waits for what is being stored, and reads it", async () => {
    const { stores, kysely, placements } = await opened();
    const { id, seen } = await ownedRoom();
    const last = message(1);
    const taken = await kysely.transaction().execute(async (trx) => {
      await new SqlChatStore(trx).appendFenced(id, last, 1);
      const taking = placements.takeOver(id, "n2", seen, 0);
      await blocked();
      return { taking };
    });
    assert.deepEqual(await taken.taking, { fence: 2, before: null });
    assert.deepEqual(await stores.chat.recent(id, 10), [last]);
  });

  it("[FENCE2] what waits for who takes the room is not stored under the old fence", async () => {
    const { stores, kysely } = await opened();
    const { id } = await ownedRoom();
    const late = await kysely.transaction().execute(async (trx) => {
      const rows = trx.updateTable("roomOwners").set({ nodeId: "n2", fence: 2 });
      await rows.where("roomId", "=", id).execute();
      const appending = stores.chat.appendFenced(id, message(1), 1);
      await blocked();
      return { appending };
    });
    assert.equal(await late.appending, "fenced");
    assert.deepEqual(await stores.chat.recent(id, 10), []);
  });

  it("[FENCE2] of many appends and a takeover at once, what was stored is read after it", async () => {
    const { stores, placements } = await opened();
    const { id, seen } = await ownedRoom();
    const appends = times(60, (n) => stores.chat.appendFenced(id, message(n + 1), 1));
    await Promise.race(appends);
    await placements.takeOver(id, "n2", seen, 0);
    const read = (await stores.chat.recent(id, 100)).map(({ position }) => position);
    const outcomes = await Promise.all(appends);
    const stored = times(60, (n) => n + 1).filter((n) => outcomes[n - 1] !== "fenced");
    assert.deepEqual(read, stored);
  });
});
