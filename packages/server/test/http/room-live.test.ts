/** The routes of a room against the whole server: what they change is stored, and the meeting hears of it. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type JsonObject, RoomDetails, decodeJson, isObject } from "@parley/protocol";
import { Check } from "typebox/value";
import { TestApp, type TestUser } from "../support/test-app.ts";

let app: TestApp;
let ada: TestUser;
let bob: TestUser;
before(async () => {
  app = await TestApp.start();
  [ada, bob] = [await app.user("ada"), await app.user("bob")];
});
after(() => app.close());

type Request = { readonly method?: string; readonly json?: unknown };

/** The status, and the body where there is one. */
async function ask(user: TestUser, path: string, request: Request = {}) {
  const response = await app.fetch(path, { user, ...request });
  const body = decodeJson<JsonObject>((await response.text()) || "{}", isObject);
  return { status: response.status, body: body ?? assert.fail("no JSON object") };
}

async function guest(name: string): Promise<TestUser> {
  const response = await app.fetch("/guest/", { method: "POST", json: { displayName: name } });
  const cookies = response.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");
  const csrf = cookies.find((cookie) => cookie.startsWith("csrftoken="))?.slice(10) ?? "";
  return { name, cookie: cookies.join("; "), csrf };
}

async function see(user: TestUser, code: string): Promise<RoomDetails> {
  const response = await app.fetch(`/room/${code}/`, { user });
  const text = await response.text();
  const room = decodeJson<RoomDetails>(text, (value) => Check(RoomDetails, value));
  return room ?? assert.fail(text);
}

test("[ADMIN1] a change is stored, whether somebody is in the room or not", async () => {
  const { code } = await app.createRoom(ada);
  const patch = { name: "Weekly", access: "open", locked: true, settings: { chat: false } };
  const changed = await ask(ada, `/room/${code}/`, { method: "PATCH", json: patch });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  const { participants: _, ...room } = await see(ada, code);
  assert.deepEqual(changed.body, room);
  assert.equal(room.name, "Weekly");
  assert.equal(room.access, "open");
  assert.equal(room.locked, true);
  assert.deepEqual([room.settings.chat, room.settings.reactions], [false, true]);
});

test("[ADMIN1] those who are in the room hear of a change, and it is stored", async () => {
  const { code } = await app.createRoom(ada);
  const { socket } = await app.enter(code, bob);
  const json = { locked: true, expiresIn: 3600 };
  const { body } = await ask(ada, `/room/${code}/`, { method: "PATCH", json });
  const { room } = await socket.next("room.updated");
  assert.equal(room.locked, true);
  assert.equal(room.expiresAt, app.clock.now() + 3_600_000);
  assert.equal(body["expiresAt"], room.expiresAt);
  assert.equal((await see(bob, code)).expiresAt, room.expiresAt);
});

test("[ADMIN2] the new owner owns the room, the old one is a co-host; both hear of it", async () => {
  const { code } = await app.createRoom(ada);
  const [old, heir] = [await app.enter(code, ada), await app.enter(code, bob)];
  const json = { ownerId: heir.id };
  assert.equal((await ask(ada, `/room/${code}/`, { method: "PATCH", json })).status, 200);
  const permissions = (await heir.socket.next("permissions")).permissions;
  assert.ok(permissions.includes("participant.role"));
  assert.ok(!(await old.socket.next("permissions")).permissions.includes("participant.role"));
  const roles = (await see(bob, code)).participants.map(({ id, role }) => [id, role]);
  assert.deepEqual(roles, [
    [old.id, "cohost"],
    [heir.id, "owner"],
  ]);
  assert.equal((await ask(ada, `/room/${code}/`, { method: "DELETE" })).status, 403);
  const { body } = await ask(bob, "/rooms/");
  assert.ok(JSON.stringify(body).includes(code), "it is one of the new owner's rooms");
  assert.ok(!JSON.stringify((await ask(ada, "/rooms/")).body).includes(code));
});

test("[ADMIN2] nobody is given more rooms than an account may have", async (t) => {
  const own = await TestApp.start({ limits: { roomsPerAccount: 1 } });
  t.after(() => own.close());
  const [carla, dan] = [await own.user("carla"), await own.user("dan")];
  const { code } = await own.createRoom(carla);
  await own.createRoom(dan);
  const { participantId } = await own.joinRoom(dan, code);
  const json = { ownerId: participantId };
  const refused = await own.fetch(`/room/${code}/`, { method: "PATCH", user: carla, json });
  assert.equal(refused.status, 409);
  assert.match(await refused.text(), /"code":"too_many_rooms"/);
});

test("[ADMIN3] deleting a room ends its meeting, and then it is 410", async () => {
  const { code } = await app.createRoom(ada);
  const { socket } = await app.enter(code, bob);
  assert.equal((await ask(ada, `/room/${code}/`, { method: "DELETE" })).status, 204);
  const { action, reason } = await socket.next("goodbye");
  assert.deepEqual([action, reason], ["stop", "room_deleted"]);
  assert.equal((await socket.closed).code, 4410);
  const again = await ask(ada, `/room/${code}/`, { method: "DELETE" });
  assert.deepEqual([again.status, again.body["code"]], [410, "room_deleted"]);
  assert.equal((await ask(bob, `/room/${code}/`)).status, 410);
});

test("[BAN2] a banned guest stays out, and guests who come later ask, until a host lifts the ban", async () => {
  const { code } = await app.createRoom(ada, { access: "open" });
  const [vera, late] = [await guest("Vera"), await guest("Late")];
  const host = await app.enter(code, ada);
  const banned = await app.enter(code, vera);
  const removal = { type: "participant.remove", participantId: banned.id, ban: true };
  assert.equal(await host.socket.request(removal), "ok");
  const knock = (user: TestUser) => ask(user, "/join-room/", { method: "POST", json: { code } });
  const refused = await knock(vera);
  assert.deepEqual([refused.status, refused.body["code"]], [403, "banned"]);
  // Whoever comes as a guest now may be the same person.
  assert.equal((await knock(late)).body["status"], "waiting");
  const { body } = await ask(ada, `/room/${code}/bans/`);
  assert.deepEqual(body["bans"], [
    { participantId: banned.id, name: "Vera", kind: "guest", bannedAt: app.clock.now() },
  ]);
  const path = `/room/${code}/bans/?participantId=${banned.id}`;
  assert.equal((await ask(bob, path, { method: "DELETE" })).status, 403);
  assert.equal((await ask(ada, path, { method: "DELETE" })).status, 204);
  assert.equal((await knock(vera)).body["status"], "waiting");
  assert.equal((await knock(await guest("New"))).body["status"], "joined");
  const again = await ask(ada, path, { method: "DELETE" });
  assert.deepEqual([again.status, again.body["code"]], [404, "unknown_ban"]);
});

test("[LIST2] who was there from when to when is in the attendance", async () => {
  const { code } = await app.createRoom(ada);
  const { socket, id } = await app.enter(code, bob);
  const joinedAt = app.clock.now();
  const stays = async () => (await ask(ada, `/room/${code}/attendance/`)).body["stays"];
  assert.deepEqual(await stays(), [{ participantId: id, name: "bob", joinedAt, leftAt: null }]);
  app.clock.advance(5000);
  socket.send({ type: "leave" });
  await socket.closed;
  app.clock.advance(1000);
  // What is stored is stored in order: the first stay has ended when the second one begins.
  await app.enter(code, bob);
  assert.deepEqual(await stays(), [
    { participantId: id, name: "bob", joinedAt: joinedAt + 6000, leftAt: null },
    { participantId: id, name: "bob", joinedAt, leftAt: joinedAt + 5000 },
  ]);
});

test("[LIST3] what is said in a meeting is in the messages, for those who were let in", async () => {
  const { code } = await app.createRoom(ada, { access: "restricted" });
  const { socket } = await app.enter(code, ada);
  for (const [clientId, text] of [
    ["1", "one"],
    ["2", "two"],
  ] as const) {
    assert.equal(await socket.request({ type: "chat.send", clientId, text }), "ok");
  }
  const { body } = await ask(ada, `/room/${code}/messages/`);
  const texts = Array.isArray(body["messages"]) ? body["messages"] : [];
  assert.deepEqual(
    texts.map((message) => (isObject(message) ? message["text"] : null)),
    ["one", "two"],
  );
  await app.joinRoom(bob, code);
  assert.equal((await ask(bob, `/room/${code}/messages/`)).status, 403, "who waits reads nothing");
});
