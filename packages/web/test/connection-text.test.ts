import assert from "node:assert/strict";
import { test } from "node:test";
import type { StreamDetails } from "@parley/sdk";
import {
  codecText,
  framesText,
  layerText,
  millisecondsText,
  percentText,
  rateText,
  sizeText,
  streamRows,
  totalBps,
} from "../src/meeting/connection-text.ts";

const stream = (more: Partial<StreamDetails>): StreamDetails => ({
  key: "k",
  participantId: "mia",
  source: "camera",
  codec: "VP8",
  width: null,
  height: null,
  fps: null,
  bps: null,
  lossPercent: null,
  jitterMs: null,
  layer: null,
  freezes: null,
  ...more,
});

test("rates, times and shares are written short, and what is unknown as a dash", () => {
  assert.deepEqual(
    [rateText(0), rateText(31_600), rateText(1_749_000)],
    ["0 kbit/s", "32 kbit/s", "1.7 Mbit/s"],
  );
  assert.deepEqual(
    [percentText(0), percentText(0.24), percentText(12.4)],
    ["0 %", "0.2 %", "12 %"],
  );
  assert.deepEqual([millisecondsText(23.6), framesText(29.97)], ["24 ms", "30 fps"]);
  assert.equal(sizeText({ width: 1280, height: 720 }), "1280 × 720");
  const unknown = [rateText(null), percentText(null), millisecondsText(null), framesText(null)];
  assert.deepEqual(unknown, ["–", "–", "–", "–"]);
});

test("layers have words; one that is new keeps its name", () => {
  assert.deepEqual(["q", "h", "f", "x", null].map(layerText), ["Low", "Medium", "High", "x", "–"]);
});

test("codecs are written as they are known", () => {
  assert.deepEqual(["opus", "VP8", null].map(codecText), ["Opus", "VP8", "–"]);
});

test("streams stand by person, in the same order every second", () => {
  const people = [
    { id: "me", name: "Asha", self: true },
    { id: "tom", name: "Tom", self: false },
    { id: "mia", name: "Mia", self: false },
  ];
  const streams = [
    stream({ key: "1", participantId: "tom", source: "mic" }),
    stream({ key: "2", participantId: "mia", source: "mic" }),
    stream({ key: "3", participantId: "mia", source: "screen" }),
    stream({ key: "4", participantId: "me", layer: "q", width: 320 }),
    stream({ key: "5", participantId: "me", layer: "f", width: 1280 }),
    stream({ key: "6", participantId: "gone" }),
  ];
  const rows = streamRows(streams, people).map(({ name, key }) => `${name} ${key}`);
  assert.deepEqual(rows, ["null 5", "null 4", "Mia 3", "Mia 2", "Somebody who left 6", "Tom 1"]);
  assert.deepEqual(
    streamRows(streams.toReversed(), people).map(({ name, key }) => `${name} ${key}`),
    rows,
  );
});

test("loss that is noticed and loss that disturbs are marked", () => {
  const loss = [null, 1.9, 2, 7.9, 8].map((lossPercent) => stream({ lossPercent }));
  assert.deepEqual(
    loss.flatMap((one) => streamRows([one], []).map(({ trouble }) => trouble)),
    ["none", "none", "some", "some", "much"],
  );
});

test("a total counts what is known", () => {
  assert.equal(totalBps([stream({ bps: 100 }), stream({}), stream({ bps: 20 })]), 120);
  assert.equal(totalBps([stream({})]), null);
});
