import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type SignIn, SignInList, decodeJson } from "@parley/protocol";
import { Check } from "typebox/value";
import { type Harness, PASSWORD, freshName, signedInClient, startHttp } from "./harness.ts";
import type { Answer, HttpClient } from "./http-client.ts";
import { assertProblem } from "./problems.ts";

let harness: Harness;
before(async () => {
  harness = await startHttp();
});
after(() => harness.close());

type Account = { readonly username: string; readonly password: string };

async function newAccount(): Promise<Account> {
  const account = { username: freshName(), password: PASSWORD };
  await harness.client().post("/register/", account);
  return account;
}

async function signIn(account: Account, userAgent?: string): Promise<HttpClient> {
  const client = harness.client();
  const headers = userAgent === undefined ? {} : { "user-agent": userAgent };
  await client.send({ method: "POST", path: "/login/", body: account, headers });
  return client;
}

function signInsIn(answer: Answer): readonly SignIn[] {
  const decoded = decodeJson<SignInList>(answer.text, (value) => Check(SignInList, value));
  return decoded?.sessions ?? assert.fail(answer.text);
}

async function list(client: HttpClient): Promise<readonly SignIn[]> {
  return signInsIn(await client.get("/account/sessions/"));
}

async function end(client: HttpClient, id?: string): Promise<Answer> {
  const query = id === undefined ? "" : `?id=${encodeURIComponent(id)}`;
  const headers = { "x-csrftoken": client.cookies.get("csrftoken") ?? "" };
  return client.send({ method: "DELETE", path: `/account/sessions/${query}`, headers });
}

test("[ACC9] one sees where one is signed in, by browser and by program, newest first", async () => {
  const account = await newAccount();
  const first = await signIn(account, "Browser 1");
  harness.clock.advance(1);
  const headers = { "user-agent": "Program 1" };
  const ask = { method: "POST", path: "/token/", body: account, headers };
  const access = String((await harness.client().send(ask)).json()["access"]);
  harness.clock.advance(1);
  await signIn(account);
  const rows = (all: readonly SignIn[]) =>
    all.map(({ kind, userAgent, current }) => [kind, userAgent, current]);
  assert.deepEqual(rows(await list(first)), [
    ["browser", null, false],
    ["token", "Program 1", false],
    ["browser", "Browser 1", true],
  ]);
  const authorization = `Bearer ${access}`;
  const byToken = await harness.client().get("/account/sessions/", { authorization });
  assert.deepEqual(
    signInsIn(byToken).map(({ current }) => current),
    [false, true, false],
  );
  const now = harness.clock.now();
  assert.ok((await list(first)).every(({ expiresAt }) => expiresAt > now));
});

test("[ACC9] what signs in is not in the list", async () => {
  const account = await newAccount();
  const client = await signIn(account);
  const pair = (await harness.client().post("/token/", account)).json();
  const { text } = await client.get("/account/sessions/");
  const secrets = [client.cookies.get("sessionid") ?? "", String(pair["refresh"]).split(".")[1]];
  for (const secret of secrets) assert.equal(text.includes(secret ?? ""), false);
});

test("[ACC9] one can be ended by its id, the others go on", async () => {
  const account = await newAccount();
  const [here, there, third] = [
    await signIn(account, "here"),
    await signIn(account, "there"),
    await signIn(account, "third"),
  ];
  const { id = "" } = (await list(here)).find(({ userAgent }) => userAgent === "there") ?? {};
  const answer = await end(here, id);
  assert.equal(answer.status, 204);
  assert.deepEqual(harness.ended.at(-1), { grant: id, why: "signed_out" });
  assertProblem(await there.get("/account/"), "not_authenticated");
  for (const client of [here, third]) assert.equal((await client.get("/account/")).status, 200);
  assert.equal((await end(here, id)).status, 204, "again");
});

test("[ACC9] a program's tokens can be ended from a browser", async () => {
  const account = await newAccount();
  const client = await signIn(account);
  const pair = (await harness.client().post("/token/", account)).json();
  const { id = "" } = (await list(client)).find(({ kind }) => kind === "token") ?? {};
  assert.equal((await end(client, id)).status, 204);
  const authorization = `Bearer ${String(pair["access"])}`;
  assertProblem(await client.get("/account/", { authorization }), "not_authenticated");
  const next = await client.post("/token/refresh/", { refresh: pair["refresh"] });
  assertProblem(next, "invalid_refresh_token");
});

test("[ACC9] without an id all others end", async () => {
  const account = await newAccount();
  const [here, there] = [await signIn(account), await signIn(account)];
  const pair = (await harness.client().post("/token/", account)).json();
  const bystander = await signedInClient(harness);
  assert.equal((await end(here)).status, 204);
  assertProblem(await there.get("/account/"), "not_authenticated");
  const authorization = `Bearer ${String(pair["access"])}`;
  assertProblem(await here.get("/account/", { authorization }), "not_authenticated");
  assert.deepEqual(
    (await list(here)).map(({ current }) => current),
    [true],
  );
  assert.equal((await bystander.get("/account/")).status, 200);
});

test("[ACC9] ending one's own is signing out", async () => {
  const client = await signIn(await newAccount());
  const [own] = await list(client);
  assert.equal((await end(client, own?.id)).status, 204);
  assert.equal(client.cookies.size, 0);
});

test("[ACC9] somebody else's session cannot be ended", async () => {
  const victim = await signIn(await newAccount());
  const [target] = await list(victim);
  const attacker = await signIn(await newAccount());
  const endedBefore = harness.ended.length;
  for (const id of [target?.id, "x", "a".repeat(43)]) {
    assert.equal((await end(attacker, id)).status, 204, String(id));
  }
  assert.equal(harness.ended.length, endedBefore);
  assert.equal((await victim.get("/account/")).status, 200);
  assertProblem(await end(attacker, ""), "validation_failed");
  assertProblem(await end(attacker, "x".repeat(65)), "validation_failed");
});

test("[ACC9] expired ones are not listed", async (t) => {
  const own = await startHttp({ limits: { sessionMs: 1000 } });
  t.after(() => own.close());
  const client = await signedInClient(own);
  const { username } = (await client.get("/account/")).json();
  own.clock.advance(1000);
  await client.post("/login/", { username, password: PASSWORD });
  assert.equal((await list(client)).length, 1);
});
