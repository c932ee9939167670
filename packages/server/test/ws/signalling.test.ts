import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { ServerMessages } from "@parley/protocol";
import { TestApp, type TestUser } from "../support/test-app.ts";

const offer = { type: "offer", description: { type: "offer", sdp: "v=0\r\n" } };

let app: TestApp;
let ann: TestUser;
let bob: TestUser;
let cat: TestUser;

before(async () => {
  app = await TestApp.start();
  [ann, bob, cat] = await Promise.all([app.user("ann"), app.user("bob"), app.user("cat")]);
});
after(() => app.close());

/** A room with these users in it, one after another. */
async function roomWith(...users: TestUser[]) {
  const { code } = await app.createRoom(ann);
  const inside = [];
  for (const user of users) inside.push(await app.enter(code, user));
  return { code, inside };
}

test("[WS1] the welcome has the room, everyone in it, and what comes next", async () => {
  const { inside } = await roomWith(ann, bob);
  const [, second] = inside;
  assert.ok(second);
  const { welcome } = second;
  assert.equal(welcome.protocol, "parley.v1");
  assert.deepEqual(
    welcome.participants.map(({ name, role, state }) => [name, role, state]),
    [
      ["ann", "owner", "online"],
      ["bob", "member", "online"],
    ],
  );
  assert.equal(welcome.seq, 2);
  assert.equal(welcome.n, 0);
  assert.equal(welcome.resumed, false);
  assert.deepEqual(welcome.heartbeat, { intervalMs: 15_000, timeoutMs: 30_000 });
  assert.ok(welcome.permissions.includes("media.camera"));
});

test("[WS2] the others see who joins, who changes and who leaves", async () => {
  const { code, inside } = await roomWith(ann);
  const [first] = inside;
  assert.ok(first);
  const second = await app.enter(code, bob);
  const joined = await first.socket.next("presence");
  assert.deepEqual(
    joined.joined.map(({ id }) => id),
    [second.id],
  );
  assert.equal(
    await second.socket.request({ type: "participant.update", media: { mic: true } }),
    "ok",
  );
  const updated = await first.socket.next("presence");
  assert.equal(updated.seq, joined.seq + 1);
  assert.equal(updated.updated[0]?.media.mic, true);
  assert.equal(await second.socket.request({ type: "leave" }), "ok");
  assert.equal((await second.socket.next("goodbye")).action, "stop");
  assert.deepEqual(await second.socket.closed, { code: 1000, reason: "left" });
  const left = await first.socket.next("presence");
  assert.deepEqual(left.left, [{ id: second.id, reason: "left" }]);
});

test("[WS3] relayed messages carry from, n and after; `to` picks one receiver", async () => {
  const { inside } = await roomWith(ann, bob, cat);
  const [a, b, c] = inside;
  assert.ok(a && b && c);
  assert.equal(await a.socket.request(offer), "ok");
  const forBob = await b.socket.next("offer");
  const forCat = await c.socket.next("offer");
  assert.deepEqual(forBob, { ...offer, from: a.id, n: 1, after: c.welcome.seq });
  assert.deepEqual(forCat, forBob);
  const candidate = { type: "candidate", candidate: { candidate: "candidate:1", sdpMid: "0" } };
  assert.equal(await b.socket.request({ ...candidate, to: c.id }), "ok");
  assert.deepEqual(await c.socket.next("candidate"), {
    ...candidate,
    from: b.id,
    n: 2,
    after: c.welcome.seq,
  });
  await a.socket.settle();
  assert.ok(!a.socket.frames.some((frame) => frame.includes("candidate")));
});

test("[WS4] nothing crosses from one room to another", async () => {
  const one = await roomWith(ann, bob);
  const other = await roomWith(cat);
  const [a] = one.inside;
  const [outsider] = other.inside;
  assert.ok(a && outsider);
  assert.equal(await a.socket.request(offer), "ok");
  assert.equal(await a.socket.request({ ...offer, to: outsider.id }), "unknown_participant");
  const plain = app.connect(one.code, { user: cat, plain: true });
  await plain.opened;
  plain.send({ hello: "room one" });
  await a.socket.next("relay");
  await outsider.socket.settle();
  assert.deepEqual(outsider.socket.frames, []);
});

test("[WS5] a message to one who is not there, or to oneself, is refused", async () => {
  const { inside } = await roomWith(ann);
  const [a] = inside;
  assert.ok(a);
  assert.equal(await a.socket.request({ ...offer, to: "nobody" }), "unknown_participant");
  assert.equal(await a.socket.request({ ...offer, to: a.id }), "unknown_participant");
});

test("[WS6] ping is answered with pong, with replyTo when it has an id", async () => {
  const { inside } = await roomWith(ann);
  const [a] = inside;
  assert.ok(a);
  a.socket.send({ type: "ping", t: 5, id: 1 });
  assert.deepEqual(await a.socket.next("pong"), { type: "pong", t: 5, replyTo: 1 });
  a.socket.send({ type: "ping", t: 6 });
  assert.deepEqual(await a.socket.next("pong"), { type: "pong", t: 6 });
});

test("[WS7] bad frames get a code and harm nothing", async () => {
  const { inside } = await roomWith(ann);
  const [a] = inside;
  assert.ok(a);
  const table: [string, string][] = [
    ["{", "malformed_json"],
    ["[]", "malformed_json"],
    ["null", "malformed_json"],
    ['"text"', "malformed_json"],
    ["{}", "unknown_message"],
    ['{"type":"room.explode"}', "unknown_message"],
    ['{"type":"constructor"}', "unknown_message"],
    ['{"type":5}', "unknown_message"],
    ['{"type":"ping"}', "validation_failed"],
    ['{"type":"ping","t":"1"}', "validation_failed"],
    ['{"type":"ping","t":1,"extra":1}', "validation_failed"],
    ['{"type":"ping","t":1,"__proto__":{}}', "validation_failed"],
    ['{"type":"ping","t":1,"id":0}', "validation_failed"],
    ['{"type":"offer","description":{"type":"answer","sdp":""}}', "validation_failed"],
    ['{"type":"participant.update","name":"a\\u202eb"}', "validation_failed"],
    ['{"type":"participant.update","name":"   "}', "validation_failed"],
  ];
  for (const [frame, code] of table) {
    a.socket.send(frame);
    const refusal: ServerMessages["error"] = await a.socket.next("error");
    assert.equal(refusal.code, code, frame);
    assert.doesNotMatch(refusal.message, /pattern|\\u/, "it is a sentence for people");
  }
  assert.equal(await a.socket.request({ type: "ping", t: 1 }), "pong");
});

test("[WS8] a repeated id is answered again and not handled again; an older one is refused", async () => {
  const { inside } = await roomWith(ann, bob);
  const [a, b] = inside;
  assert.ok(a && b);
  const relayed = { ...offer, to: b.id };
  a.socket.send({ ...relayed, id: 7 });
  a.socket.send({ ...relayed, id: 7 });
  assert.equal((await a.socket.next("ok")).replyTo, 7);
  assert.equal((await a.socket.next("ok")).replyTo, 7);
  a.socket.send({ ...relayed, id: 6 });
  const error = await a.socket.next("error");
  assert.deepEqual([error.replyTo, error.code], [6, "id_not_growing"]);
  await b.socket.next("offer");
  await b.socket.settle();
  assert.ok(!b.socket.frames.some((frame) => frame.includes("offer")), "the offer came once");
});

test("[WS9] a newer connection takes over; the participant is the same", async () => {
  const { code, inside } = await roomWith(ann, bob);
  const [a, b] = inside;
  assert.ok(a && b);
  const again = await app.enter(code, bob);
  assert.equal(again.id, b.id);
  const goodbye = await b.socket.next("goodbye");
  assert.deepEqual([goodbye.action, goodbye.reason], ["stop", "taken_over"]);
  assert.equal((await b.socket.closed).code, 4000);
  assert.equal(await again.socket.request({ ...offer, to: a.id }), "ok");
  assert.equal((await a.socket.next("offer")).from, b.id);
});

test("[WS10] a broken socket keeps its place for 30 s, and the participant returns to it", async () => {
  const { code, inside } = await roomWith(ann, bob);
  const [a, b] = inside;
  assert.ok(a && b);
  await a.socket.next("presence");
  b.socket.terminate();
  const lost = await a.socket.next("presence");
  assert.equal(lost.updated[0]?.state, "reconnecting");
  const back = await app.enter(code, bob);
  assert.equal(back.id, b.id);
  app.clock.advance(1000);
  assert.equal((await a.socket.next("presence")).updated[0]?.state, "online");
  back.socket.terminate();
  app.clock.advance(1000);
  await a.socket.next("presence");
  for (let waited = 0; waited <= 30_000; waited += 10_000) {
    app.clock.advance(10_000);
    await a.socket.settle();
  }
  assert.deepEqual((await a.socket.next("presence")).left, [{ id: b.id, reason: "lost" }]);
});

test("[WS11] logging out ends the sockets of that session, and only those", async () => {
  const { code, inside } = await roomWith(ann);
  const [a] = inside;
  assert.ok(a);
  const other = await app.createRoom(ann);
  const session = await app.signIn("bob");
  const { socket } = await app.enter(code, session);
  const elsewhere = await app.enter(other.code, bob);
  const { ticket } = await app.joinRoom(session, code);
  const response = await app.fetch("/logout/", { method: "POST", user: session });
  assert.equal(response.status, 204);
  assert.equal((await socket.next("goodbye")).reason, "signed_out");
  assert.equal((await socket.closed).code, 4401);
  const late = app.connect(code, { query: `?ticket=${ticket}` });
  assert.equal((await late.closed).code, 4401, "a ticket dies with its session");
  assert.equal(await elsewhere.socket.request({ type: "ping", t: 1 }), "pong");
});
