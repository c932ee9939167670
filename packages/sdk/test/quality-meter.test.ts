import assert from "node:assert/strict";
import { test } from "node:test";
import { QualityMeter } from "../src/quality-meter.ts";
import type { Stat } from "../src/stats.ts";

const report = (...stats: readonly Stat[]) => new Map(stats.map((stat) => [stat.id, stat]));

/** Measures every two seconds: each time 100 packets come from Ann, and as many more are lost. */
function measuring() {
  const meter = new QualityMeter();
  let [time, received, lost] = [0, 0, 0];
  return (losing: number, expected = true) => {
    time += 2000;
    received += 100;
    lost += losing;
    const stat = { id: "in", type: "inbound-rtp", timestamp: time, mid: "0" };
    const down = report({ ...stat, packetsReceived: received, packetsLost: lost });
    const origin = () => (expected ? ({ participantId: "ann", source: "mic" } as const) : null);
    const { own, remotes } = meter.read({ up: null, down, sendsPicture: false, origin });
    return [own, remotes.get("ann") ?? null];
  };
}

test("worse shows at once, better only when it lasts", () => {
  const measure = measuring();
  assert.deepEqual(measure(0), [null, null]);
  assert.deepEqual(measure(0), ["good", "good"]);
  assert.deepEqual(measure(20), ["poor", "poor"]);
  assert.deepEqual(measure(0), ["poor", "poor"]);
  assert.deepEqual(measure(0), ["poor", "poor"]);
  assert.deepEqual(measure(0), ["good", "good"]);
});

test("what is switched off or hidden is not judged", () => {
  const measure = measuring();
  measure(0);
  assert.deepEqual(measure(0, false), [null, null]);
});

test("what one sends counts for one's own line", () => {
  const meter = new QualityMeter();
  const up = report(
    { id: "t", type: "transport", timestamp: 1, selectedCandidatePairId: "p" },
    {
      id: "p",
      type: "candidate-pair",
      timestamp: 1,
      currentRoundTripTime: 0.05,
      availableOutgoingBitrate: 80_000,
    },
    { id: "r", type: "remote-inbound-rtp", timestamp: 1, fractionLost: 0.04 },
  );
  const origin = () => null;
  const voice = meter.read({ up, down: null, sendsPicture: false, origin });
  assert.equal(voice.own, "fair");
  const picture = meter.read({ up, down: null, sendsPicture: true, origin });
  assert.equal(picture.own, "poor");
});
