import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { LIMITS } from "@parley/protocol";
import { type Harness, PASSWORD, freshName, signedInClient, startHttp } from "./harness.ts";
import { assertProblem } from "./problems.ts";

let harness: Harness;
before(async () => {
  harness = await startHttp();
});
after(() => harness.close());

const run = promisify(execFile);

test("[ACC1] the documented curl example works as written", async () => {
  const port = new URL(harness.url).port;
  const example = `curl -X POST http://localhost:8000/register/ -H "Content-Type: application/json" -d '{"username": "user", "password": "pass"}'`;
  const command = example.replace("8000", port);
  const { stdout } = await run("sh", ["-c", `${command} --silent --write-out '\n%{http_code}'`]);
  const [body = "", status] = stdout.split("\n");
  assert.equal(status, "201");
  const user: unknown = JSON.parse(body);
  const stored = await harness.stores.accounts.byUsernameKey("user");
  const { id, createdAt } = stored ?? assert.fail("the account was not stored");
  assert.deepEqual(user, { id, username: "user", displayName: "user", createdAt });
});

test("[ACC1] registering answers 201 with the user, and nothing of the password", async () => {
  const username = freshName();
  const body = { username, password: PASSWORD, displayName: "Ada Lovelace" };
  const answer = await harness.client().post("/register/", body);
  assert.equal(answer.status, 201);
  const { id, ...user } = answer.json();
  assert.match(String(id), /^[\w-]{22}$/);
  const createdAt = harness.clock.now();
  assert.deepEqual(user, { username, displayName: "Ada Lovelace", createdAt });
  assert.equal(answer.headers["set-cookie"], undefined);
  const stored = await harness.stores.accounts.byUsernameKey(username);
  assert.match(stored?.passwordHash ?? "", /^\$argon2id\$v=19\$m=47104,t=1,p=1\$/);
  assert.equal(stored?.passwordRule, "trial");
});

test("[ACC2] a username that differs in case or in compatibility forms alone is taken", async () => {
  const username = freshName();
  const register = (name: string) =>
    harness.client().post("/register/", { username: name, password: PASSWORD });
  assert.equal((await register(`Ａ${username}`)).status, 201);
  for (const taken of [`Ａ${username}`, `a${username}`, `A${username.toUpperCase()}`]) {
    assertProblem(await register(taken), "username_taken", taken);
  }
});

test("[ACC2] of two who register a name at once one gets it", async () => {
  const body = { username: freshName(), password: PASSWORD };
  const register = () => harness.client().post("/register/", body);
  const answers = await Promise.all([register(), register()]);
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201, 409]));
});

test("[ACC3] signing in answers with the user and sets the two cookies", async () => {
  const credentials = { username: freshName(), password: PASSWORD };
  const client = harness.client();
  const user = (await client.post("/register/", credentials)).json();
  const answer = await client.post("/login/", credentials);
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.json(), user);
  const [session = "", csrf = "", ...others] = answer.headers["set-cookie"] ?? [];
  const age = `Max-Age=${LIMITS.sessionMs / 1000}`;
  assert.match(session, /^sessionid=[\w-]{43}; /);
  assert.match(csrf, /^csrftoken=[\w-]{22}\.[\w-]{43}; /);
  const attributes = (cookie: string) => cookie.split("; ").slice(1).toSorted();
  assert.deepEqual(attributes(session), ["HttpOnly", age, "Path=/", "SameSite=Lax"]);
  assert.deepEqual(attributes(csrf), [age, "Path=/", "SameSite=Lax"]);
  assert.deepEqual(others, []);
  assert.equal(answer.headers["cache-control"], "no-store");
});

test("[ACC3] each sign-in makes a new session and ends the one the request came with", async () => {
  const credentials = { username: freshName(), password: PASSWORD };
  const client = harness.client();
  await client.post("/register/", credentials);
  await client.post("/login/", credentials);
  const first = client.cookies.get("sessionid") ?? "";
  const elsewhere = harness.client();
  await elsewhere.post("/login/", credentials);
  await client.post("/login/", credentials);
  assert.notEqual(client.cookies.get("sessionid"), first);
  const old = await harness.client().get("/auth-test/", { cookie: `sessionid=${first}` });
  assertProblem(old, "not_authenticated");
  for (const { status } of [await client.get("/auth-test/"), await elsewhere.get("/auth-test/")]) {
    assert.equal(status, 200);
  }
});

test("[ACC3] a session id that the client made up is never taken", async () => {
  const credentials = { username: freshName(), password: PASSWORD };
  const client = harness.client();
  await client.post("/register/", credentials);
  const fixed = "A".repeat(43);
  client.cookies.set("sessionid", fixed);
  await client.post("/login/", credentials);
  assert.notEqual(client.cookies.get("sessionid"), fixed);
});

test("[ACC4] a wrong password and an unknown user get the same answer", async () => {
  const username = freshName();
  const client = harness.client();
  await client.post("/register/", { username, password: PASSWORD });
  const wrong = await client.post("/login/", { username, password: "wrong" });
  const unknown = await client.post("/login/", { username: freshName(), password: "wrong" });
  assertProblem(wrong, "wrong_credentials");
  assert.equal(unknown.text, wrong.text);
  const date = wrong.headers.date;
  assert.deepEqual({ ...unknown.headers, date }, { ...wrong.headers, date });
  assert.equal(client.cookies.size, 0);
});

test("[ACC4] signing in compares the password exactly and the username loosely", async () => {
  const username = freshName();
  const client = harness.client();
  await client.post("/register/", { username, password: PASSWORD });
  const logIn = (password: string, name = username) =>
    client.post("/login/", { username: name, password });
  for (const password of [PASSWORD.toUpperCase(), ` ${PASSWORD}`, PASSWORD.slice(0, -1)]) {
    assertProblem(await logIn(password), "wrong_credentials", password);
  }
  assert.equal((await logIn(PASSWORD, username.toUpperCase())).status, 200);
});

test("[ACC5] signing out ends the session, tells the listeners and clears the cookies", async () => {
  const client = await signedInClient(harness);
  const session = await harness.sessions.authenticate(client.cookies.get("sessionid"));
  const cookie = `sessionid=${client.cookies.get("sessionid")}`;
  const answer = await client.post("/logout/");
  assert.equal(answer.status, 204);
  assert.equal(answer.text, "");
  const end = { grant: session?.identity.grant, why: "signed_out" };
  assert.deepEqual(harness.ended.at(-1), end);
  assert.equal(client.cookies.size, 0);
  for (const line of answer.headers["set-cookie"] ?? []) {
    assert.match(line, /^(sessionid|csrftoken)=; Max-Age=0; Path=\/; Expires=Thu, 01 Jan 1970 /);
  }
  assertProblem(await harness.client().get("/auth-test/", { cookie }), "not_authenticated");
});

test("[ACC5] who is not signed in cannot sign out", async () => {
  assertProblem(await harness.client().post("/logout/"), "not_authenticated");
});

test("[ACC6] auth-test says who is signed in, or 401", async () => {
  const client = await signedInClient(harness);
  const answer = await client.get("/auth-test/");
  assert.equal(answer.status, 200);
  const signedIn = await harness.sessions.authenticate(client.cookies.get("sessionid"));
  const { id, username, displayName, createdAt } = signedIn?.account ?? assert.fail();
  const user = { id, username, displayName, createdAt };
  assert.deepEqual(answer.json(), { authenticated: true, user });
  assert.equal(answer.headers["set-cookie"], undefined);
  assertProblem(await harness.client().get("/auth-test/"), "not_authenticated");
});

test("[ACC6] a session that has expired is no session", async (t) => {
  const own = await startHttp();
  t.after(() => own.close());
  const client = await signedInClient(own);
  own.clock.advance(LIMITS.sessionMs);
  assertProblem(await client.get("/auth-test/"), "not_authenticated");
});

test("[ACC6] auth-test replaces a CSRF token that is missing or not valid", async () => {
  const client = await signedInClient(harness);
  for (const broken of [null, "x", "nonce.signature"]) {
    if (broken === null) client.cookies.delete("csrftoken");
    else client.cookies.set("csrftoken", broken);
    assertProblem(await client.post("/create-room/"), "csrf_failed");
    const answer = await client.get("/auth-test/");
    assert.equal(answer.headers["set-cookie"]?.length, 1);
    assert.match(answer.headers["set-cookie"]?.[0] ?? "", /^csrftoken=.+; SameSite=Lax$/);
    assert.equal((await client.post("/create-room/")).status, 201);
  }
});
