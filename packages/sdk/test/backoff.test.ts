import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BACKOFF, backoffMs } from "../src/backoff.ts";

test("the first try is at once; then the ceiling doubles from 250 ms and stops at 2 s", () => {
  const ceilings = [0, 1, 2, 3, 4, 5, 5000].map((failures) => backoffMs(failures, () => 1));
  assert.deepEqual(ceilings, [0, 250, 500, 1000, 2000, 2000, 2000]);
});

test("other work may have other bounds", () => {
  const bounds = { baseMs: 100, maxMs: 300 };
  const ceilings = [1, 2, 3, 4].map((failures) => backoffMs(failures, () => 1, bounds));
  assert.deepEqual(ceilings, [100, 200, 300, 300]);
});

test("the wait is anywhere between nothing and the ceiling", () => {
  assert.equal(
    backoffMs(3, () => 0),
    0,
  );
  assert.equal(
    backoffMs(3, () => 0.25),
    250,
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (n, r) => {
        const wait = backoffMs(n, () => r);
        assert(wait >= 0 && wait <= BACKOFF.maxMs);
      },
    ),
  );
});
