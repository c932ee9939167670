import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { InviteList, LIMITS, NewInvite } from "@parley/protocol";
import { Check } from "typebox/value";
import { type Harness, signedInClient, startHttp } from "./harness.ts";
import type { Answer, HttpClient } from "./http-client.ts";
import { assertProblem } from "./problems.ts";

let harness: Harness;
let ada: HttpClient;
before(async () => {
  harness = await startHttp();
  ada = await signedInClient(harness);
});
after(() => harness.close());

async function newRoom(body: object = { access: "restricted" }): Promise<string> {
  return String((await ada.post("/create-room/", body)).json()["code"]);
}

async function newGuest(): Promise<HttpClient> {
  const client = harness.client();
  await client.post("/guest/", { displayName: "Vera" });
  return client;
}

type Made = { readonly id: string; readonly token: string };

async function invite(code: string, body?: object, by = ada): Promise<Made> {
  const answer = await by.post(`/room/${code}/invites/`, body);
  assert.equal(answer.status, 201, answer.text);
  const { id, url } = answer.json();
  const token = new URL(String(url)).searchParams.get("invite");
  return { id: String(id), token: token ?? assert.fail("no token in the link") };
}

/** Joins with an invite; the status, or the problem's code. */
async function join(client: HttpClient, code: string, token: string): Promise<unknown> {
  const answer = await client.post("/join-room/", { code, invite: token });
  const { status, code: problem } = answer.json();
  return answer.status === 200 ? status : problem;
}

function remove(client: HttpClient, path: string): Promise<Answer> {
  const headers = { "x-csrftoken": client.cookies.get("csrftoken") ?? "" };
  return client.send({ method: "DELETE", path, headers });
}

async function listed(code: string): Promise<unknown> {
  const answer = await ada.get(`/room/${code}/invites/`);
  assert.ok(Check(InviteList, answer.json()), answer.text);
  return answer.json()["invites"];
}

test("[INVITE1] an invite is a link with a random token, of which the hash alone is stored", async () => {
  const code = await newRoom();
  const body = { role: "member", expiresIn: 60, uses: 2 };
  const answer = await ada.post(`/room/${code}/invites/`, body);
  assert.equal(answer.status, 201);
  assert.ok(Check(NewInvite, answer.json()), answer.text);
  const { id, url, ...rest } = answer.json();
  const now = harness.clock.now();
  const facts = { createdAt: now, expiresAt: now + 60_000, usesLeft: 2, revokedAt: null };
  assert.deepEqual(rest, { role: "member", ...facts });
  const [link, token = ""] = String(url).split("?invite=");
  assert.equal(link, `${harness.url}/${code}`);
  assert.match(token, /^[\w-]{43}$/);
  assert.deepEqual(await listed(code), [{ id, ...rest }]);
  const room = await harness.stores.rooms.byCode(code);
  const [stored] = await harness.stores.invites.list(room?.id ?? "");
  assert.equal(stored?.tokenHash, createHash("sha256").update(token).digest("base64url"));
});

test("[INVITE1] all may be left out: then it is for members, without end", async () => {
  const code = await newRoom();
  const answer = await ada.post(`/room/${code}/invites/`);
  assert.equal(answer.status, 201, answer.text);
  const { role, expiresAt, usesLeft } = answer.json();
  assert.deepEqual([role, expiresAt, usesLeft], ["member", null, null]);
});

test("[INVITE2] who brings an invite does not wait, and need not bring it again", async () => {
  const code = await newRoom();
  const { token } = await invite(code);
  const vera = await newGuest();
  assert.equal((await vera.post("/join-room/", { code })).json()["status"], "waiting");
  assert.equal(await join(vera, code, token), "joined");
  assert.equal((await vera.post("/join-room/", { code })).json()["status"], "joined");
  assert.equal((await vera.get(`/room/${code}/`)).json()["access"], "restricted");
});

test("[INVITE2] an invite of the owner makes co-hosts; a co-host's cannot", async () => {
  const code = await newRoom();
  const vera = await newGuest();
  const { token } = await invite(code, { role: "cohost" });
  assert.equal(await join(vera, code, token), "joined");
  const answer = await vera.post(`/room/${code}/invites/`, { role: "cohost" });
  assertProblem(answer, "not_permitted");
  const { token: second } = await invite(code, { role: "member" }, vera);
  const bob = await newGuest();
  assert.equal(await join(bob, code, second), "joined");
  assertProblem(await bob.get(`/room/${code}/invites/`), "not_permitted");
});

test("[INVITE3] an invite lets in as many as it says", async () => {
  const code = await newRoom();
  const { token } = await invite(code, { uses: 2 });
  for (const expected of ["joined", "joined", "invalid_invite"]) {
    assert.equal(await join(await newGuest(), code, token), expected);
  }
});

test("[INVITE3] of many who bring the last use at once, one gets in", async () => {
  const code = await newRoom();
  const { token } = await invite(code, { uses: 1 });
  const guests = await Promise.all(Array.from({ length: 8 }, newGuest));
  const outcomes = await Promise.all(guests.map((guest) => join(guest, code, token)));
  assert.equal(outcomes.filter((outcome) => outcome === "joined").length, 1);
  assert.equal(outcomes.filter((outcome) => outcome === "invalid_invite").length, 7);
});

test("[INVITE3] one who brings it twice at once uses it up once", async () => {
  const code = await newRoom();
  const { token } = await invite(code, { uses: 2 });
  const vera = await newGuest();
  const outcomes = await Promise.all([1, 2, 3].map(() => join(vera, code, token)));
  assert.deepEqual(outcomes, ["joined", "joined", "joined"]);
  assert.equal(await join(await newGuest(), code, token), "joined");
});

test("[INVITE3] an invite ends with its time, and when it is revoked; who used it stays", async () => {
  const code = await newRoom();
  const { token } = await invite(code, { expiresIn: 60 });
  const vera = await newGuest();
  assert.equal(await join(vera, code, token), "joined");
  harness.clock.advance(59_999);
  assert.equal(await join(await newGuest(), code, token), "joined");
  harness.clock.advance(1);
  assert.equal(await join(await newGuest(), code, token), "invalid_invite");
  const { id, token: other } = await invite(code);
  const path = `/room/${code}/invites/?id=${id}`;
  const revoked = await remove(ada, path);
  assert.equal(revoked.status, 204, revoked.text);
  assert.equal(await join(await newGuest(), code, other), "invalid_invite");
  assertProblem(await remove(ada, path), "invalid_invite");
  assert.equal((await vera.post("/join-room/", { code })).json()["status"], "joined");
});

test("[INVITE3] an invite is for its own room, and a wrong one is told also where nobody waits", async () => {
  const [one, two] = [await newRoom({ access: "open" }), await newRoom({ access: "open" })];
  const { token, id } = await invite(one);
  assert.equal(await join(await newGuest(), two, token), "invalid_invite");
  assertProblem(await remove(ada, `/room/${two}/invites/?id=${id}`), "invalid_invite");
  assert.equal(await join(await newGuest(), one, "nonsense"), "invalid_invite");
  assert.equal(await join(await newGuest(), one, token), "joined");
});

test("[INVITE5] a room has a limited number of invites", async (t) => {
  const own = await startHttp({ limits: { invitesPerRoom: 2 } });
  t.after(() => own.close());
  const client = await signedInClient(own);
  const code = String((await client.post("/create-room/")).json()["code"]);
  const make = () => client.post(`/room/${code}/invites/`, {});
  const ids = [(await make()).json()["id"], (await make()).json()["id"]];
  assertProblem(await make(), "too_many_invites");
  await remove(client, `/room/${code}/invites/?id=${String(ids[0])}`);
  assert.equal((await make()).status, 201, "what is revoked does not count");
});

test("[RATE1] an address makes so many invites in a window", async (t) => {
  const own = await startHttp({ limits: { createsPerAddress: 2 } });
  t.after(() => own.close());
  const client = await signedInClient(own);
  const code = String((await client.post("/create-room/")).json()["code"]);
  const make = () => client.post(`/room/${code}/invites/`, {});
  for (let i = 0; i < 2; i += 1) assert.equal((await make()).status, 201);
  assertProblem(await make(), "rate_limited");
  own.clock.advance(LIMITS.addressWindowMs);
  assert.equal((await make()).status, 201);
});

test("[INVITE1] an invite that asks for too much is 400", async () => {
  const code = await newRoom();
  const { max } = LIMITS.expiresInSeconds;
  const wrong = [
    { role: "owner" },
    { uses: 0 },
    { uses: LIMITS.inviteUses + 1 },
    { expiresIn: max + 1 },
    { forever: true },
  ];
  for (const body of wrong) {
    assertProblem(await ada.post(`/room/${code}/invites/`, body), "validation_failed");
  }
  assertProblem(await remove(ada, `/room/${code}/invites/`), "validation_failed");
});
