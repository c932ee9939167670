import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeLine, judgeLoss, judgeReceived, worst } from "../src/link-quality.ts";
import type { Stat } from "../src/stats.ts";

const before: Stat = {
  id: "in",
  type: "inbound-rtp",
  timestamp: 1000,
  packetsReceived: 100,
  packetsLost: 0,
  totalFreezesDuration: 0,
  totalSamplesReceived: 1000,
  concealedSamples: 0,
  silentConcealedSamples: 0,
};
const now: Stat = { ...before, timestamp: 3000, packetsReceived: 200, totalSamplesReceived: 2000 };

test("the worst that is known counts", () => {
  assert.equal(worst(["good", "poor", null, "fair"]), "poor");
  assert.equal(worst([null, "good"]), "good");
  assert.equal(worst([null]), null);
});

test("loss is noticed from 3 % on, and disturbs from 10 % on", () => {
  assert.equal(judgeLoss(2, 98), "good");
  assert.equal(judgeLoss(3, 97), "fair");
  assert.equal(judgeLoss(10, 90), "poor");
  assert.equal(judgeLoss(2, 4), null, "so few packets say nothing");
});

test("a stream is as good as its packets, its sound and its picture are", () => {
  assert.equal(judgeReceived(before, now, true), "good");
  assert.equal(judgeReceived(before, { ...now, packetsLost: 12 }, true), "poor");
  assert.equal(judgeReceived(before, { ...now, concealedSamples: 60 }, true), "fair");
  const silence = { ...now, concealedSamples: 600, silentConcealedSamples: 600 };
  assert.equal(judgeReceived(before, silence, true), "good");
  assert.equal(judgeReceived(before, { ...now, totalFreezesDuration: 0.2 }, true), "fair");
  assert.equal(judgeReceived(before, { ...now, totalFreezesDuration: 0.5 }, true), "poor");
});

test("a picture that was paused did not freeze", () => {
  assert.equal(judgeReceived(before, { ...now, totalFreezesDuration: 30 }, true), "good");
});

test("nothing at all is a bad sign for a camera only; the first measurement says nothing", () => {
  const still = { ...now, packetsReceived: 100 };
  assert.equal(judgeReceived(before, still, true), "poor");
  assert.equal(judgeReceived(before, still, false), null);
  assert.equal(judgeReceived(undefined, now, true), null);
  assert.equal(judgeReceived({ ...before, packetsReceived: 900 }, now, true), null);
});

test("one's own line is judged by loss, delay and room for a picture", () => {
  const fine = { sentLossPercent: 0, rttMs: 40, availableBps: 2_000_000 };
  assert.equal(judgeLine(fine), "good");
  assert.equal(judgeLine({ ...fine, sentLossPercent: 4 }), "fair");
  assert.equal(judgeLine({ ...fine, rttMs: 700 }), "poor");
  assert.equal(judgeLine({ ...fine, availableBps: 200_000 }), "fair");
  assert.equal(judgeLine({ ...fine, availableBps: 50_000 }), "poor");
  assert.equal(judgeLine({ sentLossPercent: null, rttMs: null, availableBps: null }), null);
});
