/** What comes in pages: my rooms, attendance, messages. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AttendanceList, type JsonObject, LIMITS, MessageList, RoomList } from "@parley/protocol";
import type { TSchema } from "typebox";
import { Check } from "typebox/value";
import { randomId } from "../../src/identity/random.ts";
import type { RoomRecord } from "../../src/runtime/ports.ts";
import { storePast, storeRoom } from "../support/callers.ts";
import { type Harness, signedInClient, startHttp } from "./harness.ts";
import type { HttpClient } from "./http-client.ts";
import { at, listAt } from "./json-walk.ts";
import { assertProblem } from "./problems.ts";

const DAY = 86_400_000;

let harness: Harness;
let ada: HttpClient;
let adaId: string;
before(async () => {
  harness = await startHttp({ limits: { sessionMs: 300 * DAY, guestMs: 300 * DAY } });
  ada = await signedInClient(harness);
  adaId = await accountIdOf(ada);
});
after(() => harness.close());

async function accountIdOf(client: HttpClient): Promise<string> {
  const signedIn = await harness.sessions.authenticate(client.cookies.get("sessionid"));
  return signedIn?.account.id ?? assert.fail("not signed in");
}

async function newRoom(change: Partial<RoomRecord> = {}): Promise<RoomRecord> {
  const room = { ownerId: adaId, createdAt: harness.clock.now(), ...change };
  return storeRoom(harness.stores, room);
}

async function participantIdOf(room: RoomRecord, principal: `account:${string}`): Promise<string> {
  const membership = await harness.stores.memberships.find(room.id, principal);
  return membership?.participantId ?? assert.fail("no membership");
}

type List = { readonly path: string; readonly list: string; readonly schema: TSchema };

async function pageOf(client: HttpClient, { path, schema }: Omit<List, "list">) {
  const answer = await client.get(path);
  assert.equal(answer.status, 200, answer.text);
  const body: JsonObject = answer.json();
  assert.ok(Check(schema, body), answer.text);
  return body;
}

/** Follows the cursors to the end; one field of the rows, by pages of two. */
async function pagesOf(client: HttpClient, given: List, ...keys: string[]): Promise<unknown[][]> {
  const pages: unknown[][] = [];
  for (let cursor = ""; ;) {
    const page = await pageOf(client, { ...given, path: `${given.path}?limit=2${cursor}` });
    pages.push(listAt(page, given.list).map((row) => at(row, ...keys)));
    const { next } = page;
    if (typeof next !== "string") return pages;
    cursor = `&cursor=${next}`;
  }
}

const MY_ROOMS = { path: "/rooms/", list: "rooms", schema: RoomList };

test("[LIST1] my rooms are those that I own, newest first, in pages", async () => {
  const client = await signedInClient(harness);
  const ownerId = await accountIdOf(client);
  const codes: string[] = [];
  for (let i = 0; i < 5; i += 1) {
    harness.clock.advance(1);
    codes.unshift((await newRoom({ ownerId })).code);
  }
  await newRoom();
  const pages = await pagesOf(client, MY_ROOMS, "code");
  assert.deepEqual(pages, [codes.slice(0, 2), codes.slice(2, 4), codes.slice(4)]);
  const page = await pageOf(client, MY_ROOMS);
  assert.equal(page["next"], null);
  const { participants: _, ...newest } = (await client.get(`/room/${codes[0]}/`)).json();
  assert.deepEqual(listAt(page, "rooms")[0], newest, "as the room shows itself");
});

test("[LIST1] a deleted room is not mine any more; an expired one says since when", async () => {
  const client = await signedInClient(harness);
  const ownerId = await accountIdOf(client);
  const now = harness.clock.now();
  const disused = { createdAt: now - 100 * DAY, usedAt: now - 91 * DAY };
  const rooms = [
    await newRoom({ ownerId, createdAt: now, expiresAt: null }),
    await newRoom({ ownerId, createdAt: now - 10, expiresAt: now - 1 }),
    await newRoom({ ownerId, ...disused }),
    await newRoom({ ownerId, createdAt: now - 200 * DAY, expiresAt: now - 30 * DAY }),
  ];
  const deleted = await newRoom({ ownerId });
  await harness.stores.rooms.remove(deleted.id, now);
  const listed = listAt(await pageOf(client, MY_ROOMS), "rooms");
  assert.deepEqual(
    listed.map((room) => [at(room, "code"), at(room, "expiresAt")]),
    [
      [rooms[0]?.code, null],
      [rooms[1]?.code, now - 1],
      [rooms[2]?.code, now - DAY],
    ],
  );
});

test("[LIST2] attendance has one row per stay, newest first, in pages", async () => {
  const room = await newRoom();
  const { stays } = harness.stores;
  for (let i = 1; i <= 5; i += 1) {
    const stay = { roomId: room.id, participantId: `p${i}`, name: `Person ${i}`, joinedAt: i };
    await stays.open({ id: `${room.id}-${i}`, ...stay });
  }
  await stays.close(`${room.id}-2`, 20);
  const list = { path: `/room/${room.code}/attendance/`, list: "stays", schema: AttendanceList };
  const joined = await pagesOf(ada, list, "joinedAt");
  assert.deepEqual(joined, [[5, 4], [3, 2], [1]]);
  const rows = listAt(await pageOf(ada, list), "stays");
  assert.deepEqual(rows[3], {
    participantId: "p2",
    name: "Person 2",
    joinedAt: 2,
    leftAt: 20,
  });
  assert.equal(at(rows[0], "leftAt"), null);
});

/** Stores messages of the owner and of Vera; the texts say who may see them. */
async function chatIn(room: RoomRecord): Promise<{ vera: HttpClient }> {
  const vera = harness.client();
  const { id } = (await vera.post("/guest/", { displayName: "Vera" })).json();
  const principal = `guest:${String(id)}` as const;
  await storePast(harness.stores, room, principal, "admitted");
  const owner = await participantIdOf(room, `account:${room.ownerId}`);
  const membership = await harness.stores.memberships.find(room.id, principal);
  const guest = membership?.participantId ?? assert.fail();
  const say = async (from: string, to: string | null, text: string) =>
    harness.stores.chat.append(room.id, {
      message: { id: randomId(), from: { participantId: from, name: "N" }, to, text, sentAt: 1 },
      clientId: randomId(),
      position: (await harness.stores.chat.recent(room.id, 50)).length + 1,
    });
  await say(owner, null, "one");
  await say(guest, owner, "between us");
  await say("somebody", "else", "not for us");
  await say(guest, null, "two");
  await say(owner, "else", "the owner's own");
  await say(owner, null, "three");
  return { vera };
}

test("[LIST3] messages come newest page first, oldest of a page first, with one's direct ones", async () => {
  const room = await newRoom();
  const { vera } = await chatIn(room);
  const list = { path: `/room/${room.code}/messages/`, list: "messages", schema: MessageList };
  const seen = await pagesOf(vera, list, "text");
  assert.deepEqual(seen, [
    ["two", "three"],
    ["one", "between us"],
  ]);
  const own = await pagesOf(ada, list, "text");
  assert.deepEqual(own, [["the owner's own", "three"], ["between us", "two"], ["one"]]);
});

test("[LIST4] what an expired room had is there as long as it is kept; of a deleted one nothing", async () => {
  const room = await newRoom({ expiresAt: harness.clock.now() + 1 });
  const { vera } = await chatIn(room);
  const paths = ["attendance", "messages"].map((name) => `/room/${room.code}/${name}/`);
  harness.clock.advance(1 + LIMITS.roomKeptMs - 1);
  assertProblem(await ada.get(`/room/${room.code}/`), "room_expired");
  for (const path of paths) assert.equal((await ada.get(path)).status, 200, path);
  assert.equal((await vera.get(`/room/${room.code}/messages/`)).status, 200);
  harness.clock.advance(1);
  for (const path of paths) assertProblem(await ada.get(path), "room_not_found", path);
  const deleted = await newRoom();
  await harness.stores.rooms.remove(deleted.id, harness.clock.now());
  assertProblem(await ada.get(`/room/${deleted.code}/messages/`), "room_deleted");
});

test("[LIST5] a cursor that no page gave, and a limit that is none, are 400", async () => {
  const { code } = await newRoom();
  const queries = ["cursor=", "cursor=x", "cursor=%F0%9F%92%A9", `cursor=${"A".repeat(201)}`];
  const limits = ["limit=0", "limit=-1", "limit=x", "limit=1.5", "limit=201", "limit=1000"];
  const others = ["page=2", "limit=1&limit=2"];
  for (const path of ["/rooms/", `/room/${code}/attendance/`, `/room/${code}/messages/`]) {
    for (const query of [...queries, ...limits, ...others]) {
      assertProblem(await ada.get(`${path}?${query}`), "validation_failed", `${path}?${query}`);
    }
    assert.equal((await ada.get(`${path}?limit=${LIMITS.pageRows.max}`)).status, 200);
  }
});

test("[LIST5] without a limit a page has the usual number of rows", async () => {
  const room = await newRoom();
  const stay = { roomId: room.id, participantId: "p", name: "Person" };
  for (let i = 0; i <= LIMITS.pageRows.usual; i += 1) {
    await harness.stores.stays.open({ id: randomId(), ...stay, joinedAt: i });
  }
  const page = await pageOf(ada, {
    path: `/room/${room.code}/attendance/`,
    schema: AttendanceList,
  });
  assert.equal(listAt(page, "stays").length, LIMITS.pageRows.usual);
  assert.notEqual(page["next"], null);
});
