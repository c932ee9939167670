import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LayerClock } from "../../../src/media/rtp/layer-clock.ts";

const NOW = 1_760_000_000_000;

test("[RTP4] two layers with unrelated bases are aligned by their sender reports", () => {
  const [low, high] = [new LayerClock(), new LayerClock()];
  assert.equal(low.ready, false);
  low.report(NOW, 1_000_000);
  high.report(NOW + 500.5, 0xffff_ff00);
  assert.equal(low.ready, true);
  assert.equal(low.toNtpMs(1_090_000), NOW + 1000);
  assert.equal(low.toNtpMs(910_000), NOW - 1000);
  // Half a second after its report, beyond the wrap-around.
  const at = high.fromNtpMs(NOW + 1000.5);
  assert.equal(at, 45_000 - 0x100);
  assert.equal(high.toNtpMs(at), NOW + 1000.5);
  assert.equal(low.fromNtpMs(high.toNtpMs(at)), 1_000_000 + 90_045);
});

test("the newest report counts, and one that was overtaken does not", () => {
  const clock = new LayerClock(48_000);
  clock.report(NOW, 0);
  clock.report(NOW + 1000, 50_000);
  assert.equal(clock.toNtpMs(50_000), NOW + 1000);
  clock.report(NOW + 500, 7);
  assert.equal(clock.toNtpMs(50_000), NOW + 1000);
  assert.equal(clock.fromNtpMs(NOW + 1001), 50_048);
  clock.report(Number.NaN, 7);
  assert.equal(clock.fromNtpMs(NOW + 1001), 50_048);
});

test("there and back is the same timestamp, up to six hours from the report", () => {
  const ticks = fc.integer({ min: -0x7fff_0000, max: 0x7fff_0000 });
  fc.assert(
    fc.property(fc.nat(0xffff_ffff), ticks, (reported, distance) => {
      const clock = new LayerClock();
      clock.report(NOW, reported);
      const rtp = (reported + distance) >>> 0;
      assert.equal(clock.fromNtpMs(clock.toNtpMs(rtp)), rtp);
    }),
    { numRuns: 100 },
  );
});
