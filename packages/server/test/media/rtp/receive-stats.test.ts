import assert from "node:assert/strict";
import { test } from "node:test";
import { ReceiveStats } from "../../../src/media/rtp/receive-stats.ts";

const VIDEO = 90_000;

/** One packet every 10 ms, with a timestamp that fits. */
function play(stats: ReceiveStats, numbers: Iterable<number>, startMs = 0): void {
  let ms = startMs;
  for (const number of numbers) {
    stats.received(number & 0xffff, ms * 90, ms, 100);
    ms += 10;
  }
}

function* range(from: number, to: number): Generator<number> {
  for (let number = from; number < to; number += 1) yield number;
}

test("[RTCP5] without loss there is nothing lost, and the number counts on across the wrap", () => {
  const stats = new ReceiveStats(5, VIDEO);
  play(stats, range(65_530, 65_545));
  const block = stats.report(200);
  assert.equal(block.ssrc, 5);
  assert.equal(block.highestSequence, 0x1_0008);
  assert.deepEqual([block.fractionLost, block.cumulativeLost, block.jitter], [0, 0, 0]);
  assert.deepEqual([stats.packets, stats.bytes], [15, 1500]);
});

test("[RTCP5] the fraction is of the time since the last report, the sum of all", () => {
  const stats = new ReceiveStats(5, VIDEO);
  play(stats, [...range(0, 50), ...range(75, 100)]);
  assert.equal(stats.report(1000).fractionLost, 64);
  play(stats, range(100, 200), 1000);
  const later = stats.report(2000);
  assert.deepEqual([later.fractionLost, later.cumulativeLost], [0, 25]);
});

test("[RTCP5] a stream that has stopped loses nothing, and all but one of many is no overflow", () => {
  const stats = new ReceiveStats(5, VIDEO);
  stats.received(0, 0, 0, 1);
  stats.report(0);
  assert.equal(stats.report(1000).fractionLost, 0);
  stats.received(2500, 0, 0, 1);
  assert.equal(stats.report(2000).fractionLost, 255);
});

test("[RTCP5] duplicates make the sum of losses negative", () => {
  const stats = new ReceiveStats(5, VIDEO);
  for (let count = 0; count < 10; count += 1) stats.received(7, 0, 0, 100);
  const block = stats.report(1000);
  assert.deepEqual([block.fractionLost, block.cumulativeLost], [0, -9]);
});

test("[RTCP5] the sum of losses ends at what 24 bits hold", () => {
  const stats = new ReceiveStats(5, VIDEO);
  for (let count = 0; count < 3000; count += 1) stats.received((count * 2999) & 0xffff, 0, 0, 1);
  assert.equal(stats.report(1000).cumulativeLost, 0x7f_ffff);
});

test("[RTCP5] one packet from far away counts for nothing; two in a row are a new beginning", () => {
  const stats = new ReceiveStats(5, VIDEO);
  play(stats, range(100, 110));
  stats.received(30_000, 0, 0, 100);
  play(stats, range(110, 120));
  const before = stats.report(1000);
  assert.deepEqual([before.highestSequence, before.cumulativeLost], [119, 0]);
  stats.received(30_000, 0, 0, 100);
  stats.received(30_001, 0, 0, 100);
  const block = stats.report(2000);
  assert.deepEqual([block.highestSequence, block.cumulativeLost], [30_001, 0]);
});

test("[RTCP5] jitter is how much the transit time changes, smoothed over sixteen", () => {
  const stats = new ReceiveStats(5, VIDEO);
  // Every other packet is 5 ms (450 ticks) late.
  for (let index = 0; index < 300; index += 1) {
    stats.received(index, index * 900, index * 10 + (index % 2) * 5, 100);
  }
  const { jitter } = stats.report(3000);
  assert.ok(Math.abs(jitter - 450) <= 1, String(jitter));
});

test("[RTCP5] jitter survives the wrap-around of timestamps", () => {
  const stats = new ReceiveStats(5, VIDEO);
  for (let index = 0; index < 50; index += 1) {
    stats.received(index, (0xffff_f000 + index * 900) >>> 0, index * 10, 100);
  }
  assert.equal(stats.report(1000).jitter, 0);
});

test("[RTCP5] the last sender report and the delay since then are told", () => {
  const stats = new ReceiveStats(5, VIDEO);
  const before = stats.report(500);
  assert.deepEqual([before.lastSenderReport, before.delaySinceLastSenderReport], [0, 0]);
  stats.senderReport(0x1234_5678, 0x9abc_def0, 1000);
  const block = stats.report(1500);
  assert.equal(block.lastSenderReport, 0x5678_9abc);
  assert.equal(block.delaySinceLastSenderReport, 0x8000);
});
