import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS } from "@parley/protocol";
import fc from "fast-check";
import { SendPace } from "../src/send-pace.ts";
import { ManualClock } from "./support/manual-clock.ts";

/** Takes what there is now. */
function drain(pace: SendPace): number {
  let taken = 0;
  while (pace.take() === 0) taken++;
  return taken;
}

test("a burst goes at once, and then one message each thirtieth of a second", () => {
  const clock = new ManualClock();
  const pace = new SendPace(clock);
  assert.equal(drain(pace), LIMITS.messageBurst - LIMITS.messagesPerSecond);
  assert.equal(pace.take(), 34);
  clock.advance(33);
  assert.equal(pace.take(), 1);
  clock.advance(1);
  assert.equal(drain(pace), 1);
  clock.advance(1000);
  assert.equal(drain(pace), LIMITS.messagesPerSecond);
});

test("a new connection begins afresh, and a long silence saves up no more than that", () => {
  const clock = new ManualClock();
  const pace = new SendPace(clock);
  const burst = drain(pace);
  pace.reset();
  assert.equal(drain(pace), burst);
  clock.advance(60_000);
  assert.equal(drain(pace), burst);
});

test("whoever waits as long as it says may go, and the server's limit is never met", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 40 }), (pauses) => {
      const clock = new ManualClock();
      const pace = new SendPace(clock);
      let allowed: number = LIMITS.messageBurst;
      for (const pause of pauses) {
        clock.advance(pause);
        const earned = (pause * LIMITS.messagesPerSecond) / 1000;
        allowed = Math.min(LIMITS.messageBurst, allowed + earned) - drain(pace);
        assert(allowed >= 0);
        const wait = pace.take();
        clock.advance(wait);
        assert.equal(pace.take(), 0);
        const waited = (wait * LIMITS.messagesPerSecond) / 1000;
        allowed = Math.min(LIMITS.messageBurst, allowed + waited) - 1;
      }
    }),
  );
});
