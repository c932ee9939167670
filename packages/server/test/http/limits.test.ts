import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { LIMITS, type Limits } from "@parley/protocol";
import { PASSWORD, freshName, signedInClient, startHttp } from "./harness.ts";
import type { Answer } from "./http-client.ts";
import { assertProblem } from "./problems.ts";

async function start(t: TestContext, limits: Partial<Limits>) {
  const harness = await startHttp({ limits });
  t.after(() => harness.close());
  return harness;
}

/** Asserts a 429 and returns its Retry-After in milliseconds. */
function retryAfterMs(answer: Answer): number {
  assertProblem(answer, "rate_limited");
  const seconds = Number(answer.headers["retry-after"]);
  assert.ok(Number.isInteger(seconds) && seconds > 0, String(seconds));
  return seconds * 1000;
}

test("[RATE1] an address registers so many accounts in a window, failed tries included", async (t) => {
  const harness = await start(t, { registersPerAddress: 3 });
  const client = harness.client();
  const register = (password: string) =>
    client.post("/register/", { username: freshName(), password });
  for (const password of [PASSWORD, "no", PASSWORD]) await register(password);
  harness.clock.advance(1000);
  const wait = retryAfterMs(await register(PASSWORD));
  assert.equal(wait, LIMITS.addressWindowMs - 1000);
  harness.clock.advance(wait);
  assert.equal((await register(PASSWORD)).status, 201);
});

test("[RATE1] an address signs in so often in a window", async (t) => {
  const harness = await start(t, { loginsPerAddress: 2 });
  const client = harness.client();
  const logIn = () => client.post("/login/", { username: freshName(), password: PASSWORD });
  assertProblem(await logIn(), "wrong_credentials");
  assertProblem(await logIn(), "wrong_credentials");
  harness.clock.advance(retryAfterMs(await logIn()));
  assertProblem(await logIn(), "wrong_credentials");
});

test("[RATE1] an address creates and joins so many rooms in a window", async (t) => {
  const harness = await start(t, { createsPerAddress: 2, joinsPerAddress: 3 });
  const client = await signedInClient(harness);
  await client.post("/create-room/");
  const code = (await client.post("/create-room/")).json()["code"];
  retryAfterMs(await client.post("/create-room/"));
  const join = () => client.post("/join-room/", { code });
  for (let i = 0; i < 3; i += 1) assert.equal((await join()).status, 200);
  harness.clock.advance(retryAfterMs(await join()));
  assert.equal((await join()).status, 200);
});

test("[GUESS1] ten wrong passwords, then a growing delay, then the owner is let in", async (t) => {
  const harness = await start(t, {});
  const credentials = { username: freshName(), password: PASSWORD };
  const client = harness.client();
  await client.post("/register/", credentials);
  const guess = () => client.post("/login/", { ...credentials, password: "wrong" });
  for (let i = 0; i < 10; i += 1) assertProblem(await guess(), "wrong_credentials");
  assert.equal(retryAfterMs(await client.post("/login/", credentials)), 10_000);
  harness.clock.advance(10_000);
  assertProblem(await guess(), "wrong_credentials");
  assert.equal(retryAfterMs(await guess()), 20_000);
  harness.clock.advance(20_000);
  assert.equal((await client.post("/login/", credentials)).status, 200);
  assertProblem(await guess(), "wrong_credentials");
});

test("[GUESS1] unknown users are delayed like known ones", async (t) => {
  const harness = await start(t, { loginFailures: 2 });
  const client = harness.client();
  const body = { username: freshName(), password: "wrong" };
  for (let i = 0; i < 2; i += 1) {
    assertProblem(await client.post("/login/", body), "wrong_credentials");
  }
  retryAfterMs(await client.post("/login/", body));
});

test("[GUESS3] guessing codes is throttled, by joining and by looking alike", async (t) => {
  const harness = await start(t, { unknownCodesPerAddress: 4 });
  const client = await signedInClient(harness);
  const code = String((await client.post("/create-room/")).json()["code"]);
  for (let i = 0; i < 2; i += 1) {
    assertProblem(await client.get("/room/zzz-zzzz-zzz/"), "room_not_found");
    assertProblem(await client.post("/join-room/", { code: "nonsense" }), "room_not_found");
  }
  retryAfterMs(await client.get(`/room/${code}/`));
  harness.clock.advance(retryAfterMs(await client.post("/join-room/", { code })));
  assert.equal((await client.get(`/room/${code}/`)).status, 200);
});

test("[PASS4] when too many passwords wait to be checked, the rest is told to come back", async (t) => {
  const harness = await start(t, { passwordHashesAtOnce: 0, passwordHashesWaiting: 0 });
  const body = { username: freshName(), password: PASSWORD };
  for (const path of ["/register/", "/login/"]) {
    const answer = await harness.client().post(path, body);
    assertProblem(answer, "unavailable");
    assert.equal(answer.headers["retry-after"], "1");
  }
});
