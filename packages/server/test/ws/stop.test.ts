import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { openDatabase } from "../../src/db/database.ts";
import { TestApp } from "../support/test-app.ts";

test("[STOP1] a server that stops says so, closes every stay and leaves no timer", async () => {
  const app = await TestApp.start();
  const ann = await app.user("ann");
  const { code } = await app.createRoom(ann);
  const { socket, id } = await app.enter(code, ann);
  app.clock.advance(10_000);
  const [goodbye] = await Promise.all([socket.next("goodbye"), app.stop()]);
  assert.deepEqual(goodbye, { type: "goodbye", action: "reconnect", reason: "draining" });
  assert.equal((await socket.closed).code, 1012);
  assert.equal(app.clock.waiting, 0);
  const database = await openDatabase({ path: join(app.dataDir, "parley.db") });
  const room = await database.stores.rooms.byCode(code);
  const stays = await database.stores.stays.list(room?.id ?? "");
  assert.deepEqual(
    stays.map(({ participantId, name, joinedAt, leftAt }) => [
      participantId,
      name,
      (leftAt ?? 0) - joinedAt,
    ]),
    [[id, "ann", 10_000]],
  );
  await database.close();
  await app.close();
});

test("[STOP3] stays that a crash left open are closed at the next start", async (t) => {
  const before = await TestApp.start();
  t.after(() => before.close());
  const { code } = await before.createRoom(await before.user("ann"));
  await before.stop();
  const path = join(before.dataDir, "parley.db");
  const crashed = await openDatabase({ path });
  const roomId = (await crashed.stores.rooms.byCode(code))?.id ?? "";
  const joinedAt = before.clock.now() - 5000;
  await crashed.stores.stays.open({ id: "s", roomId, participantId: "p", name: "Ann", joinedAt });
  await crashed.close();

  const after = await TestApp.start({ env: { DATA_DIR: before.dataDir } });
  t.after(() => after.close());
  await after.stop();
  const database = await openDatabase({ path });
  t.after(() => database.close());
  const [stay] = await database.stores.stays.list(roomId);
  assert.equal(stay?.leftAt, after.clock.now());
});
