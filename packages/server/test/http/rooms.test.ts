import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type ErrorCode, LIMITS, type Participant, isObject } from "@parley/protocol";
import { createRoom } from "../../src/http/create-room.ts";
import { type Harness, signedInClient, startHttp } from "./harness.ts";
import type { HttpClient } from "./http-client.ts";
import { at, listAt } from "./json-walk.ts";
import { assertProblem } from "./problems.ts";

let harness: Harness;
let ada: HttpClient;
let bob: HttpClient;
before(async () => {
  harness = await startHttp();
  [ada, bob] = [await signedInClient(harness), await signedInClient(harness)];
});
after(() => harness.close());

const DAY = 86_400_000;

async function newRoom(body?: object): Promise<string> {
  return String((await ada.post("/create-room/", body)).json()["code"]);
}

async function idOf(code: string): Promise<string> {
  return (await harness.stores.rooms.byCode(code))?.id ?? assert.fail(`no room ${code}`);
}

const SWITCHES = { chat: true, reactions: true, screenShare: true, muteOnEntry: false };
const DEFAULTS = { ...SWITCHES, media: "mesh" };

test("[ROOM1] a room is created with defaults, a code of its own and a link", async () => {
  const answer = await ada.post("/create-room/", {});
  assert.equal(answer.status, 201);
  const { code, ...room } = answer.json();
  assert.match(String(code), /^[a-z]{3}-[a-z]{4}-[a-z]{3}$/);
  assert.deepEqual(room, {
    name: "",
    access: "trusted",
    locked: false,
    settings: DEFAULTS,
    createdAt: harness.clock.now(),
    expiresAt: null,
    url: `${harness.url}/${String(code)}`,
  });
});

test("[ROOM1] the body may be left out, with a content type and without", async () => {
  assert.equal((await ada.post("/create-room/")).status, 201);
  const headers = { "x-csrftoken": ada.cookies.get("csrftoken") ?? "" };
  const typed = { ...headers, "content-type": "application/json" };
  for (const body of ["", undefined, "{}"]) {
    const answer = await ada.send({ method: "POST", path: "/create-room/", headers: typed, body });
    assert.equal(answer.status, 201, answer.text);
  }
});

test("[ROOM1] name, access, settings and expiry are as asked for", async () => {
  const body = { name: "Weekly", access: "open", expiresIn: 60, settings: { screenShare: false } };
  const answer = await ada.post("/create-room/", body);
  const { code: _code, url: _url, ...room } = answer.json();
  assert.deepEqual(room, {
    name: "Weekly",
    access: "open",
    locked: false,
    settings: { ...DEFAULTS, screenShare: false },
    createdAt: harness.clock.now(),
    expiresAt: harness.clock.now() + 60_000,
  });
});

test("[ROOM2] the creator is the owner, with a membership from the start", async () => {
  const room = await harness.stores.rooms.byCode(await newRoom());
  const signedIn = await harness.sessions.authenticate(ada.cookies.get("sessionid"));
  const { identity } = signedIn ?? assert.fail();
  assert.equal(room?.ownerId, identity.accountId);
  const membership = await harness.stores.memberships.find(room?.id ?? "", identity.principal);
  assert.equal(membership?.role, "owner");
  assert.equal(membership?.name, identity.name);
  assert.equal(room?.usedAt, room?.createdAt);
  assert.equal(room?.deletedAt, null);
});

test("[ROOM3] media goes through the SFU where there is one, unless a mesh is chosen", async (t) => {
  const own = await startHttp({ media: "sfu" });
  t.after(() => own.close());
  const client = await signedInClient(own);
  const mediaOf = async (settings: object) => {
    const room = (await client.post("/create-room/", { settings })).json();
    return (await own.stores.rooms.byCode(String(room["code"])))?.settings.media;
  };
  assert.equal(await mediaOf({}), "sfu");
  assert.equal(await mediaOf({ media: "sfu" }), "sfu");
  assert.equal(await mediaOf({ media: "mesh" }), "mesh");
});

test("[ROOM3] where there is no SFU media goes as a mesh, and an SFU is refused by name", async () => {
  const sfu = await ada.post("/create-room/", { settings: { media: "sfu" } });
  assertProblem(sfu, "unsupported_setting");
  const mesh = await ada.post("/create-room/", { settings: { chat: false } });
  const room = await harness.stores.rooms.byCode(String(mesh.json()["code"]));
  assert.equal(room?.settings.media, "mesh");
});

test("[MEDIA15] where there is no SFU any more, a room made for one shows that it is a mesh", async () => {
  const code = await newRoom();
  const settings = { ...SWITCHES, media: "sfu" } as const;
  await harness.stores.rooms.update(await idOf(code), { settings });
  const joined = at((await ada.post("/join-room/", { code })).json(), "room");
  const listed = listAt((await ada.get("/rooms/")).json(), "rooms");
  const shown = (await ada.get(`/room/${code}/`)).json();
  for (const view of [joined, listed.find((room) => at(room, "code") === code), shown]) {
    assert.equal(at(view, "settings", "media"), "mesh");
  }
});

test("[ROOM4] an account has a limited number of rooms", async (t) => {
  const own = await startHttp({ limits: { roomsPerAccount: 2 } });
  t.after(() => own.close());
  const client = await signedInClient(own);
  for (let i = 0; i < 2; i += 1) assert.equal((await client.post("/create-room/")).status, 201);
  assertProblem(await client.post("/create-room/"), "too_many_rooms");
  const other = await signedInClient(own);
  assert.equal((await other.post("/create-room/")).status, 201);
});

test("[ROOM1] a code that is taken is drawn again, a few times", async () => {
  const taken = await newRoom();
  const signedIn = await harness.sessions.authenticate(ada.cookies.get("sessionid"));
  const owner = signedIn?.account ?? assert.fail();
  const draws = [taken, taken, "free-room"];
  const { stores, clock } = harness;
  const options = { rooms: stores.rooms, clock, limits: LIMITS, media: "mesh" } as const;
  const drawCode = () => draws.shift() ?? assert.fail("drawn too often");
  const room = await createRoom({ ...options, drawCode }, owner, {});
  assert.equal(room.code, "free-room");
  const always = createRoom({ ...options, drawCode: () => taken }, owner, {});
  await assert.rejects(always, { message: "No free room code was found" });
});

test("[ROOM7] joining reserves a participant and gives a ticket for the socket", async () => {
  const code = await newRoom({ name: "Weekly" });
  const answer = await bob.post("/join-room/", { code });
  assert.equal(answer.status, 200);
  const { room, status, participantId, wsUrl, ticket } = answer.json();
  assert.deepEqual(room, { ...roomWithoutParticipants(await bob.get(`/room/${code}/`)) });
  assert.equal(status, "joined");
  assert.equal(wsUrl, `${harness.url.replace("http", "ws")}/ws/room/${code}/`);
  const signedIn = await harness.sessions.authenticate(bob.cookies.get("sessionid"));
  const { identity } = signedIn ?? assert.fail();
  const membership = await harness.stores.memberships.find(await idOf(code), identity.principal);
  assert.equal(participantId, membership?.participantId);
  assert.equal(membership?.role, "member");
  const claims = await harness.tickets.redeem(String(ticket));
  assert.deepEqual(claims, { roomId: await idOf(code), identity, epoch: 1 });
});

function roomWithoutParticipants(answer: { json(): object }): object {
  const { participants: _, ...room } = { participants: null, ...answer.json() };
  return room;
}

test("[ROOM7] joining again gives the same participant and another ticket", async () => {
  const code = await newRoom();
  const join = async () => (await bob.post("/join-room/", { code })).json();
  const [one, two] = [await join(), await join()];
  assert.equal(one["participantId"], two["participantId"]);
  assert.notEqual(one["ticket"], two["ticket"]);
});

test("[ROOM5] a code is taken in any case, with or without hyphens", async () => {
  const code = await newRoom();
  for (const text of [code.toUpperCase(), code.replaceAll("-", ""), ` ${code} `]) {
    const answer = await bob.post("/join-room/", { code: text });
    assert.equal(answer.status, 200, text);
    const shown = await bob.get(`/room/${encodeURIComponent(text)}/`);
    assert.equal(shown.json()["code"], code, text);
  }
});

test("[ROOM5] an unknown code and what is no code are 404", async () => {
  for (const code of ["zzz-zzzz-zzz", "x", "abc-defg-hi1"]) {
    assertProblem(await bob.get(`/room/${code}/`), "room_not_found", code);
    assertProblem(await bob.post("/join-room/", { code }), "room_not_found", code);
  }
});

test("[ROOM6] an expired room is 410 for 30 days and 404 from then on", async (t) => {
  const own = await startHttp({ limits: { sessionMs: 300 * DAY } });
  t.after(() => own.close());
  const client = await signedInClient(own);
  const fixed = String((await client.post("/create-room/", { expiresIn: 1 })).json()["code"]);
  const usual = String((await client.post("/create-room/")).json()["code"]);
  const both = async (code: string, problem: ErrorCode) => {
    assertProblem(await client.get(`/room/${code}/`), problem);
    assertProblem(await client.post("/join-room/", { code }), problem);
  };
  own.clock.advance(1000);
  await both(fixed, "room_expired");
  own.clock.advance(LIMITS.roomKeptMs);
  await both(fixed, "room_not_found");
  own.clock.advance(60 * DAY - 1001);
  assert.equal((await client.get(`/room/${usual}/`)).status, 200);
  own.clock.advance(1);
  await both(usual, "room_expired");
  own.clock.advance(LIMITS.roomKeptMs);
  await both(usual, "room_not_found");
});

test("[ROOM8] a full room is 409 for a newcomer", async () => {
  const code = await newRoom();
  const full = Array.from({ length: LIMITS.participantsPerMesh }, (_, i) => participant(`p${i}`));
  harness.present.set(await idOf(code), full);
  assertProblem(await bob.post("/join-room/", { code }), "room_full");
});

test("[ROOM9] a room shows who is present now", async () => {
  const code = await newRoom();
  const shown = async () => (await bob.get(`/room/${code}/`)).json()["participants"];
  assert.deepEqual(await shown(), []);
  const present = [participant("p1"), { ...participant("p2"), handRaisedAt: 5 }];
  harness.present.set(await idOf(code), present);
  assert.deepEqual(await shown(), present);
});

test("[ROOM10] rooms are for those who said who they are: 401 for nobody", async () => {
  const code = await newRoom();
  const nobody = harness.client();
  assertProblem(await nobody.post("/create-room/", {}), "not_authenticated");
  assertProblem(await nobody.post("/join-room/", { code }), "not_authenticated");
  assertProblem(await nobody.get(`/room/${code}/`), "not_authenticated");
});

test("[ROOM10] guests join rooms, with a CSRF token as anyone, and own none", async () => {
  const code = await newRoom({ access: "open" });
  const vera = harness.client();
  await vera.post("/guest/", { displayName: "Vera" });
  const joined = (await vera.post("/join-room/", { code })).json();
  assert.equal(joined["status"], "joined");
  const claims = await harness.tickets.redeem(String(joined["ticket"]));
  assert.equal(claims?.identity.kind, "guest");
  const bare = { method: "POST", path: "/join-room/", body: { code } };
  assertProblem(await vera.send(bare), "csrf_failed");
  assertProblem(await vera.post("/create-room/", {}), "account_required");
  assertProblem(await vera.get("/rooms/"), "account_required");
});

test("[ROOM7] who must wait gets a ticket for the lobby, and of the room its code and name", async () => {
  const code = await newRoom({ access: "restricted", name: "Board" });
  const answer = await bob.post("/join-room/", { code });
  const { room, status, participantId, wsUrl, ticket } = answer.json();
  assert.equal(answer.status, 200);
  assert.equal(status, "waiting");
  assert.deepEqual(room, { code, name: "Board" });
  assert.equal(wsUrl, `${harness.url.replace("http", "ws")}/ws/room/${code}/`);
  const claims = await harness.tickets.redeem(String(ticket));
  const { principal } = claims?.identity ?? assert.fail();
  assert.equal(claims?.epoch, 1);
  const membership = await harness.stores.memberships.find(await idOf(code), principal);
  assert.equal(membership?.participantId, participantId);
  assert.equal(membership?.admittedAt, null);
});

test("links lead where people find the server: PUBLIC_URL, or the host they asked", async (t) => {
  const own = await startHttp({ env: { PUBLIC_URL: "https://meet.example.org" } });
  t.after(() => own.close());
  const client = await signedInClient(own);
  const code = String((await client.post("/create-room/")).json()["code"]);
  const join = async (host: string) => {
    const headers = { host, "x-csrftoken": client.cookies.get("csrftoken") ?? "" };
    const ask = { method: "POST", path: "/join-room/", headers, body: { code } };
    const { room, wsUrl } = (await client.send(ask)).json();
    return { url: isObject(room) ? room["url"] : null, wsUrl };
  };
  const url = `https://meet.example.org/${code}`;
  const path = `/ws/room/${code}/`;
  const outside = await join("meet.example.org");
  assert.deepEqual(outside, { url, wsUrl: `wss://meet.example.org${path}` });
  assert.deepEqual(await join("localhost:1"), { url, wsUrl: `ws://localhost:1${path}` });
});

function participant(id: string): Participant {
  return {
    id,
    name: id,
    kind: "account",
    role: "member",
    state: "online",
    joinedAt: 1,
    handRaisedAt: null,
    media: { mic: true, camera: false, screen: false },
    version: 1,
  };
}
