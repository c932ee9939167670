import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS, ParleyError } from "@parley/protocol";
import { Patience } from "../../src/runtime/patience.ts";
import { FakeClock } from "../support/fake-clock.ts";

const PATIENCE_MS = 60_000;

/** Something that fails so many times before it works. */
function failing(times: number, error: () => Error) {
  const at: number[] = [];
  const clock = new FakeClock(0);
  const attempt = async () => {
    at.push(clock.now());
    if (at.length <= times) throw error();
    return "done";
  };
  return { at, clock, attempt };
}

const away = () => new ParleyError("unavailable");

/** Lets time pass in steps, as long as something waits for it. */
async function wait(clock: FakeClock, ms: number): Promise<void> {
  const end = clock.now() + ms;
  while (clock.now() < end) {
    await new Promise((done) => setImmediate(done));
    clock.advance(Math.min(50, end - clock.now()));
  }
  await new Promise((done) => setImmediate(done));
}

function patienceOf(clock: FakeClock, patienceMs = PATIENCE_MS, storesWaiting = 10) {
  return new Patience({ clock, limits: { ...LIMITS, storesWaiting }, patienceMs });
}

test("[STORE17] what is unavailable is tried again, ever less often, until it works", async () => {
  const { at, clock, attempt } = failing(7, away);
  const done = patienceOf(clock).run(attempt);
  await wait(clock, 15_000);
  assert.equal(await done, "done");
  const pauses = at.slice(1).map((time, i) => time - (at[i] ?? 0));
  assert.deepEqual(pauses, [100, 200, 400, 800, 1600, 2000, 2000]);
  assert.equal(clock.waiting, 0);
});

test("[STORE17] after its time it has failed, and without patience at once", async () => {
  const { at, clock, attempt } = failing(Infinity, away);
  await assert.rejects(patienceOf(clock, 0).run(attempt), { code: "unavailable" });
  assert.equal(at.length, 1);
  const failed = assert.rejects(patienceOf(clock).run(attempt), { code: "unavailable" });
  await wait(clock, PATIENCE_MS + 2000);
  await failed;
  assert.ok((at.at(-1) ?? 0) >= PATIENCE_MS);
  assert.equal(clock.waiting, 0);
});

test("[STORE17] any other error is final", async () => {
  const { at, clock, attempt } = failing(1, () => new Error("a defect"));
  await assert.rejects(patienceOf(clock).run(attempt), /a defect/);
  assert.equal(at.length, 1);
});

test("[STORE17] only so many wait; the next one fails at once", async () => {
  const { clock, attempt } = failing(Infinity, away);
  const patience = patienceOf(clock, PATIENCE_MS, 2);
  const waiting = [patience.run(attempt), patience.run(attempt)];
  const ended = Promise.allSettled(waiting);
  await assert.rejects(patience.run(attempt), { code: "unavailable" });
  assert.equal(patience.waiting, 2);
  patience.end();
  await ended;
});

test("[STORE17] when the server stops, what waits is tried once more and no more", async () => {
  const { at, clock, attempt } = failing(2, away);
  const patience = patienceOf(clock);
  const failed = assert.rejects(patience.run(attempt), { code: "unavailable" });
  await new Promise((done) => setImmediate(done));
  patience.end();
  await failed;
  assert.equal(at.length, 2);
  assert.equal(await patience.run(attempt), "done");
  assert.equal(clock.waiting, 0);
});
