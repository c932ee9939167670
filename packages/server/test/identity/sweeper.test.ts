import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS } from "@parley/protocol";
import { Grants } from "../../src/identity/grants.ts";
import { Sessions } from "../../src/identity/sessions.ts";
import { Sweeper, type SweeperJob } from "../../src/identity/sweeper.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { openStores, storedAccount } from "./fixtures.ts";

/** A job whose runs the test ends. */
function watchedJob(name = "things") {
  const runs: { now: number; finish: PromiseWithResolvers<number> }[] = [];
  const run = (now: number) => {
    const finish = Promise.withResolvers<number>();
    runs.push({ now, finish });
    return finish.promise;
  };
  return { job: { name, run }, runs };
}

const fail = (error: unknown) => assert.fail(String(error));
/** Lets everything run that is ready to run. */
const settled = () => new Promise(setImmediate);

function sweeperOf(
  jobs: readonly SweeperJob[],
  clock: FakeClock,
  onError: (error: unknown, job: string) => void = fail,
): Sweeper {
  return new Sweeper({ jobs, clock, limits: LIMITS, onError });
}

test("[SESSION4] expired sessions leave the store, the others stay", async (t) => {
  const stores = await openStores(t);
  const clock = new FakeClock();
  const ada = await storedAccount(stores, "ada");
  const store = stores.sessions;
  const sessions = new Sessions({ store, grants: new Grants(), clock, limits: LIMITS });
  const old = await sessions.start(ada, null);
  clock.advance(LIMITS.sessionMs);
  const young = await sessions.start(ada, null);
  const swept = Promise.withResolvers<void>();
  const removal = { name: "sessions", run: (now: number) => store.removeExpired(now) };
  const last = { name: "last", run: async () => swept.resolve() };
  const sweeper = sweeperOf([removal, last], clock);
  sweeper.start();
  await swept.promise;
  await sweeper.close();
  assert.equal(await store.remove(old.sessionId), "unknown");
  assert.equal(await store.remove(young.sessionId), "removed");
});

test("it sweeps at the start and then each hour, one sweep at a time", async () => {
  const clock = new FakeClock(0);
  const { job, runs } = watchedJob();
  const sweeper = sweeperOf([job], clock);
  sweeper.start();
  sweeper.start();
  await settled();
  assert.equal(runs.length, 1);
  assert.equal(clock.waiting, 0);
  runs[0]?.finish.resolve(3);
  await settled();
  clock.advance(LIMITS.sweepMs);
  await settled();
  assert.deepEqual(
    runs.map(({ now }) => now),
    [0, LIMITS.sweepMs],
  );
  runs[1]?.finish.resolve(0);
  await sweeper.close();
});

test("jobs run one after another, in their order", async () => {
  const clock = new FakeClock();
  const [first, second] = [watchedJob("first"), watchedJob("second")];
  const sweeper = sweeperOf([first.job, second.job], clock);
  sweeper.start();
  await settled();
  assert.deepEqual([first.runs.length, second.runs.length], [1, 0]);
  first.runs[0]?.finish.resolve(0);
  await settled();
  assert.deepEqual([first.runs.length, second.runs.length], [1, 1]);
  second.runs[0]?.finish.resolve(0);
  await sweeper.close();
});

test("a job that fails is reported, the next one runs, and it is tried again", async () => {
  const clock = new FakeClock();
  const [broken, sound] = [watchedJob("broken"), watchedJob("sound")];
  const errors: [string, string][] = [];
  const sweeper = sweeperOf([broken.job, sound.job], clock, (error, job) =>
    errors.push([job, String(error)]),
  );
  sweeper.start();
  await settled();
  broken.runs[0]?.finish.reject(new Error("disk"));
  await settled();
  assert.deepEqual(errors, [["broken", "Error: disk"]]);
  sound.runs[0]?.finish.resolve(0);
  await settled();
  clock.advance(LIMITS.sweepMs);
  await settled();
  assert.equal(broken.runs.length, 2);
  broken.runs[1]?.finish.resolve(0);
  await sweeper.close();
});

test("closing waits for the job in progress, leaves the others and leaves no timer", async () => {
  const clock = new FakeClock();
  const [running, later] = [watchedJob(), watchedJob()];
  const sweeper = sweeperOf([running.job, later.job], clock);
  sweeper.start();
  await settled();
  const order: string[] = [];
  const close = async (name: string) => {
    await sweeper.close();
    order.push(name);
  };
  const closing = Promise.all([close("first"), close("second")]);
  await settled();
  order.push("job");
  running.runs[0]?.finish.resolve(0);
  await closing;
  assert.deepEqual(order, ["job", "first", "second"]);
  assert.equal(later.runs.length, 0);
  assert.equal(clock.waiting, 0);
  sweeper.start();
  await settled();
  assert.equal(running.runs.length, 1);
});

test("closing while it waits cancels the timer; closing before the start is fine", async () => {
  const clock = new FakeClock();
  const { job, runs } = watchedJob();
  const sweeper = sweeperOf([job], clock);
  sweeper.start();
  await settled();
  runs[0]?.finish.resolve(0);
  await settled();
  assert.equal(clock.waiting, 1);
  await sweeper.close();
  await sweeper.close();
  assert.equal(clock.waiting, 0);
  await sweeperOf([job], clock).close();
});
