import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS, ParleyError } from "@parley/protocol";
import { LoginThrottle } from "../../src/identity/login-throttle.ts";
import { FakeClock } from "../support/fake-clock.ts";

const HOME = "192.0.2.1";
const wrong = async () => null;
const right = async () => "in";

function setUp(limits: { accountLoginFailures?: number } = {}) {
  const clock = new FakeClock();
  return { clock, throttle: new LoginThrottle({ clock, limits: { ...LIMITS, ...limits } }) };
}

async function fail(throttle: LoginThrottle, times: number, address = HOME): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    assert.equal(await throttle.attempt("ada", address, wrong), null);
  }
}

/** How long the next attempt has to wait; null when it is let through. */
async function delay(throttle: LoginThrottle, address = HOME, user = "ada") {
  let asked = false;
  try {
    await throttle.attempt(user, address, async () => {
      asked = true;
      return null;
    });
    return null;
  } catch (error) {
    assert.ok(error instanceof ParleyError);
    assert.equal(error.code, "rate_limited");
    assert.equal(asked, false, "the password was checked during a delay");
    return error.retryAfterMs;
  }
}

test("[GUESS1] ten failures are free; then each attempt waits, twice as long each time", async () => {
  const { clock, throttle } = setUp();
  await fail(throttle, 10);
  const delays = [];
  for (let i = 0; i < 9; i += 1) {
    const ms = (await delay(throttle)) ?? 0;
    delays.push(ms / 1000);
    clock.advance(ms);
    // The eleventh, twelfth, ... failure. The clock stays inside the window of 30 minutes.
    await fail(throttle, ms < 640_000 ? 1 : 0);
    if (ms >= 640_000) break;
  }
  assert.deepEqual(delays, [10, 20, 40, 80, 160, 320, 640]);
});

test("[GUESS1] a delay never exceeds its maximum", async () => {
  const clock = new FakeClock();
  const limits = { ...LIMITS, loginDelayMs: { min: 10, max: 25 } };
  const throttle = new LoginThrottle({ clock, limits });
  await fail(throttle, 10);
  clock.advance(10);
  await fail(throttle, 1);
  assert.equal(await delay(throttle), 20);
  clock.advance(20);
  await fail(throttle, 1);
  assert.equal(await delay(throttle), 25);
});

test("[GUESS1] the right password is let in after the delay and clears the count", async () => {
  const { clock, throttle } = setUp();
  await fail(throttle, 10);
  await assert.rejects(throttle.attempt("ada", HOME, right), { code: "rate_limited" });
  clock.advance(LIMITS.loginDelayMs.min);
  assert.equal(await throttle.attempt("ada", HOME, right), "in");
  await fail(throttle, 10);
});

test("[GUESS1] failures count for 30 minutes", async () => {
  const { clock, throttle } = setUp();
  await fail(throttle, 9);
  clock.advance(LIMITS.loginFailureWindowMs);
  await fail(throttle, 10);
  assert.notEqual(await delay(throttle), null);
});

test("[GUESS1] other addresses and other accounts are not delayed", async () => {
  const { throttle } = setUp();
  await fail(throttle, 10);
  assert.equal(await delay(throttle, "192.0.2.2"), null);
  assert.equal(await delay(throttle, HOME, "bob"), null);
});

test("[GUESS1] a /64 of IPv6 is one address", async () => {
  const { throttle } = setUp();
  for (let i = 0; i < 10; i += 1) await fail(throttle, 1, `2001:db8::${i}`);
  assert.notEqual(await delay(throttle, "2001:db8::ffff"), null);
  assert.equal(await delay(throttle, "2001:db8:0:1::1"), null);
});

test("[GUESS1] attempts that come at once are not all let in before the first has failed", async () => {
  const { throttle } = setUp();
  let checked = 0;
  const slowlyWrong = async () => {
    checked += 1;
    await new Promise(setImmediate);
    return null;
  };
  const all = Array.from({ length: 50 }, () => throttle.attempt("ada", HOME, slowlyWrong));
  const refused = (await Promise.allSettled(all)).filter(({ status }) => status === "rejected");
  assert.equal(checked, 10);
  assert.equal(refused.length, 40);
});

test("[GUESS1] a check that could not be made is no failure", async () => {
  const { throttle } = setUp();
  const broken = async () => Promise.reject(new Error("the database is away"));
  for (let i = 0; i < 20; i += 1) {
    await assert.rejects(throttle.attempt("ada", HOME, broken), {
      message: "the database is away",
    });
  }
  assert.equal(await throttle.attempt("ada", HOME, right), "in");
});

test("[GUESS2] failures from everywhere slow an account down but lock nobody out", async () => {
  const { clock, throttle } = setUp({ accountLoginFailures: 20 });
  for (let i = 0; i < 20; i += 1) await fail(throttle, 1, `198.51.100.${i}`);
  assert.equal(clock.waiting, 0);
  let done = false;
  const owner = throttle.attempt("ada", HOME, right).then((result) => {
    done = true;
    return result;
  });
  await new Promise(setImmediate);
  assert.equal(clock.waiting, 1);
  assert.equal(done, false);
  clock.advance(LIMITS.accountSlowdownMs);
  assert.equal(await owner, "in");
  assert.equal(await throttle.attempt("bob", HOME, right), "in");
});
