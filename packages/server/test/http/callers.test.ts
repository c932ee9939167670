/** Walks the table of callers and rooms: each caller comes to each room, and looks at it. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isErrorCode } from "@parley/protocol";
import type { RoomRecord } from "../../src/runtime/ports.ts";
import { storeGoneRoom, storeInvite, storeLiveRoom, storePast } from "../support/callers.ts";
import {
  CALLERS,
  CALLERS_TABLE,
  type Caller,
  type Cell,
  GONE_ROOMS,
  type GoneRoom,
  LIVE_ROOMS,
  type LiveRoom,
  keysOf,
} from "../support/callers-table.ts";
import { type Harness, startHttp } from "./harness.ts";
import type { Answer, HttpClient } from "./http-client.ts";
import { type Person, accountIdOf, peopleOf } from "./people.ts";
import { assertProblem } from "./problems.ts";

let harness: Harness;
let account: Person;
let guest: Person;
/** Owns the rooms that are not the caller's own. */
let ownerId: string;

before(async () => {
  // Most of the rooms that are not there are unknown codes, which are throttled otherwise.
  harness = await startHttp({ limits: { unknownCodesPerAddress: 1000 } });
  ({ account, guest, ownerId } = await peopleOf(harness));
});
after(() => harness.close());

function clientOf(caller: Caller): HttpClient {
  const given = CALLERS[caller];
  if (given === null) return harness.client();
  return given.kind === "account" ? account.client : guest.client;
}

/** Makes the caller what it is called; returns what it sends to join. */
async function arrive(caller: Caller, room: RoomRecord): Promise<object> {
  const given = CALLERS[caller];
  if (given === null) return { code: room.code };
  const { principal } = given.kind === "account" ? account : guest;
  await storePast(harness.stores, room, principal, given.past);
  const invite = given.invited ? { invite: await storeInvite(harness.stores, room) } : {};
  return { code: room.code, ...invite };
}

/** What the caller sees: a name of the table. */
function viewOf(answer: Answer, { code, name, access }: RoomRecord): string {
  const body = answer.json();
  if (answer.status !== 200) return problemCode(answer);
  if ("participants" in body) return "everything";
  assert.deepEqual(body, { code, name, access }, "a card has nothing else");
  return "card";
}

function entryOf(answer: Answer, { code, name }: RoomRecord): string {
  if (answer.status !== 200) return problemCode(answer);
  const { status, room, ...door } = answer.json();
  assert.deepEqual(Object.keys(door).toSorted(), ["participantId", "ticket", "wsUrl"]);
  if (status === "waiting") assert.deepEqual(room, { code, name }, "who waits knows nothing else");
  return String(status);
}

function problemCode(answer: Answer): string {
  const code = String(answer.json()["code"]);
  assert.ok(isErrorCode(code), answer.text);
  assertProblem(answer, code);
  return code;
}

async function checkCell(caller: Caller, kind: LiveRoom, cell: Cell): Promise<void> {
  const own = CALLERS[caller]?.past === "owner";
  const owner = own ? await accountIdOf(harness, account.client) : ownerId;
  const options = { ownerId: owner, now: harness.clock.now() };
  const room = await storeLiveRoom(harness.stores, kind, options);
  const body = await arrive(caller, room);
  const client = clientOf(caller);
  const look = async () => viewOf(await client.get(`/room/${room.code}/`), room);
  const about = `${caller}, ${kind}`;
  assert.equal(await look(), cell.looks, `${about}: looks`);
  const join = async () => entryOf(await client.post("/join-room/", body), room);
  assert.equal(await join(), cell.joins, `${about}: joins`);
  // Who is in sees everything from then on, and the others see no more than before.
  const later = cell.joins === "joined" ? "everything" : cell.looks;
  assert.equal(await look(), later, `${about}: looks again`);
  assert.equal(await join(), cell.joins, `${about}: joins again`);
}

for (const caller of keysOf(CALLERS)) {
  test(`[CALLER1] ${caller}: where joining leads and what is seen, in every room`, async () => {
    for (const kind of keysOf(LIVE_ROOMS)) {
      await checkCell(caller, kind, CALLERS_TABLE[caller][kind]);
    }
  });
}

async function checkGone(caller: Caller, kind: GoneRoom): Promise<void> {
  const options = { ownerId, now: harness.clock.now() };
  const code = await storeGoneRoom(harness.stores, kind, options);
  const client = clientOf(caller);
  const expected = CALLERS[caller] === null ? "not_authenticated" : GONE_ROOMS[kind];
  assertProblem(await client.get(`/room/${code}/`), expected, `${caller}, ${kind}: looks`);
  assertProblem(await client.post("/join-room/", { code }), expected, `${caller}, ${kind}: joins`);
}

for (const kind of keysOf(GONE_ROOMS)) {
  test(`[CALLER1] a room that is ${kind} is the same for everyone`, async () => {
    for (const caller of ["nobody", "account", "guest"] as const) await checkGone(caller, kind);
  });
}

test("[CALLER1] a room that is gone is gone for its owner and its members too", async () => {
  const { stores, clock } = harness;
  const id = await accountIdOf(harness, account.client);
  for (const kind of keysOf(GONE_ROOMS)) {
    const code = await storeGoneRoom(stores, kind, { ownerId: id, now: clock.now() });
    const room = await stores.rooms.byCode(code);
    if (room !== null) await storePast(stores, room, guest.principal, "admitted");
    for (const { client } of [account, guest]) {
      assertProblem(await client.get(`/room/${code}/`), GONE_ROOMS[kind], kind);
      assertProblem(await client.post("/join-room/", { code }), GONE_ROOMS[kind], kind);
    }
  }
});
