import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LIMITS } from "@parley/protocol";
import { type Harness, PASSWORD, signedInClient, signedInProgram, startHttp } from "./harness.ts";
import type { HttpClient } from "./http-client.ts";
import { assertProblem } from "./problems.ts";

let harness: Harness;
before(async () => {
  harness = await startHttp();
});
after(() => harness.close());

/** As a page of ours would send it. */
async function send(client: HttpClient, method: string, path: string, body?: unknown) {
  const headers = { "x-csrftoken": client.cookies.get("csrftoken") ?? "" };
  return client.send({ method, path, headers, body });
}

async function grantOf(client: HttpClient): Promise<string> {
  const signedIn = await harness.sessions.authenticate(client.cookies.get("sessionid"));
  return signedIn?.identity.grant ?? assert.fail("not signed in");
}

async function usernameOf(client: HttpClient): Promise<string> {
  return String((await client.get("/account/")).json()["username"]);
}

/** Signs the owner of `client` in somewhere else. */
async function elsewhere(client: HttpClient, password = PASSWORD): Promise<HttpClient> {
  const other = harness.client();
  await other.post("/login/", { username: await usernameOf(client), password });
  return other;
}

test("[ACC7] one sees one's account, and nobody else's", async () => {
  const client = await signedInClient(harness);
  const answer = await client.get("/account/");
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.json(), (await client.get("/auth-test/")).json()["user"]);
  assertProblem(await harness.client().get("/account/"), "not_authenticated");
});

test("[ACC7] the display name can be changed, and stays changed", async () => {
  const client = await signedInClient(harness);
  const user = (await client.get("/account/")).json();
  const answer = await send(client, "PATCH", "/account/", { displayName: "Ada Lovelace" });
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.json(), { ...user, displayName: "Ada Lovelace" });
  assert.deepEqual((await client.get("/account/")).json(), answer.json());
  assert.deepEqual((await send(client, "PATCH", "/account/", {})).json(), answer.json());
});

test("[ACC7] a display name is one line of text; nothing else can be changed", async () => {
  const client = await signedInClient(harness);
  const wrong = [" ", "", "a\nb", "a\u202eb", "x".repeat(65), 5, null];
  const bodies = [...wrong.map((displayName) => ({ displayName })), { username: "x" }, { id: "x" }];
  for (const body of bodies) {
    const answer = await send(client, "PATCH", "/account/", body);
    assertProblem(answer, "validation_failed", JSON.stringify(body));
  }
});

test("[ACC7] guests have no account", async () => {
  const guest = harness.client();
  await guest.post("/guest/", { displayName: "Ada" });
  assertProblem(await guest.get("/account/"), "account_required");
  assertProblem(await guest.get("/account/sessions/"), "account_required");
  for (const [method, path, body] of [
    ["PATCH", "/account/", {}],
    ["DELETE", "/account/"],
    ["POST", "/account/password/", {}],
    ["DELETE", "/account/sessions/"],
  ] as const) {
    assertProblem(await send(guest, method, path, body), "account_required", `${method} ${path}`);
  }
  for (const [method, path] of [
    ["GET", "/auth-test/"],
    ["POST", "/logout/"],
  ] as const) {
    assertProblem(await send(guest, method, path), "not_authenticated", path);
  }
});

test("[ACC8] a new password takes the old one's place", async () => {
  const client = await signedInClient(harness);
  const body = { password: PASSWORD, newPassword: "battery staple" };
  const answer = await send(client, "POST", "/account/password/", body);
  assert.equal(answer.status, 204);
  assert.equal((await client.get("/account/")).status, 200, "this session goes on");
  const username = await usernameOf(client);
  const logIn = (password: string) => harness.client().post("/login/", { username, password });
  assertProblem(await logIn(PASSWORD), "wrong_credentials");
  assert.equal((await logIn("battery staple")).status, 200);
});

test("[ACC8] changing the password ends all other sessions and tokens", async () => {
  const client = await signedInClient(harness);
  const username = await usernameOf(client);
  const other = await elsewhere(client);
  const otherGrant = await grantOf(other);
  const pair = await harness.client().post("/token/", { username, password: PASSWORD });
  const authorization = `Bearer ${String(pair.json()["access"])}`;
  const bystander = await signedInClient(harness);
  const endedBefore = harness.ended.length;
  const body = { password: PASSWORD, newPassword: "battery staple" };
  assert.equal((await send(client, "POST", "/account/password/", body)).status, 204);
  assertProblem(await other.get("/account/"), "not_authenticated");
  const byToken = await harness.client().get("/account/", { authorization });
  assertProblem(byToken, "not_authenticated");
  const ended = harness.ended.slice(endedBefore);
  assert.deepEqual(
    ended.map(({ why }) => why),
    ["password_changed", "password_changed"],
  );
  assert.ok(ended.some(({ grant }) => grant === otherGrant));
  assert.equal((await bystander.get("/account/")).status, 200);
});

test("[ACC8] with a bearer token its own family goes on, and the sessions end", async () => {
  const program = await signedInProgram(harness);
  const browser = harness.client();
  await browser.post("/login/", { username: program.username, password: PASSWORD });
  const body = { password: PASSWORD, newPassword: "battery staple" };
  const answer = await program.send({ method: "POST", path: "/account/password/", body });
  assert.equal(answer.status, 204);
  assert.equal((await program.send({ path: "/account/" })).status, 200);
  assertProblem(await browser.get("/account/"), "not_authenticated");
});

test("[ACC8] a password that is replaced at the sign-in ends what it had let in", async () => {
  const client = await signedInClient(harness);
  const credentials = { username: await usernameOf(client), password: PASSWORD };
  const answer = await harness.client().post("/login/", { ...credentials, newPassword: "staples" });
  assert.equal(answer.status, 200);
  assertProblem(await client.get("/account/"), "not_authenticated");
});

test("[ACC8] a wrong password changes nothing, and guessing it is throttled as at the sign-in", async (t) => {
  const own = await startHttp();
  t.after(() => own.close());
  const client = await signedInClient(own);
  const change = (password: string) =>
    send(client, "POST", "/account/password/", { password, newPassword: "battery staple" });
  for (let i = 0; i < LIMITS.loginFailures; i += 1) {
    assertProblem(await change("wrong"), "wrong_password");
  }
  assertProblem(await change(PASSWORD), "rate_limited");
  const username = await usernameOf(client);
  const logIn = await own.client().post("/login/", { username, password: PASSWORD });
  assertProblem(logIn, "rate_limited", "they count together");
  own.clock.advance(LIMITS.loginDelayMs.min);
  assert.equal((await change(PASSWORD)).status, 204);
});

test("[ACC8] the new password obeys the rule and differs from the old one", async (t) => {
  const own = await startHttp({ env: { PASSWORD_POLICY: "strict" } });
  t.after(() => own.close());
  const client = await signedInClient(own);
  const change = (newPassword: string) =>
    send(client, "POST", "/account/password/", { password: PASSWORD, newPassword });
  assertProblem(await change("short"), "password_too_short");
  assertProblem(await change("password1"), "password_too_common");
  assertProblem(await change(PASSWORD), "validation_failed");
  assert.equal((await client.get("/account/")).status, 200);
});

test("[ACC10] deleting an account ends all that it had, and frees its name", async () => {
  const client = await signedInClient(harness);
  const username = await usernameOf(client);
  const other = await elsewhere(client);
  const grants = [await grantOf(client), await grantOf(other)];
  const pair = (await harness.client().post("/token/", { username, password: PASSWORD })).json();
  const room = (await client.post("/create-room/", {})).json();
  const stored = await harness.stores.rooms.byCode(String(room["code"]));
  const endedBefore = harness.ended.length;
  const answer = await send(client, "DELETE", "/account/");
  assert.equal(answer.status, 204);
  assert.equal(client.cookies.size, 0);

  assertProblem(await other.get("/account/"), "not_authenticated");
  const authorization = `Bearer ${String(pair["access"])}`;
  assertProblem(await other.get("/account/", { authorization }), "not_authenticated");
  const next = await other.post("/token/refresh/", { refresh: pair["refresh"] });
  assertProblem(next, "invalid_refresh_token");
  const ended = harness.ended.slice(endedBefore);
  assert.equal(ended.length, 3);
  assert.ok(ended.every(({ why }) => why === "signed_out"));
  assert.ok(grants.every((grant) => ended.some((end) => end.grant === grant)));

  assert.deepEqual(harness.desk.closed, [stored?.id]);
  const bystander = await signedInClient(harness);
  assertProblem(await bystander.get(`/room/${String(room["code"])}/`), "room_deleted");

  const credentials = { username, password: PASSWORD };
  assertProblem(await bystander.post("/login/", credentials), "wrong_credentials");
  const again = await harness.client().post("/register/", credentials);
  assert.equal(again.status, 201, "the name is free");
  assert.notEqual(again.json()["id"], undefined);
});

test("[ACC10] nothing of the person is left in the account's row", async () => {
  const client = await signedInClient(harness);
  await send(client, "PATCH", "/account/", { displayName: "Ada Lovelace" });
  const { id, username } = (await client.get("/account/")).json();
  await send(client, "DELETE", "/account/");
  const row = JSON.stringify(await harness.stores.accounts.byId(String(id)));
  for (const trace of [String(username), "Ada Lovelace", "argon2id"]) {
    assert.equal(row.includes(`"${trace}"`) || row.includes("Ada"), false, trace);
  }
  assert.doesNotMatch(row, /argon2id/);
});
