import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { NackTracker } from "../../../src/media/rtp/nack-tracker.ts";

const RTT = 50;

function due(tracker: NackTracker, nowMs: number, rttMs = RTT): number[] {
  const into: number[] = [99];
  assert.equal(tracker.due(nowMs, rttMs, into), into.length);
  return into;
}

function trackerAfter(...numbers: number[]): NackTracker {
  const tracker = new NackTracker();
  for (const number of numbers) tracker.received(number, 0);
  return tracker;
}

test("[RTCP6] a gap is asked for, across the wrap-around", () => {
  const tracker = new NackTracker();
  assert.equal(tracker.received(0xfffe, 0), "new");
  assert.equal(tracker.received(2, 0), "new");
  assert.deepEqual(due(tracker, 10), [0xffff, 0, 1]);
  assert.equal(tracker.missing, 3);
});

test("[RTCP6] what was only overtaken is not asked for", () => {
  const tracker = trackerAfter(1, 3);
  assert.deepEqual(due(tracker, 9), []);
  assert.equal(tracker.received(2, 9), "recovered");
  assert.deepEqual(due(tracker, 100), []);
  assert.equal(tracker.recovered, 0);
});

test("[RTCP6] what came after it was asked for is recovered, and then old", () => {
  const tracker = trackerAfter(1, 4);
  assert.deepEqual(due(tracker, 10), [2, 3]);
  assert.equal(tracker.received(3, 60), "recovered");
  assert.equal(tracker.received(3, 61), "old");
  assert.deepEqual(due(tracker, 60), [2]);
  assert.deepEqual([tracker.recovered, tracker.missing], [1, 1]);
});

test("[RTCP6] a packet is asked for again after a round trip, but not within 20 ms", () => {
  const slow = trackerAfter(1, 3);
  const fast = trackerAfter(1, 3);
  const times = [10, 20, 29, 30, 59, 60, 110];
  assert.deepEqual(
    times.filter((ms) => due(slow, ms).length > 0),
    [10, 60, 110],
  );
  assert.deepEqual(
    times.filter((ms) => due(fast, ms, 1).length > 0),
    [10, 30, 59, 110],
  );
});

test("[RTCP6] after ten tries a packet is given up, and a keyframe is wanted until it comes", () => {
  const tracker = trackerAfter(1, 3);
  let asked = 0;
  for (let ms = 0; ms < 2000; ms += 10) asked += due(tracker, ms).length;
  assert.equal(asked, 10);
  assert.deepEqual([tracker.missing, tracker.wantsKeyframe], [0, true]);
  tracker.received(4, 2000);
  assert.equal(tracker.wantsKeyframe, true);
  tracker.keyframe(4);
  assert.equal(tracker.wantsKeyframe, false);
});

test("[RTCP6] a gap too long to fill is not asked for: a keyframe is wanted", () => {
  const tracker = trackerAfter(1, 3, 200);
  assert.deepEqual(due(tracker, 10), []);
  assert.equal(tracker.wantsKeyframe, true);
  tracker.received(202, 20);
  assert.deepEqual(due(tracker, 30), [201]);
});

test("[RTCP6] what is missing before a keyframe is not needed, what is missing in it is", () => {
  const tracker = trackerAfter(1, 3, 6);
  tracker.keyframe(4);
  assert.deepEqual(due(tracker, 10), [4, 5]);
});

test("[RTCP6] a sender that counts anew begins a new stream", () => {
  const tracker = trackerAfter(1, 3);
  assert.equal(tracker.received(40_000, 0), "old");
  assert.equal(tracker.received(40_001, 0), "new");
  assert.deepEqual([tracker.missing, tracker.wantsKeyframe], [0, true]);
  assert.equal(tracker.received(40_002, 0), "new");
});

test("[RTCP6] whatever arrives, each missing packet is asked for at most ten times, and few at once", () => {
  const packet = fc.record({ step: fc.integer({ min: -30, max: 60 }), waitMs: fc.nat(60) });
  fc.assert(
    fc.property(fc.nat(0xffff), fc.array(packet, { maxLength: 120 }), (first, packets) => {
      const tracker = new NackTracker();
      const asked = new Map<number, number>();
      const here = new Set<number>();
      let number = first;
      let nowMs = 0;
      for (const { step, waitMs } of packets) {
        number = (number + step) & 0xffff;
        nowMs += waitMs;
        const isKnown = here.has(number);
        here.add(number);
        if (tracker.received(number, nowMs) !== "old") assert.ok(!isKnown, `${number} twice`);
        for (const one of due(tracker, nowMs, 0)) {
          assert.ok(!here.has(one), `${one} is here`);
          asked.set(one, (asked.get(one) ?? 0) + 1);
        }
        assert.ok(tracker.missing <= 256);
      }
      assert.ok([...asked.values()].every((times) => times <= 10));
    }),
    { numRuns: 300 },
  );
});
