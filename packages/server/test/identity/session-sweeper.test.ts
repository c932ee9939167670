import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS } from "@parley/protocol";
import { SessionSweeper } from "../../src/identity/session-sweeper.ts";
import { Sessions } from "../../src/identity/sessions.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { openStores, storedAccount } from "./fixtures.ts";

/** A store whose sweeps the test ends. */
function watchedStore() {
  const sweeps: { now: number; finish: PromiseWithResolvers<number> }[] = [];
  const removeExpired = (now: number) => {
    const finish = Promise.withResolvers<number>();
    sweeps.push({ now, finish });
    return finish.promise;
  };
  return { store: { removeExpired }, sweeps };
}

const fail = (error: unknown) => assert.fail(String(error));
/** Lets everything run that is ready to run. */
const settled = () => new Promise(setImmediate);

test("[SESSION4] expired sessions leave the store, the others stay", async (t) => {
  const stores = await openStores(t);
  const clock = new FakeClock();
  const ada = await storedAccount(stores, "ada");
  const sessions = new Sessions({ store: stores.sessions, clock, limits: LIMITS });
  const old = await sessions.start(ada);
  clock.advance(LIMITS.sessionMs);
  const young = await sessions.start(ada);
  const sweeper = new SessionSweeper({
    store: stores.sessions,
    clock,
    limits: LIMITS,
    onError: fail,
  });
  sweeper.start();
  await sweeper.close();
  assert.equal(await stores.sessions.remove(old.sessionId), "unknown");
  assert.equal(await stores.sessions.remove(young.sessionId), "removed");
});

test("it sweeps at the start and then each hour, one sweep at a time", async () => {
  const clock = new FakeClock(0);
  const { store, sweeps } = watchedStore();
  const sweeper = new SessionSweeper({ store, clock, limits: LIMITS, onError: fail });
  sweeper.start();
  sweeper.start();
  assert.equal(sweeps.length, 1);
  assert.equal(clock.waiting, 0);
  sweeps[0]?.finish.resolve(3);
  await settled();
  clock.advance(LIMITS.sessionSweepMs);
  assert.deepEqual(
    sweeps.map(({ now }) => now),
    [0, LIMITS.sessionSweepMs],
  );
  sweeps[1]?.finish.resolve(0);
  await sweeper.close();
});

test("a sweep that fails is reported, and the next one is tried", async () => {
  const clock = new FakeClock();
  const { store, sweeps } = watchedStore();
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const sweeper = new SessionSweeper({ store, clock, limits: LIMITS, onError });
  sweeper.start();
  sweeps[0]?.finish.reject(new Error("disk"));
  await settled();
  assert.deepEqual(errors.map(String), ["Error: disk"]);
  clock.advance(LIMITS.sessionSweepMs);
  assert.equal(sweeps.length, 2);
  sweeps[1]?.finish.resolve(0);
  await sweeper.close();
});

test("closing waits for a sweep in progress and leaves no timer", async () => {
  const clock = new FakeClock();
  const { store, sweeps } = watchedStore();
  const sweeper = new SessionSweeper({ store, clock, limits: LIMITS, onError: fail });
  sweeper.start();
  const order: string[] = [];
  const close = async (name: string) => {
    await sweeper.close();
    order.push(name);
  };
  const closing = Promise.all([close("first"), close("second")]);
  await settled();
  order.push("sweep");
  sweeps[0]?.finish.resolve(0);
  await closing;
  assert.deepEqual(order, ["sweep", "first", "second"]);
  assert.equal(clock.waiting, 0);
  sweeper.start();
  assert.equal(sweeps.length, 1);
});

test("closing while it waits cancels the timer; closing before the start is fine", async () => {
  const clock = new FakeClock();
  const { store, sweeps } = watchedStore();
  const sweeper = new SessionSweeper({ store, clock, limits: LIMITS, onError: fail });
  sweeper.start();
  sweeps[0]?.finish.resolve(0);
  await settled();
  assert.equal(clock.waiting, 1);
  await sweeper.close();
  await sweeper.close();
  assert.equal(clock.waiting, 0);
  await new SessionSweeper({ store, clock, limits: LIMITS, onError: fail }).close();
});
