import assert from "node:assert/strict";
import { test } from "node:test";
import { Renewal } from "../src/renewal.ts";
import { ManualClock } from "./support/manual-clock.ts";

function setUp() {
  const clock = new ManualClock();
  const times: number[] = [];
  const begin = clock.now();
  const renewal = new Renewal({
    clock,
    random: () => 1,
    renew: () => times.push(clock.now() - begin),
  });
  return { clock, times, renewal };
}

test("the first time at once, then ever later; after a success at once again", () => {
  const { clock, times, renewal } = setUp();
  for (let i = 0; i < 4; i++) {
    renewal.request();
    renewal.request();
    clock.advance(1000);
  }
  assert.deepEqual(times, [0, 1250, 2500, 4000]);
  renewal.succeeded();
  renewal.request();
  clock.advance(0);
  assert.equal(times.length, 5);
});

test("while it is held nothing is renewed, and what is needed then is done at the release", () => {
  const { clock, times, renewal } = setUp();
  renewal.hold();
  renewal.request();
  clock.advance(60_000);
  assert.deepEqual(times, []);
  renewal.release();
  clock.advance(0);
  assert.deepEqual(times, [60_000]);
});

test("a connection that comes back by itself needs no other one", () => {
  const { clock, times, renewal } = setUp();
  renewal.hold();
  renewal.request();
  renewal.succeeded();
  renewal.release();
  clock.advance(60_000);
  assert.deepEqual(times, []);
  assert.equal(clock.pending, 0);
});
