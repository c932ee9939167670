/** What the end of a sign-in does to its signalling sockets, in the whole server. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { TokenPair, decodeJson } from "@parley/protocol";
import { Check } from "typebox/value";
import { TestApp, type TestUser } from "../support/test-app.ts";

let app: TestApp;
let host: TestUser;
let code: string;
before(async () => {
  app = await TestApp.start();
  host = await app.user("host");
  code = (await app.createRoom(host, { access: "open" })).code;
});
after(() => app.close());

async function pairFrom(path: string, json: object): Promise<TokenPair> {
  const text = await (await app.fetch(path, { method: "POST", json })).text();
  return decodeJson<TokenPair>(text, (value) => Check(TokenPair, value)) ?? assert.fail(text);
}

function tokens(username: string): Promise<TokenPair> {
  return pairFrom("/token/", { username, password: "pass" });
}

/** A socket that is in the room by its access token; browsers cannot do this, so no Origin. */
async function enterBy({ access }: TokenPair) {
  const socket = app.connect(code, { headers: { authorization: `Bearer ${access}` } });
  await socket.next("welcome");
  return socket;
}

test("[TOKEN7] a bearer token opens a socket, and one that does not hold opens none", async () => {
  await app.user("paula");
  const socket = await enterBy(await tokens("paula"));
  await socket.settle();
  const headers = { authorization: "Bearer x", cookie: host.cookie };
  const { code: closed } = await app.connect(code, { headers }).closed;
  assert.equal(closed, 4401, "the cookie does not save it");
});

test("[TOKEN3] a refresh token that is used twice closes the sockets of its family", async () => {
  await app.user("rita");
  const [pair, other] = [await tokens("rita"), await tokens("rita")];
  const victim = await enterBy(pair);
  const json = { refresh: pair.refresh };
  await pairFrom("/token/refresh/", json);
  await victim.settle();
  const reused = await app.fetch("/token/refresh/", { method: "POST", json });
  assert.equal(reused.status, 401);
  assert.deepEqual(await victim.closed, { code: 4401, reason: "signed_out" });
  await (await enterBy(other)).settle();
});

test("[TOKEN4] revoking a token closes its sockets", async () => {
  await app.user("vera");
  const pair = await tokens("vera");
  const socket = await enterBy(pair);
  const json = { refresh: pair.refresh };
  assert.equal((await app.fetch("/token/revoke/", { method: "POST", json })).status, 204);
  assert.deepEqual(await socket.closed, { code: 4401, reason: "signed_out" });
});

test("[ACC8] a changed password closes the sockets of all other sign-ins", async () => {
  const here = await app.user("carol");
  const there = await app.signIn("carol");
  const other = await app.createRoom(host, { access: "open" });
  const mine = await app.enter(code, here);
  const theirs = await app.enter(other.code, there);
  const json = { password: "pass", newPassword: "battery staple" };
  const answer = await app.fetch("/account/password/", { method: "POST", user: here, json });
  assert.equal(answer.status, 204);
  assert.deepEqual(await theirs.socket.closed, { code: 4401, reason: "password_changed" });
  await mine.socket.settle();
});

test("[ACC9] ending a session from elsewhere closes its sockets", async () => {
  const here = await app.user("dora");
  const there = await app.signIn("dora");
  const { socket } = await app.enter(code, there);
  const ask = { method: "DELETE", user: here };
  assert.equal((await app.fetch("/account/sessions/", ask)).status, 204);
  assert.deepEqual(await socket.closed, { code: 4401, reason: "signed_out" });
});

test("[ACC10] deleting an account closes its sockets and ends the meetings in its rooms", async () => {
  const eve = await app.user("eve");
  const room = await app.createRoom(eve, { access: "open" });
  const inside = await app.enter(code, eve);
  const visitor = await app.enter(room.code, host);
  const answer = await app.fetch("/account/", { method: "DELETE", user: eve });
  assert.equal(answer.status, 204);
  assert.deepEqual(await inside.socket.closed, { code: 4401, reason: "signed_out" });
  assert.deepEqual(await visitor.socket.closed, { code: 4410, reason: "room_deleted" });
});

test("[GUEST4] a guest's socket outlives signing in and out in the same browser", async () => {
  const guest = await app.guest("Charles");
  const { socket } = await app.enter(code, guest);
  await app.user("frank");
  const frank = await app.signIn("frank");
  const guestid = guest.cookie.split("; ").find((cookie) => cookie.startsWith("guestid="));
  const headers = { cookie: `${guestid}; ${frank.cookie}`, "x-csrftoken": frank.csrf };
  assert.equal((await app.fetch("/logout/", { method: "POST", headers })).status, 204);
  await socket.settle();
});
