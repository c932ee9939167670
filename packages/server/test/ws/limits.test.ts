import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LIMITS } from "@parley/protocol";
import { TestApp, type TestUser } from "../support/test-app.ts";

let app: TestApp;
let ann: TestUser;
let bob: TestUser;

before(async () => {
  app = await TestApp.start();
  [ann, bob] = await Promise.all([app.user("ann"), app.user("bob")]);
});
after(() => app.close());

const ping = (t: number) => ({ type: "ping", t });

test("[LIMIT1] past the burst messages are refused, with the time to wait; then it works again", async () => {
  const { code } = await app.createRoom(ann);
  const { socket } = await app.enter(code, ann);
  for (let t = 0; t < LIMITS.messageBurst; t += 1) socket.send(ping(t));
  socket.send({ ...ping(0), id: 1 });
  const error = await socket.next("error");
  assert.deepEqual([error.replyTo, error.code], [1, "rate_limited"]);
  assert.equal(error.retryAfterMs, 34);
  app.clock.advance(34);
  assert.equal(await socket.request(ping(1)), "pong");
});

test("[LIMIT2] who goes on regardless is closed with 4429 and may reconnect", async () => {
  const { code } = await app.createRoom(ann);
  const { socket } = await app.enter(code, ann);
  for (let t = 0; t <= LIMITS.messageBurst + LIMITS.messageOverrun; t += 1) socket.send(ping(t));
  const goodbye = await socket.next("goodbye");
  assert.deepEqual(
    [goodbye.action, goodbye.reason, goodbye.retryAfterMs],
    ["reconnect", "too_many_messages", 3000],
  );
  assert.equal((await socket.closed).code, 4429);
});

test("[LIMIT3] a frame over the limit closes with 1009, a binary one with 1003", async () => {
  const { code } = await app.createRoom(ann);
  const large = await app.enter(code, ann);
  large.socket.send(" ".repeat(LIMITS.frameBytes + 1));
  assert.equal((await large.socket.next("goodbye")).action, "stop");
  assert.equal((await large.socket.closed).code, 1009);
  const huge = await app.enter(code, ann);
  huge.socket.send(" ".repeat(LIMITS.frameBytes * 3));
  assert.equal((await huge.socket.closed).code, 1009);
  const binary = await app.enter(code, ann);
  binary.socket.socket.send(Buffer.from("{}"));
  assert.equal((await binary.socket.closed).code, 1003);
});

test("[LIMIT4] who does not read is closed with 4429, and harms nobody", async () => {
  const { code } = await app.createRoom(ann);
  const reader = await app.enter(code, ann);
  const writer = await app.enter(code, bob);
  reader.socket.socket.pause();
  const sdp = "x".repeat(100_000);
  const offer = { type: "offer", to: reader.id, description: { type: "offer", sdp } };
  const isAway = () => writer.socket.frames.some((frame) => frame.includes("reconnecting"));
  for (let sent = 0; sent < 600 && !isAway(); sent += 1) {
    app.clock.advance(40);
    assert.equal(await writer.socket.request(offer), "ok");
  }
  assert.ok(isAway(), "the others see that it is gone");
  reader.socket.socket.resume();
  assert.equal((await reader.socket.closed).code, 4429);
});

test("[LIMIT5] the server pings every 15 s and drops a peer that is silent for 30 s", async () => {
  const { code } = await app.createRoom(ann);
  const { socket: lively } = await app.enter(code, ann);
  const silent = app.connect(code, { user: bob, autoPong: false });
  await silent.next("welcome");
  const pings: string[] = [];
  lively.socket.on("ping", () => pings.push("lively"));
  // The first beat may come any time after the connection: the third is surely 30 s later.
  for (let round = 0; round < 3; round += 1) {
    const pinged = new Promise((resolve) => lively.socket.once("ping", resolve));
    app.clock.advance(LIMITS.heartbeatIntervalMs);
    await pinged;
    await lively.settle();
  }
  assert.equal((await silent.closed).code, 1006);
  assert.equal(pings.length, 3);
  assert.equal(await lively.request(ping(1)), "pong");
});

test("[LIMIT6] a message in more than 64 pieces ends its connection", async () => {
  const { code } = await app.createRoom(ann);
  const { socket } = await app.enter(code, ann);
  for (let pieces = 0; pieces <= LIMITS.wsFragments; pieces += 1) {
    socket.socket.send(" ", { fin: false });
  }
  socket.socket.send(JSON.stringify(ping(1)), { fin: true });
  assert.equal((await socket.closed).code, 1008);
});
