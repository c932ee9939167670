import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LIMITS } from "@parley/protocol";
import { TestApp, type TestUser } from "../support/test-app.ts";

const MINUTE = 60_000;
let app: TestApp;
let ann: TestUser;

before(async () => {
  app = await TestApp.start();
  ann = await app.user("ann");
});
after(() => app.close());

test("[EXPIREWS1] a meeting is warned 5 minutes and 1 minute before its room expires, and ends then", async () => {
  const { code, expiresAt } = await app.createRoom(ann, { expiresIn: 600 });
  const { socket } = await app.enter(code, ann);
  await app.pass(5 * MINUTE - 1, socket);
  assert.deepEqual(socket.frames, []);
  app.clock.advance(1);
  assert.deepEqual(await socket.next("expiring"), { type: "expiring", expiresAt });
  await app.pass(4 * MINUTE, socket);
  await socket.next("expiring");
  await app.pass(MINUTE - 1, socket);
  app.clock.advance(1);
  const goodbye = await socket.next("goodbye");
  assert.deepEqual([goodbye.action, goodbye.reason], ["stop", "room_expired"]);
  assert.equal((await socket.closed).code, 4410);
  assert.equal((await app.connect(code, { user: ann }).closed).reason, "room_expired");
  assert.equal((await app.fetch(`/room/${code}/`, { user: ann })).status, 410);
});

test("[EXPIREWS2] a new expiry is warned of anew, and none at all lets the meeting go on", async () => {
  const { code } = await app.createRoom(ann, { expiresIn: 60 });
  const { socket } = await app.enter(code, ann);
  const patch = (expiresIn: number | null) =>
    app.fetch(`/room/${code}/`, { method: "PATCH", user: ann, json: { expiresIn } });
  assert.equal((await patch(600)).status, 200);
  await socket.next("room.updated");
  await app.pass(5 * MINUTE, socket);
  await socket.next("expiring");
  assert.equal((await patch(null)).status, 200);
  assert.equal((await socket.next("room.updated")).room.expiresAt, null);
  await app.pass(10 * MINUTE, socket);
  assert.deepEqual(socket.frames, []);
});

test("[EXPIREWS3] a room of a year plans no timer that the system could not hold", async () => {
  const { code, expiresAt } = await app.createRoom(ann, { expiresIn: LIMITS.expiresInSeconds.max });
  const { welcome } = await app.enter(code, ann);
  assert.equal(welcome.room.expiresAt, expiresAt);
});

test("[EXPIREWS4] the end of a meeting by its host leaves the code usable", async () => {
  const { code } = await app.createRoom(ann, { access: "open" });
  const host = await app.enter(code, ann);
  const guest = await app.enter(code, await app.guest("Gus"));
  assert.equal(await guest.socket.request({ type: "room.end" }), "not_permitted");
  assert.equal(await host.socket.request({ type: "room.end" }), "ok");
  for (const { socket } of [host, guest]) {
    const goodbye = await socket.next("goodbye");
    assert.deepEqual([goodbye.action, goodbye.reason], ["rejoin", "meeting_ended"]);
    assert.equal((await socket.closed).code, 4410);
  }
  await app.enter(code, ann);
});

test("[EXPIREWS5] deleting a room ends its meeting", async () => {
  const { code } = await app.createRoom(ann);
  const { socket } = await app.enter(code, ann);
  const deleted = await app.fetch(`/room/${code}/`, { method: "DELETE", user: ann });
  assert.equal(deleted.status, 204, await deleted.text());
  const goodbye = await socket.next("goodbye");
  assert.deepEqual([goodbye.action, goodbye.reason], ["stop", "room_deleted"]);
  assert.equal((await app.connect(code, { user: ann }).closed).reason, "room_deleted");
});
