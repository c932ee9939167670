/** Walks the table of callers and rooms once more: by the socket. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { decodeJson } from "@parley/protocol";
import { type Database, openDatabase } from "../../src/db/database.ts";
import type { Principal } from "../../src/runtime/ports.ts";
import { storeGoneRoom, storeInvite, storeLiveRoom, storePast } from "../support/callers.ts";
import {
  CALLERS,
  CALLERS_TABLE,
  type Caller,
  GONE_ROOMS,
  type GoneRoom,
  LIVE_ROOMS,
  type LiveRoom,
  keysOf,
} from "../support/callers-table.ts";
import { TestApp, type TestUser } from "../support/test-app.ts";

type Person = { readonly user: TestUser; readonly principal: Principal };

const NOBODY: TestUser = { name: "", cookie: "", csrf: "" };
let app: TestApp;
let database: Database;
let account: Person;
let guest: Person;
let ownerId: string;

before(async () => {
  const connectionsPerPrincipal = 1000;
  app = await TestApp.start({ limits: { unknownCodesPerAddress: 1000, connectionsPerPrincipal } });
  database = await openDatabase({ path: join(app.dataDir, "parley.db") });
  const [user, owner] = [await app.user("ann"), await app.user("owner")];
  account = { user, principal: `account:${await idOf("/account/", user)}` };
  ownerId = await idOf("/account/", owner);
  const visitor = await app.guest("Vera");
  guest = { user: visitor, principal: `guest:${await idOf("/guest/", visitor)}` };
});
after(async () => {
  await app.close();
  await database.close();
});

async function idOf(path: string, user: TestUser): Promise<string> {
  const text = await (await app.fetch(path, { user })).text();
  return decodeJson<{ id: string }>(text, () => true)?.id ?? assert.fail(text);
}

function personOf(caller: Caller): Person | null {
  const given = CALLERS[caller];
  if (given === null) return null;
  return given.kind === "account" ? account : guest;
}

/** Where the socket of this user leads. */
async function entryOf(code: string, user: TestUser): Promise<string> {
  const socket = app.connect(code, { user });
  const frame = await socket.nextFrame();
  const type = /"type":"(\w+)"/.exec(frame)?.[1];
  if (type === "welcome" || type === "waiting") {
    socket.send({ type: "leave" });
    await socket.closed;
    return type === "welcome" ? "joined" : "waiting";
  }
  await socket.closed;
  return /"code":"(\w+)"/.exec(frame)?.[1] ?? frame;
}

async function arrive(caller: Caller, kind: LiveRoom): Promise<string> {
  const person = personOf(caller);
  const owner = caller === "owner" ? account.principal.slice("account:".length) : ownerId;
  const now = app.clock.now();
  const room = await storeLiveRoom(database.stores, kind, { ownerId: owner, now });
  const given = CALLERS[caller];
  if (person === null || given === null) return entryOf(room.code, NOBODY);
  await storePast(database.stores, room, person.principal, given.past);
  if (given.invited) {
    const json = { code: room.code, invite: await storeInvite(database.stores, room) };
    await app.fetch("/join-room/", { method: "POST", user: person.user, json });
  }
  return entryOf(room.code, person.user);
}

for (const caller of keysOf(CALLERS)) {
  test(`[CALLER1] the socket leads where the table says: ${caller}`, async () => {
    for (const kind of keysOf(LIVE_ROOMS)) {
      assert.equal(await arrive(caller, kind), CALLERS_TABLE[caller][kind].joins, kind);
    }
  });
}

test("[CALLER1] the socket leads where the table says: rooms that are not there", async () => {
  for (const kind of keysOf<GoneRoom>(GONE_ROOMS)) {
    const now = app.clock.now();
    const code = await storeGoneRoom(database.stores, kind, { ownerId, now });
    for (const { user } of [account, guest]) {
      assert.equal(await entryOf(code, user), GONE_ROOMS[kind], kind);
    }
    assert.equal(await entryOf(code, NOBODY), "not_authenticated", kind);
  }
});
