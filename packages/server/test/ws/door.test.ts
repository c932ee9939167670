import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { TestApp, type TestUser } from "../support/test-app.ts";

let app: TestApp;
let ann: TestUser;
let bob: TestUser;
let cat: TestUser;

before(async () => {
  app = await TestApp.start({
    limits: { participantsPerMesh: 2, connectionsPerPrincipal: 3, unknownCodesPerAddress: 4 },
    env: { ALLOWED_ORIGINS: "https://friend.example" },
  });
  [ann, bob, cat] = await Promise.all([app.user("ann"), app.user("bob"), app.user("cat")]);
});
after(() => app.close());

/** The error that comes before the close, and the close. */
async function refusal(code: string, options: Parameters<TestApp["connect"]>[1]) {
  const socket = app.connect(code, options);
  const error = await socket.next("error");
  const closed = await socket.closed;
  return [error.code, closed.code, closed.reason];
}

test("[DOOR1] a ticket lets in once, into its room, for 60 s", async () => {
  const { code } = await app.createRoom(ann);
  const { ticket, participantId, wsUrl, status } = await app.joinRoom(bob, code);
  assert.equal(status, "joined");
  assert.equal(wsUrl, `${app.url.replace("http", "ws")}/ws/room/${code}/`);
  const first = app.connect(code, { query: `?ticket=${ticket}` });
  assert.equal((await first.next("welcome")).self, participantId);
  const refused = ["not_authenticated", 4401, "not_authenticated"];
  assert.deepEqual(await refusal(code, { query: `?ticket=${ticket}` }), refused);
  const late = await app.joinRoom(bob, code);
  app.clock.advance(60_000);
  assert.deepEqual(await refusal(code, { query: `?ticket=${late.ticket}` }), refused);
  const other = await app.createRoom(ann);
  const wrong = await app.joinRoom(bob, code);
  assert.deepEqual(await refusal(other.code, { query: `?ticket=${wrong.ticket}` }), refused);
});

test("[DOOR2] the first credential that is present counts: a bad ticket beats a good cookie", async () => {
  const { code } = await app.createRoom(ann);
  const refused = ["not_authenticated", 4401, "not_authenticated"];
  assert.deepEqual(await refusal(code, { user: ann, query: "?ticket=forged" }), refused);
});

test("[DOOR3] no identity, and an invalid one, are the same", async () => {
  const { code } = await app.createRoom(ann);
  const refused = ["not_authenticated", 4401, "not_authenticated"];
  assert.deepEqual(await refusal(code, {}), refused);
  assert.deepEqual(await refusal(code, { headers: { cookie: "sessionid=forged" } }), refused);
});

test("[DOOR4] an expired room is 4410, a full one 4409", async () => {
  const soon = await app.createRoom(ann, { expiresIn: 5 });
  app.clock.advance(5000);
  const expired = ["room_expired", 4410, "room_expired"];
  assert.deepEqual(await refusal(soon.code, { user: ann }), expired);
  const { code } = await app.createRoom(ann);
  await app.enter(code, ann);
  await app.enter(code, bob);
  assert.deepEqual(await refusal(code, { user: cat }), ["room_full", 4409, "room_full"]);
  await app.enter(code, bob);
});

test("[DOOR5] a principal has at most so many sockets", async () => {
  const dan = await app.user("dan");
  for (let i = 0; i < 3; i += 1) await app.enter((await app.createRoom(dan)).code, dan);
  const fourth = await app.createRoom(dan);
  assert.deepEqual(await refusal(fourth.code, { user: dan }), [
    "too_many_connections",
    4429,
    "too_many_connections",
  ]);
});

test("[DOOR6] with cookies the Origin must be ours; lookalikes and null are refused with 403", async () => {
  const { code } = await app.createRoom(ann);
  const { host } = new URL(app.url);
  const foreign = [
    "null",
    "https://evil.example",
    `http://${host}.evil.example`,
    `http://evil.example:${new URL(app.url).port}`,
    `https://${host}`,
    "https://friend.example.evil.example",
    "http://friend.example",
  ];
  for (const origin of foreign) {
    const socket = app.connect(code, { user: ann, headers: { origin } });
    assert.equal(await socket.opened, 403, origin);
  }
  for (const origin of [app.url, "https://friend.example"]) {
    await app.connect(code, { user: ann, headers: { origin } }).next("welcome");
  }
});

test("[DOOR7] another Host, or another path, is refused before the upgrade", async () => {
  const { code } = await app.createRoom(ann);
  const rebound = app.connect(code, { user: ann, headers: { host: "evil.example" } });
  assert.equal(await rebound.opened, 421);
  assert.equal(await app.connect("a/b", { user: ann }).opened, 404);
});

test("[DOOR8] guessing codes is throttled, by socket as by HTTP", async () => {
  const unknown = ["room_not_found", 4404, "room_not_found"];
  for (const code of ["aaa-aaaa-aaa", "not-a-code", "aaa-aaaa-aab"]) {
    assert.deepEqual(await refusal(code, { user: ann }), unknown);
  }
  assert.equal((await app.fetch("/room/aaa-aaaa-aac/", { user: ann })).status, 404);
  const throttled = await refusal("aaa-aaaa-aad", { user: ann });
  assert.deepEqual(throttled, ["too_many_unknown_codes", 4429, "too_many_unknown_codes"]);
  app.clock.advance(600_001);
  assert.deepEqual(await refusal("aaa-aaaa-aad", { user: ann }), unknown);
});

test("[DOOR9] an address has at most so many sockets, and gets the places back", async (t) => {
  const small = await TestApp.start({ limits: { connectionsPerAddress: 2 } });
  t.after(() => small.close());
  const eve = await small.user("eve");
  const codes = [];
  for (let i = 0; i < 3; i += 1) codes.push((await small.createRoom(eve)).code);
  const [one = "", two = "", three = ""] = codes;
  const { socket } = await small.enter(one, eve);
  await small.enter(two, eve);
  const third = small.connect(three, { user: eve });
  assert.equal((await third.next("error")).code, "too_many_connections");
  assert.equal((await third.closed).code, 4429);
  await socket.request({ type: "leave" });
  await socket.closed;
  await small.enter(three, eve);
});
