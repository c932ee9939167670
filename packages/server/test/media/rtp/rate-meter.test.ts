import assert from "node:assert/strict";
import { test } from "node:test";
import { RateMeter } from "../../../src/media/rtp/rate-meter.ts";

test("a steady stream has its rate, from the beginning on", () => {
  const meter = new RateMeter();
  for (let ms = 0; ms < 3000; ms += 10) {
    meter.add(125, ms);
    // The bucket that is being filled makes it a little low; the first packets, a little high.
    if (ms >= 200)
      assert.ok(Math.abs(meter.bps(ms) - 100_000) < 20_000, `${meter.bps(ms)} at ${ms}`);
  }
});

test("what is older than the window does not count", () => {
  const meter = new RateMeter(500);
  meter.add(10_000, 0);
  assert.ok(meter.bps(400) > 0);
  assert.equal(meter.bps(600), 0);
  meter.add(50, 1_000_000);
  assert.equal(meter.bps(1_000_000), (50 * 8000) / 500);
});

test("nothing counted is no rate", () => {
  assert.equal(new RateMeter().bps(1000), 0);
});
