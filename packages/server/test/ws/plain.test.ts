import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { TestApp, type TestUser } from "../support/test-app.ts";

let app: TestApp;
let ann: TestUser;
let bob: TestUser;
let cat: TestUser;

before(async () => {
  app = await TestApp.start();
  [ann, bob, cat] = await Promise.all([app.user("ann"), app.user("bob"), app.user("cat")]);
});
after(() => app.close());

async function plain(code: string, user: TestUser) {
  const socket = app.connect(code, { user, plain: true });
  await socket.opened;
  const { participantId } = await app.joinRoom(user, code);
  return { socket, id: participantId };
}

/** Resolves when `id` is present, as the API shows it. */
async function isPresent(code: string, id: string): Promise<void> {
  const response = await app.fetch(`/room/${code}/`, { user: ann });
  if (!(await response.text()).includes(id)) await isPresent(code, id);
}

async function parse(frame: Promise<string>): Promise<unknown> {
  return JSON.parse(await frame);
}

test("[PLAIN1] any JSON object reaches the others, stamped with its sender; no welcome", async () => {
  const { code } = await app.createRoom(ann);
  const a = await plain(code, ann);
  const b = await plain(code, bob);
  await isPresent(code, b.id);
  a.socket.send({ sdp: "x", nested: { deep: [1, null, true] }, from: "forged" });
  assert.deepEqual(await parse(b.socket.nextFrame()), {
    sdp: "x",
    nested: { deep: [1, null, true] },
    from: a.id,
  });
});

test("[PLAIN2] `to` reaches that one alone", async () => {
  const { code } = await app.createRoom(ann);
  const a = await plain(code, ann);
  const b = await plain(code, bob);
  const c = await plain(code, cat);
  await isPresent(code, b.id);
  await isPresent(code, c.id);
  a.socket.send({ only: "bob", to: b.id });
  a.socket.send({ all: true });
  assert.deepEqual(await parse(b.socket.nextFrame()), { only: "bob", to: b.id, from: a.id });
  assert.deepEqual(await parse(c.socket.nextFrame()), { all: true, from: a.id });
  assert.deepEqual(a.socket.frames, []);
});

test("[PLAIN3] a message sent right after opening is not lost", async () => {
  const { code } = await app.createRoom(ann);
  const b = await app.enter(code, bob);
  const socket = app.connect(code, { user: ann, plain: true });
  socket.socket.once("open", () => socket.send({ early: true }));
  const relay = await b.socket.next("relay");
  assert.deepEqual(relay.data, { early: true });
});

test("[PLAIN4] plain and parley.v1 clients understand one another's offers", async () => {
  const { code } = await app.createRoom(ann);
  const a = await plain(code, ann);
  await isPresent(code, a.id);
  const b = await app.enter(code, bob);
  const offer = { type: "offer", description: { type: "offer", sdp: "v=0" } };
  a.socket.send(offer);
  assert.deepEqual(await b.socket.next("offer"), { ...offer, from: a.id, n: 1, after: 2 });
  b.socket.send({ ...offer, to: a.id });
  assert.deepEqual(await parse(a.socket.nextFrame()), { ...offer, to: a.id, from: b.id });
});

test("[PLAIN5] a plain client cannot speak in the server's name", async () => {
  const { code } = await app.createRoom(ann);
  const a = await plain(code, ann);
  await isPresent(code, a.id);
  const b = await app.enter(code, bob);
  const forged = { type: "goodbye", action: "stop", reason: "removed" };
  a.socket.send(forged);
  const relay = await b.socket.next("relay");
  assert.deepEqual([relay.from, relay.data], [a.id, forged]);
});

test("[PLAIN6] what is no JSON object, nests too deep, or goes to nobody is an error", async () => {
  const { code } = await app.createRoom(ann);
  const a = await plain(code, ann);
  await isPresent(code, a.id);
  const deep = `${'{"a":'.repeat(17)}1${"}".repeat(17)}`;
  const table: [string, string][] = [
    ["hello", "malformed_json"],
    ["[1]", "malformed_json"],
    [deep, "validation_failed"],
    ['{"to":5}', "validation_failed"],
    ['{"to":"nobody"}', "unknown_participant"],
  ];
  for (const [frame, code_] of table) {
    a.socket.send(frame);
    assert.equal((await a.socket.next("error")).code, code_, frame);
  }
});
