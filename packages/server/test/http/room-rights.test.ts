/** Walks the routes of a room's administration: who may use each of them. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isErrorCode } from "@parley/protocol";
import { newInvite } from "../../src/identity/invites.ts";
import { randomId } from "../../src/identity/random.ts";
import type { RoomRecord } from "../../src/runtime/ports.ts";
import { membershipOf, storePast, storeRoom } from "../support/callers.ts";
import type { Past } from "../support/callers-table.ts";
import { type Harness, startHttp } from "./harness.ts";
import type { Ask } from "./http-client.ts";
import { type Person, accountIdOf, peopleOf } from "./people.ts";
import { assertProblem } from "./problems.ts";

let harness: Harness;
let account: Person;
let guest: Person;
let ownerId: string;

before(async () => {
  harness = await startHttp();
  ({ account, guest, ownerId } = await peopleOf(harness));
});
after(() => harness.close());

/** Somebody to whom the room could be handed over. */
async function heirOf(room: RoomRecord): Promise<string> {
  const heir = membershipOf(room, "account:heir", room.createdAt);
  return (await harness.stores.memberships.ensure(heir)).participantId;
}

async function inviteOf(room: RoomRecord): Promise<string> {
  const { invite } = newInvite({}, { roomId: room.id, now: room.createdAt, ids: randomId });
  await harness.stores.invites.create(invite, 10);
  return invite.id;
}

type Route = {
  /** Who is let through. */
  readonly least: "member" | "host" | "owner";
  readonly ask: (room: RoomRecord) => Promise<Ask & { readonly method: string }>;
};

function route(least: Route["least"], method: string, path: string, body?: object): Route {
  const ask = async ({ code }: RoomRecord) => ({ method, path: `/room/${code}/${path}`, body });
  return { least, ask };
}

const ROUTES: { readonly [name: string]: Route } = {
  "change the room": route("host", "PATCH", "", { name: "New" }),
  "lock the room": route("host", "PATCH", "", { locked: true }),
  "choose its expiry": route("owner", "PATCH", "", { expiresIn: 60 }),
  "take its expiry away": route("owner", "PATCH", "", { expiresIn: null }),
  "hand it over": {
    least: "owner",
    ask: async (room) => ({
      method: "PATCH",
      path: `/room/${room.code}/`,
      body: { ownerId: await heirOf(room) },
    }),
  },
  "delete it": route("owner", "DELETE", ""),
  "see the attendance": route("host", "GET", "attendance/"),
  "read the chat": route("member", "GET", "messages/"),
  "see the bans": route("host", "GET", "bans/"),
  "lift a ban": route("host", "DELETE", "bans/?participantId=p"),
  "see the invites": route("host", "GET", "invites/"),
  "invite a member": route("host", "POST", "invites/", { role: "member" }),
  "invite a co-host": route("owner", "POST", "invites/", { role: "cohost" }),
  "revoke an invite": {
    least: "host",
    ask: async (room) => ({
      method: "DELETE",
      path: `/room/${room.code}/invites/?id=${await inviteOf(room)}`,
    }),
  },
};

/** What each standing is enough for. */
const RIGHTS: { readonly [P in Past]: readonly Route["least"][] } = {
  new: [],
  waiting: [],
  removed: [],
  banned: [],
  admitted: ["member"],
  cohost: ["member", "host"],
  owner: ["member", "host", "owner"],
};

async function attempt({ client }: Person, { ask }: Route, room: RoomRecord): Promise<string> {
  const headers = { "x-csrftoken": client.cookies.get("csrftoken") ?? "" };
  const answer = await client.send({ ...(await ask(room)), headers });
  if (answer.status < 300) return "done";
  const code = String(answer.json()["code"]);
  assert.ok(isErrorCode(code), answer.text);
  assertProblem(answer, code);
  return code;
}

async function check(person: Person, past: Past, name: string): Promise<void> {
  const given = ROUTES[name] ?? assert.fail();
  const own = past === "owner" ? await accountIdOf(harness, person.client) : ownerId;
  const createdAt = harness.clock.now();
  const room = await storeRoom(harness.stores, { ownerId: own, createdAt, access: "open" });
  await storePast(harness.stores, room, person.principal, past);
  const asked = harness.desk.asked.length;
  const expected = RIGHTS[past].includes(given.least) ? "done" : "not_permitted";
  assert.equal(await attempt(person, given, room), expected, `${past}: ${name}`);
  if (expected === "done") return;
  assert.equal(harness.desk.asked.length, asked, `${past}: ${name} went through`);
}

for (const name of Object.keys(ROUTES)) {
  test(`[CALLER2] to ${name}: whom it is for, and nobody else`, async () => {
    for (const past of ["new", "waiting", "removed", "banned", "admitted", "cohost"] as const) {
      await check(account, past, name);
      await check(guest, past, name);
    }
    await check(account, "owner", name);
  });

  test(`[CALLER2] to ${name}: 401 for nobody, and a CSRF token for a change`, async () => {
    const given = ROUTES[name] ?? assert.fail();
    const now = harness.clock.now();
    const room = await storeRoom(harness.stores, {
      ownerId: await accountIdOf(harness, account.client),
      createdAt: now,
    });
    const ask = await given.ask(room);
    assertProblem(await harness.client().send(ask), "not_authenticated");
    if (ask.method === "GET") return;
    assertProblem(await account.client.send(ask), "csrf_failed");
  });
}

test("[CALLER2] of rooms that are not there nobody learns anything by these routes", async () => {
  const room = { ownerId, createdAt: harness.clock.now() };
  const deleted = await storeRoom(harness.stores, room);
  await harness.stores.rooms.remove(deleted.id, room.createdAt);
  for (const given of Object.values(ROUTES)) {
    assert.equal(await attempt(account, given, deleted), "room_deleted");
  }
});
