import assert from "node:assert/strict";
import { test } from "node:test";
import { DetailsMeter, type Measured, type Origin } from "../src/media-details.ts";
import type { Stat } from "../src/stats.ts";

const report = (...stats: readonly Stat[]) => new Map(stats.map((stat) => [stat.id, stat]));
const CAMERA: Origin = { participantId: "ann", source: "camera" };

const sent = (timestamp: number, bytesSent: number): Measured => ({
  name: "up",
  report: report(
    { id: "c", type: "codec", timestamp, mimeType: "video/VP8" },
    {
      id: "out",
      type: "outbound-rtp",
      timestamp,
      codecId: "c",
      rid: "h",
      bytesSent,
      frameWidth: 640,
      frameHeight: 360,
      framesPerSecond: 30,
    },
    { id: "idle", type: "outbound-rtp", timestamp, mid: "9", bytesSent: 0 },
    {
      id: "r",
      type: "remote-inbound-rtp",
      timestamp,
      localId: "out",
      fractionLost: 0.02,
      jitter: 0.003,
    },
    { id: "t", type: "transport", timestamp, selectedCandidatePairId: "p" },
    {
      id: "p",
      type: "candidate-pair",
      timestamp,
      currentRoundTripTime: 0.02,
      availableOutgoingBitrate: 3e6,
    },
  ),
  sent: ({ mid }) => (mid === "9" ? null : { participantId: "me", source: "camera" }),
  received: () => null,
});

const received = (stat: Partial<Stat>): Measured => ({
  name: "down",
  report: report({ id: "in", type: "inbound-rtp", timestamp: 1000, freezeCount: 2, ...stat }),
  sent: () => null,
  received: () => CAMERA,
});

test("what is sent is listed with what the other side says of it", () => {
  const meter = new DetailsMeter();
  const first = meter.describe("sfu", [sent(1000, 1000)]);
  assert.deepEqual(first, {
    kind: "sfu",
    rttMs: 20,
    availableOutBps: 3e6,
    sending: [
      {
        key: "up sent camera h",
        participantId: "me",
        source: "camera",
        codec: "VP8",
        width: 640,
        height: 360,
        fps: 30,
        bps: null,
        lossPercent: 2,
        jitterMs: 3,
        layer: "h",
        freezes: null,
      },
    ],
    receiving: [],
  });
  assert.equal(meter.describe("sfu", [sent(2000, 26_000)]).sending[0]?.bps, 200_000);
  assert.equal(meter.describe("sfu", [sent(3000, 10)]).sending[0]?.bps, null, "a new connection");
});

test("rates of what is received are those since the call before", () => {
  const meter = new DetailsMeter();
  const counts = { bytesReceived: 0, packetsReceived: 0, packetsLost: 0 };
  const [first] = meter.describe("sfu", [received(counts)]).receiving;
  assert.deepEqual([first?.bps, first?.lossPercent, first?.freezes], [null, null, 2]);
  const more = { bytesReceived: 5000, packetsReceived: 75, packetsLost: 25, timestamp: 1500 };
  const [second] = meter.describe("sfu", [received({ ...counts, ...more })]).receiving;
  assert.deepEqual([second?.bps, second?.lossPercent], [80_000, 25]);
  assert.equal(second?.key, first?.key);
});

test("the layer of a camera is guessed by the longer side of its picture", () => {
  const layer = (frameWidth: number, frameHeight: number) =>
    new DetailsMeter().describe("sfu", [received({ frameWidth, frameHeight })]).receiving[0]?.layer;
  assert.equal(layer(1280, 720), "f");
  assert.equal(layer(360, 640), "h");
  assert.equal(layer(320, 180), "q");
  assert.equal(layer(0, 0), null);
});

test("without connections nothing is known", () => {
  assert.deepEqual(new DetailsMeter().describe("mesh", []), {
    kind: "mesh",
    rttMs: null,
    availableOutBps: null,
    sending: [],
    receiving: [],
  });
});
