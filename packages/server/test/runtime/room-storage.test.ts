import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { LIMITS } from "@parley/protocol";
import { openDatabase } from "../../src/db/database.ts";
import { RoomStorage } from "../../src/runtime/room-storage.ts";
import { message, storedRoom } from "../db/fixtures.ts";

test("[STORE17] a message that an earlier attempt has stored is still new; one that is sent again is not", async () => {
  const folder = await mkdtemp(join(tmpdir(), "parley-storage-"));
  const path = join(folder, "parley.db");
  const { stores, close } = await openDatabase({ kind: "sqlite", path });
  try {
    const { id: roomId } = await storedRoom(stores);
    const { roomsPerAccount } = LIMITS;
    const storage = new RoomStorage({ roomId, stores, roomsPerAccount, fence: null });
    const first = message(1);
    const again = { ...message(2), clientId: first.clientId };
    const results = [];
    for (const each of [first, first, again]) {
      results.push(await storage.store({ type: "chat", message: each }));
    }
    const told = results.map((stored) => stored.type === "chat" && [stored.created, stored.stored]);
    assert.deepEqual(told, [
      [true, first],
      [true, first],
      [false, first],
    ]);
  } finally {
    await close();
    await rm(folder, { recursive: true });
  }
});
