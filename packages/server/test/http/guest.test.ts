import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { LIMITS } from "@parley/protocol";
import { type Harness, PASSWORD, SECRET, freshName, startHttp } from "./harness.ts";
import type { HttpClient } from "./http-client.ts";
import { assertProblem } from "./problems.ts";

let harness: Harness;
before(async () => {
  harness = await startHttp();
});
after(() => harness.close());

async function newGuest(own: Harness = harness): Promise<HttpClient> {
  const client = own.client();
  assert.equal((await client.post("/guest/", { displayName: "Ada" })).status, 201);
  return client;
}

/** A room that guests may enter. */
async function openRoom(): Promise<string> {
  const owner = harness.client();
  const credentials = { username: freshName(), password: PASSWORD };
  await owner.post("/register/", credentials);
  await owner.post("/login/", credentials);
  return String((await owner.post("/create-room/", { access: "open" })).json()["code"]);
}

test("[GUEST1] a name makes a guest, with two cookies that hold for 30 days", async () => {
  const answer = await harness.client().post("/guest/", { displayName: "Ada Lovelace" });
  assert.equal(answer.status, 201);
  const { id, ...guest } = answer.json();
  assert.match(String(id), /^[\w-]{22}$/);
  assert.deepEqual(guest, { displayName: "Ada Lovelace" });
  const [own = "", csrf = "", ...others] = answer.headers["set-cookie"] ?? [];
  assert.deepEqual(others, []);
  assert.match(own, /^guestid=[\w-]+\.[\w-]{43}; /);
  assert.match(csrf, /^csrftoken=[\w-]{22}\.[\w-]{43}; /);
  const attributes = (cookie: string) => cookie.split("; ").slice(1).toSorted();
  const age = `Max-Age=${LIMITS.guestMs / 1000}`;
  assert.deepEqual(attributes(own), ["HttpOnly", age, "Path=/", "SameSite=Lax"]);
  assert.deepEqual(attributes(csrf), [age, "Path=/", "SameSite=Lax"]);
});

test("[GUEST1] the cookie is the guest, after a reload too; a new name keeps the id", async () => {
  const client = await newGuest();
  const { id } = (await client.get("/guest/")).json();
  const renamed = await client.post("/guest/", { displayName: "Ada King" });
  assert.deepEqual(renamed.json(), { id, displayName: "Ada King" });
  assert.deepEqual((await client.get("/guest/")).json(), { id, displayName: "Ada King" });
  const { id: other } = (await (await newGuest()).get("/guest/")).json();
  assert.notEqual(other, id);
});

test("[GUEST1] a guest's name is one line of text", async () => {
  for (const displayName of ["", " ", "a\nb", "a\u202eb", "x".repeat(65), 5, null, undefined]) {
    const answer = await harness.client().post("/guest/", { displayName });
    assertProblem(answer, "validation_failed", JSON.stringify(displayName));
  }
});

function signed(claims: unknown, secret = SECRET): string {
  const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
  const hmac = createHmac("sha256", secret).update(`guest ${payload}`).digest("base64url");
  return `${payload}.${hmac}`;
}

test("[GUEST2] a forged cookie is nobody, and gets a new id", async () => {
  const client = await newGuest();
  const real = client.cookies.get("guestid") ?? "";
  const { id } = (await client.get("/guest/")).json();
  const claims = { id, name: "Eve", expiresAt: harness.clock.now() + 60_000 };
  const [payload = ""] = signed(claims).split(".");
  const forged = [
    signed(claims, "another secret"),
    `${payload}.${real.split(".")[1] ?? ""}`,
    `${payload}.`,
    `${real}x.y`,
    "x",
    "%00",
  ];
  for (const guestid of forged) {
    client.cookies.set("guestid", guestid);
    assertProblem(await client.get("/guest/"), "not_authenticated", guestid);
    assertProblem(await client.get("/rooms/"), "not_authenticated", guestid);
  }
  const anew = await client.post("/guest/", { displayName: "Eve" });
  assert.equal(anew.status, 201);
  assert.notEqual(anew.json()["id"], id);
});

test("[GUEST2] after 30 days a guest is nobody", async (t) => {
  const own = await startHttp();
  t.after(() => own.close());
  const client = await newGuest(own);
  own.clock.advance(LIMITS.guestMs - 1);
  assert.equal((await client.get("/guest/")).status, 200);
  own.clock.advance(1);
  assertProblem(await client.get("/guest/"), "not_authenticated");
});

test("[GUEST3] an unsafe request of a guest needs the CSRF token of that guest", async () => {
  const code = await openRoom();
  const client = await newGuest();
  const join = (headers: { readonly [name: string]: string }) =>
    client.send({ method: "POST", path: "/join-room/", body: { code }, headers });
  assertProblem(await join({}), "csrf_failed");
  const token = client.cookies.get("csrftoken") ?? "";
  assertProblem(await join({ "x-csrftoken": `${token}x` }), "csrf_failed");
  const stranger = (await newGuest()).cookies.get("csrftoken") ?? "";
  const cookie = `guestid=${client.cookies.get("guestid")}; csrftoken=${stranger}`;
  assertProblem(await join({ cookie, "x-csrftoken": stranger }), "csrf_failed");
  assert.equal((await join({ "x-csrftoken": token })).status, 200);
});

test("[GUEST3] GET /guest/ replaces a CSRF token that is missing or not valid", async () => {
  const code = await openRoom();
  const client = await newGuest();
  assert.equal((await client.get("/guest/")).headers["set-cookie"], undefined);
  for (const broken of [null, "x", "nonce.signature"]) {
    if (broken === null) client.cookies.delete("csrftoken");
    else client.cookies.set("csrftoken", broken);
    assertProblem(await client.post("/join-room/", { code }), "csrf_failed");
    const answer = await client.get("/guest/");
    assert.equal(answer.headers["set-cookie"]?.length, 1);
    assert.equal((await client.post("/join-room/", { code })).status, 200);
  }
});

test("[GUEST3] making a guest needs no token, but the origin must not be foreign", async () => {
  const client = harness.client();
  const send = (headers: { readonly [name: string]: string }) =>
    client.send({ method: "POST", path: "/guest/", body: { displayName: "Ada" }, headers });
  assertProblem(await send({ origin: "https://evil.example" }), "foreign_origin");
  assertProblem(await send({ "sec-fetch-site": "cross-site" }), "foreign_origin");
  assert.equal((await send({ origin: harness.url })).status, 201);
});

test("[GUEST4] signing in and out leaves the guest as it was", async () => {
  const code = await openRoom();
  const client = await newGuest();
  const guest = (await client.get("/guest/")).json();
  const credentials = { username: freshName(), password: PASSWORD };
  await client.post("/register/", credentials);
  await client.post("/login/", credentials);
  assert.deepEqual((await client.get("/guest/")).json(), guest);
  assert.equal((await client.post("/create-room/", {})).status, 201, "the session speaks");
  assert.equal((await client.post("/logout/")).status, 204);
  assert.deepEqual((await client.get("/guest/")).json(), guest);
  assert.equal((await client.post("/join-room/", { code })).status, 200, "the guest speaks");
});

test("[GUEST4] being a guest while signed in does not disturb the session", async () => {
  const client = harness.client();
  const credentials = { username: freshName(), password: PASSWORD };
  await client.post("/register/", credentials);
  await client.post("/login/", credentials);
  const token = client.cookies.get("csrftoken");
  const answer = await client.post("/guest/", { displayName: "Ada" });
  assert.equal(answer.headers["set-cookie"]?.length, 1);
  await client.get("/guest/");
  assert.equal(client.cookies.get("csrftoken"), token);
  assert.equal((await client.post("/create-room/", {})).status, 201);
});

test("[RATE1] an address makes so many guests in a window", async (t) => {
  const own = await startHttp({ limits: { guestsPerAddress: 2 } });
  t.after(() => own.close());
  await newGuest(own);
  await newGuest(own);
  const refused = await own.client().post("/guest/", { displayName: "Ada" });
  assertProblem(refused, "rate_limited");
  own.clock.advance(Number(refused.headers["retry-after"]) * 1000);
  await newGuest(own);
});
