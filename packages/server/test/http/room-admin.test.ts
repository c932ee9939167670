/** What the routes ask of a room's one writer, and how its answers come back. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { BanList, type ErrorCode } from "@parley/protocol";
import { Check } from "typebox/value";
import type { Membership, RoomRecord } from "../../src/runtime/ports.ts";
import { membershipOf, storePast, storeRoom } from "../support/callers.ts";
import { type Harness, signedInClient, startHttp } from "./harness.ts";
import type { Answer, HttpClient } from "./http-client.ts";
import { at } from "./json-walk.ts";
import { assertProblem } from "./problems.ts";

let harness: Harness;
let ada: HttpClient;
let ownerId: string;
let room: RoomRecord;
let owner: Membership;

before(async () => {
  harness = await startHttp();
  ada = await signedInClient(harness);
  const signedIn = await harness.sessions.authenticate(ada.cookies.get("sessionid"));
  ownerId = signedIn?.account.id ?? assert.fail("not signed in");
});
after(() => harness.close());
beforeEach(async () => {
  room = await storeRoom(harness.stores, { ownerId, createdAt: harness.clock.now() });
  const membership = await harness.stores.memberships.find(room.id, `account:${ownerId}`);
  owner = membership ?? assert.fail();
  harness.desk.asked.length = 0;
  harness.desk.answer = "ok";
});

function send(method: "PATCH" | "DELETE", path: string, body?: object): Promise<Answer> {
  const headers = { "x-csrftoken": ada.cookies.get("csrftoken") ?? "" };
  return ada.send({ method, path: `/room/${room.code}/${path}`, headers, body });
}

/** What the room was asked, without who asked and when. */
function orders(): object[] {
  return harness.desk.asked.map(({ room: asked, command }) => {
    const { by, at: time, ...order } = command;
    assert.deepEqual(by, { participantId: owner.participantId, role: "owner" });
    assert.equal(time, harness.clock.now());
    assert.equal(asked.id, room.id);
    return order;
  });
}

test("[ADMIN1] a change goes to the room's one writer, and the answer is the room as it then is", async () => {
  const body = { name: "New", access: "open", locked: true, settings: { chat: false } };
  const answer = await send("PATCH", "", { ...body, expiresIn: 60 });
  assert.equal(answer.status, 200, answer.text);
  const patch = { ...body, expiresAt: harness.clock.now() + 60_000 };
  assert.deepEqual(orders(), [{ type: "room.change", patch }]);
  // The writer of this test changes nothing.
  assert.equal(answer.json()["name"], room.name);
  assert.equal(answer.json()["url"], `${harness.url}/${room.code}`);
});

test("[ADMIN1] without an expiry of its own a room expires when nobody uses it", async () => {
  await send("PATCH", "", { expiresIn: null });
  assert.deepEqual(orders(), [{ type: "room.change", patch: { expiresAt: null } }]);
});

test("[ADMIN1] nothing to change is nothing asked", async () => {
  const answer = await send("PATCH", "", {});
  assert.equal(answer.status, 200);
  assert.equal(answer.json()["code"], room.code);
  assert.deepEqual(orders(), []);
});

test("[ADMIN1] what a room does not have is 400", async () => {
  const wrong = [
    { code: "abc-defg-hij" },
    { name: "" },
    { access: "closed" },
    { settings: { media: "sfu" } },
    { settings: { beer: true } },
    { expiresIn: 0 },
    { ownerId: "" },
    { role: "owner" },
  ];
  for (const body of wrong) assertProblem(await send("PATCH", "", body), "validation_failed");
  assert.deepEqual(orders(), []);
});

async function somebody(principal: Membership["principal"]): Promise<Membership> {
  return harness.stores.memberships.ensure(membershipOf(room, principal, room.createdAt));
}

test("[ADMIN2] a room is handed over to an account, named by itself or by its participant", async () => {
  const { participantId } = await somebody("account:bob");
  for (const heir of ["bob", participantId]) {
    assert.equal((await send("PATCH", "", { ownerId: heir, name: "Bob's" })).status, 200);
  }
  const handOver = { type: "room.handOver", to: participantId };
  const change = { type: "room.change", patch: { name: "Bob's" } };
  assert.deepEqual(orders(), [handOver, change, handOver, change]);
});

test("[ADMIN2] a guest never owns a room, nor one who is banned or was never here", async () => {
  const { participantId, principal } = await somebody("guest:vera");
  assertProblem(await send("PATCH", "", { ownerId: participantId }), "not_an_account");
  for (const unknown of ["vera", principal, "nobody", `account:${ownerId}`]) {
    assertProblem(await send("PATCH", "", { ownerId: unknown }), "unknown_participant");
  }
  await storePast(harness.stores, room, "account:mallory", "banned");
  assertProblem(await send("PATCH", "", { ownerId: "mallory" }), "unknown_participant");
  const other = await storeRoom(harness.stores, { ownerId, createdAt: room.createdAt });
  const elsewhere = membershipOf(other, "account:eve", room.createdAt);
  await harness.stores.memberships.ensure(elsewhere);
  assertProblem(await send("PATCH", "", { ownerId: "eve" }), "unknown_participant");
  assert.deepEqual(orders(), []);
});

test("[ADMIN2] handing over to oneself changes nothing", async () => {
  for (const self of [ownerId, owner.participantId]) {
    assert.equal((await send("PATCH", "", { ownerId: self })).status, 200);
  }
  assert.deepEqual(orders(), []);
});

test("[ADMIN2] a hand-over that is refused leaves the rest unchanged too", async () => {
  await somebody("account:bob");
  harness.desk.answer = "too_many_rooms";
  assertProblem(await send("PATCH", "", { ownerId: "bob", name: "Bob's" }), "too_many_rooms");
  assert.deepEqual(
    orders().map((order) => at(order, "type")),
    ["room.handOver"],
  );
});

test("[ADMIN3] deleting is an order to the room, and 204", async () => {
  assert.equal((await send("DELETE", "")).status, 204);
  assert.deepEqual(orders(), [{ type: "room.delete" }]);
});

test("[BAN1] bans are listed, latest first, and lifted by participant", async () => {
  await storePast(harness.stores, room, "guest:vera", "banned");
  const mallory = await somebody("account:mallory");
  const removal = { at: room.createdAt + 1, ban: true, name: "Mallory" };
  await harness.stores.memberships.remove(room.id, mallory.participantId, removal);
  await somebody("account:bob");
  const answer = await ada.get(`/room/${room.code}/bans/`);
  assert.ok(Check(BanList, answer.json()), answer.text);
  const vera = await harness.stores.memberships.find(room.id, "guest:vera");
  assert.deepEqual(answer.json()["bans"], [
    {
      participantId: mallory.participantId,
      name: "Mallory",
      kind: "account",
      bannedAt: room.createdAt + 1,
    },
    {
      participantId: vera?.participantId,
      name: "guest:vera",
      kind: "guest",
      bannedAt: room.createdAt,
    },
  ]);
  const { participantId } = mallory;
  assert.equal((await send("DELETE", `bans/?participantId=${participantId}`)).status, 204);
  assert.deepEqual(orders(), [{ type: "ban.lift", participantId }]);
  assertProblem(await send("DELETE", "bans/"), "validation_failed");
});

test("[ADMIN3] what the room refuses comes back as that", async () => {
  const refusals: readonly [ErrorCode, () => Promise<Answer>][] = [
    ["unknown_ban", () => send("DELETE", "bans/?participantId=p")],
    ["unavailable", () => send("DELETE", "")],
    ["room_not_found", () => send("PATCH", "", { locked: true })],
  ];
  for (const [code, refused] of refusals) {
    harness.desk.answer = code;
    assertProblem(await refused(), code);
  }
});
