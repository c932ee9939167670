import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { LIMITS } from "@parley/protocol";
import { decodeJwt } from "jose";
import { hashPassword } from "../../src/identity/password-hash.ts";
import { randomId } from "../../src/identity/random.ts";
import { identify } from "../../src/ws/knock.ts";
import {
  type Harness,
  PASSWORD,
  type Program,
  freshName,
  pairIn,
  signedInClient,
  signedInProgram,
  startHttp,
} from "./harness.ts";
import { listAt } from "./json-walk.ts";
import { assertProblem } from "./problems.ts";

let harness: Harness;
before(async () => {
  harness = await startHttp();
});
after(() => harness.close());

function familyOf({ access }: Pick<Program, "access">): string {
  return String(decodeJwt(access)["fam"]);
}

async function account(access: string) {
  return harness.client().get("/account/", { authorization: `Bearer ${access}` });
}

async function refresh(token: string, own: Harness = harness) {
  return own.client().post("/token/refresh/", { refresh: token });
}

test("[TOKEN1] a program signs in by password and is its account by the access token", async () => {
  const program = await signedInProgram(harness);
  const user = (await program.send({ path: "/account/" })).json();
  assert.equal(user["username"], program.username);
});

test("[TOKEN1] the tokens come without cookies and are not kept by caches", async () => {
  const credentials = { username: freshName(), password: PASSWORD };
  const client = harness.client();
  await client.post("/register/", credentials);
  const answer = await client.post("/token/", credentials);
  assert.equal(answer.status, 200);
  assert.deepEqual(Object.keys(answer.json()).toSorted(), ["access", "refresh"]);
  assert.equal(answer.headers["set-cookie"], undefined);
  assert.equal(answer.headers["cache-control"], "no-store");
});

test("[TOKEN1] the store knows the SHA-256 of a refresh token, not the token", async () => {
  const { access, refresh: token } = await signedInProgram(harness);
  assert.match(token, /^[\w-]{22}\.[\w-]{43}$/);
  const found = await harness.stores.tokens.find(familyOf({ access }), harness.clock.now());
  assert.equal(found?.family.tokenHash, createHash("sha256").update(token).digest("base64url"));
  assert.equal(JSON.stringify(found).includes(token.split(".")[1] ?? ""), false);
});

test("[TOKEN5] wrong passwords count together, wherever they are sent", async (t) => {
  const own = await startHttp();
  t.after(() => own.close());
  const credentials = { username: freshName(), password: PASSWORD };
  const client = own.client();
  await client.post("/register/", credentials);
  const wrong = { ...credentials, password: "wrong" };
  for (let i = 0; i < LIMITS.loginFailures; i += 1) {
    const path = i % 2 === 0 ? "/token/" : "/login/";
    assertProblem(await client.post(path, wrong), "wrong_credentials", path);
  }
  for (const path of ["/token/", "/login/"]) {
    assertProblem(await client.post(path, credentials), "rate_limited", path);
  }
  own.clock.advance(LIMITS.loginDelayMs.min);
  assert.equal((await client.post("/token/", credentials)).status, 200);
});

test("[TOKEN5] an unknown user and a wrong password get the same answer", async () => {
  const { username } = await signedInProgram(harness);
  const ask = (name: string) =>
    harness.client().post("/token/", { username: name, password: "wrong" });
  const [known, unknown] = [await ask(username), await ask(freshName())];
  assertProblem(known, "wrong_credentials");
  assert.equal(unknown.text, known.text);
});

test("[TOKEN5] a trial-made password signs no program in under the strict rule", async (t) => {
  const own = await startHttp({ env: { PASSWORD_POLICY: "strict" } });
  t.after(() => own.close());
  const username = freshName();
  const names = { username, usernameKey: username, displayName: username };
  const times = { createdAt: 1, deletedAt: null };
  const passwordHash = await hashPassword(PASSWORD);
  const password = { passwordHash, passwordRule: "trial" } as const;
  await own.stores.accounts.create({ id: randomId(), ...names, ...times, ...password });
  const answer = await own.client().post("/token/", { username, password: PASSWORD });
  assertProblem(answer, "password_change_required");
});

test("[TOKEN3] a refresh token gives the next pair, of the same family", async () => {
  const first = await signedInProgram(harness);
  const second = pairIn(await refresh(first.refresh));
  assert.notEqual(second.refresh, first.refresh);
  assert.notEqual(decodeJwt(second.access).jti, decodeJwt(first.access).jti);
  assert.equal(familyOf(second), familyOf(first));
  const third = pairIn(await refresh(second.refresh));
  for (const { access } of [first, second, third]) {
    assert.equal((await account(access)).status, 200);
  }
});

test("[TOKEN3] a refresh token that is used twice ends its family and no other", async () => {
  const victim = await signedInProgram(harness);
  const other = pairIn(
    await harness.client().post("/token/", { username: victim.username, password: PASSWORD }),
  );
  const next = pairIn(await refresh(victim.refresh));
  assertProblem(await refresh(victim.refresh), "invalid_refresh_token");
  assert.deepEqual(harness.ended.at(-1), { grant: familyOf(victim), why: "signed_out" });
  for (const access of [victim.access, next.access]) {
    assertProblem(await account(access), "not_authenticated");
  }
  assertProblem(await refresh(next.refresh), "invalid_refresh_token");
  assert.equal((await account(other.access)).status, 200);
  assert.equal((await refresh(other.refresh)).status, 200);
});

test("[TOKEN3] of two who use a refresh token at once at most one gets a pair", async () => {
  const { refresh: token, access } = await signedInProgram(harness);
  const answers = await Promise.all([refresh(token), refresh(token)]);
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200, 401]));
  assertProblem(await account(access), "not_authenticated");
});

test("[TOKEN3] the end of a family voids the tickets that it got", async () => {
  const program = await signedInProgram(harness);
  const code = (await program.send({ method: "POST", path: "/create-room/", body: {} })).json()[
    "code"
  ];
  const join = { method: "POST", path: "/join-room/", body: { code } };
  const enter = async () => {
    const ticket = String((await program.send(join)).json()["ticket"]);
    const knock = { code: String(code), address: "192.0.2.1", ticket, resume: null };
    return () => identify(knock, harness.authenticator, harness.tickets);
  };
  const [early, late] = [await enter(), await enter()];
  assert.notEqual(await early(), null);
  await refresh(program.refresh);
  await refresh(program.refresh);
  assert.equal(await late(), null);
});

test("[TOKEN3] a refresh token holds for 30 days after the last refresh", async (t) => {
  const own = await startHttp();
  t.after(() => own.close());
  const first = await signedInProgram(own);
  own.clock.advance(LIMITS.refreshTokenMs - 1);
  const second = pairIn(await refresh(first.refresh, own));
  own.clock.advance(LIMITS.refreshTokenMs - 1);
  const third = pairIn(await refresh(second.refresh, own));
  own.clock.advance(LIMITS.refreshTokenMs);
  assertProblem(await refresh(third.refresh, own), "invalid_refresh_token");
  assertProblem(
    await own.client().get("/account/", { authorization: `Bearer ${third.access}` }),
    "not_authenticated",
  );
});

test("[TOKEN3] what is no refresh token is refused and ends nothing", async () => {
  const { access } = await signedInProgram(harness);
  const endedBefore = harness.ended.length;
  const secret = "a".repeat(43);
  const texts = ["x", ".", `.${secret}`, access.slice(0, 200), `${randomId()}.${secret}`];
  texts.push(`${familyOf({ access })}.`, `${familyOf({ access })}.${secret}x`, `a b.${secret}`);
  for (const text of texts) assertProblem(await refresh(text), "invalid_refresh_token", text);
  assert.equal(harness.ended.length, endedBefore);
  assert.equal((await account(access)).status, 200);
});

test("[TOKEN4] revoking ends the family at once, whichever of its tokens it is", async () => {
  const revoke = (token: string) => harness.client().post("/token/revoke/", { refresh: token });
  for (const which of ["newest", "older"] as const) {
    const program = await signedInProgram(harness);
    const next = pairIn(await refresh(program.refresh));
    const token = which === "newest" ? next.refresh : program.refresh;
    const answer = await revoke(token);
    assert.equal(answer.status, 204);
    assert.equal(answer.text, "");
    assert.deepEqual(harness.ended.at(-1), { grant: familyOf(program), why: "signed_out" });
    assertProblem(await account(next.access), "not_authenticated", which);
    assertProblem(await refresh(next.refresh), "invalid_refresh_token", which);
    assert.equal((await revoke(token)).status, 204, "again");
  }
});

test("[TOKEN4] revoking what is not there ends nothing, and says nothing", async () => {
  const client = await signedInClient(harness);
  const session = await harness.sessions.authenticate(client.cookies.get("sessionid"));
  const endedBefore = harness.ended.length;
  const secret = "a".repeat(43);
  const texts = ["x", `${randomId()}.${secret}`, `${session?.identity.grant}.${secret}`];
  for (const token of texts) {
    const answer = await harness.client().post("/token/revoke/", { refresh: token });
    assert.equal(answer.status, 204, token);
  }
  assert.equal(harness.ended.length, endedBefore, "a session is no family");
  assert.equal((await client.get("/account/")).status, 200);
});

test("[TOKEN6] two keys are published while one takes over, and both hold", async (t) => {
  const own = await startHttp();
  t.after(() => own.close());
  const keys = async () => {
    const answer = await own.client().get("/.well-known/jwks.json");
    assert.equal(answer.status, 200);
    assert.equal(answer.headers["cache-control"], "public, max-age=300");
    const set = answer.json()["keys"];
    return listAt(set);
  };
  assert.equal((await keys()).length, 1);
  own.clock.advance(LIMITS.signingKeyMs - 1000);
  const old = await signedInProgram(own);
  own.clock.advance(1000);
  const young = await signedInProgram(own);
  assert.equal((await keys()).length, 2);
  for (const program of [old, young]) {
    assert.equal((await program.send({ path: "/account/" })).status, 200);
  }
  own.clock.advance(LIMITS.signingKeyKeptMs);
  assert.equal((await keys()).length, 1);
});

test("[TOKEN1] POST /token/ refuses a foreign origin, and needs no CSRF token", async () => {
  const client = harness.client();
  const credentials = { username: freshName(), password: PASSWORD };
  await client.post("/register/", credentials);
  await client.post("/login/", credentials);
  const send = (headers: { readonly [name: string]: string }) =>
    client.send({ method: "POST", path: "/token/", body: credentials, headers });
  assertProblem(await send({ origin: "https://evil.example" }), "foreign_origin");
  assertProblem(await send({ "sec-fetch-site": "cross-site" }), "foreign_origin");
  assert.equal((await send({ origin: harness.url })).status, 200);
});

test("[RATE1] an address refreshes and revokes so often in a window", async (t) => {
  const own = await startHttp({ limits: { refreshesPerAddress: 2 } });
  t.after(() => own.close());
  assertProblem(await refresh("x", own), "invalid_refresh_token");
  assert.equal((await own.client().post("/token/revoke/", { refresh: "x" })).status, 204);
  const refused = await refresh("x", own);
  assertProblem(refused, "rate_limited");
  own.clock.advance(Number(refused.headers["retry-after"]) * 1000);
  assertProblem(await refresh("x", own), "invalid_refresh_token");
});
