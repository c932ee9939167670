import assert from "node:assert/strict";
import { test } from "node:test";
import { DownlinkEstimator } from "../../../src/media/rtp/downlink-estimator.ts";
import { Call, type Second } from "./line/call.ts";

const HIGH = 2;
const LOW = 0;

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The seconds of the call after this one. */
function after(call: Call, second: number): readonly Second[] {
  return call.seconds.filter(({ at }) => at > second);
}

function longestGap(seconds: readonly Second[]): number {
  return Math.max(...seconds.map(({ videoGapMs }) => videoGapMs));
}

test("[BWE4] a clean line is filled within five seconds, long before the first REMB", () => {
  const call = new Call();
  call.run(5);
  const last = call.seconds.at(-1);
  assert.deepEqual([last?.layer, last?.remb], [HIGH, null]);
  assert.deepEqual(
    call.seconds.slice(1).map(({ concealed }) => concealed),
    [0, 0, 0, 0],
  );
  call.run(25);
  // The first REMB is no more than what was received, and takes nothing away.
  assert.ok(after(call, 5).every(({ layer, paddingBps }) => layer === HIGH && paddingBps === 0));
});

test("[BWE1] on a line of 400 kbit/s video goes on in the low layer, and audio is whole", () => {
  const call = new Call();
  call.run(15);
  call.link.bps = 400_000;
  call.run(60);
  const settled = after(call, 25);
  assert.ok(settled.every(({ layer }) => layer === LOW));
  assert.ok(longestGap(after(call, 16)) < 150, String(longestGap(after(call, 16))));
  assert.ok(mean(settled.map(({ concealed }) => concealed)) < 0.02);
  // It is tried for again and again, and that costs little.
  assert.ok(mean(settled.map(({ paddingBps }) => paddingBps)) < 0.1 * 400_000);
});

test("[BWE1] so it is when the line was narrow from the beginning", () => {
  const call = new Call();
  call.link.bps = 400_000;
  call.run(60);
  assert.ok(call.seconds.every(({ layer }) => layer === LOW));
  assert.ok(longestGap(after(call, 1)) < 150);
  assert.ok(mean(after(call, 10).map(({ concealed }) => concealed)) < 0.02);
});

for (const limitedSeconds of [8, 30, 34, 60]) {
  test(`[BWE2] the high layer is back within 30 s after ${limitedSeconds} s on 400 kbit/s, and stays`, () => {
    const call = new Call();
    call.run(15);
    call.link.bps = 400_000;
    call.run(limitedSeconds);
    call.link.bps = Number.POSITIVE_INFINITY;
    call.run(40);
    const lifted = 15 + limitedSeconds;
    assert.ok(after(call, lifted + 30).every(({ layer }) => layer === HIGH));
    assert.equal(call.seconds.find(({ at }) => at === lifted)?.layer, LOW);
  });
}

test("[BWE2] a line that carries only the middle layer gets that", () => {
  const call = new Call();
  call.link.bps = 1_000_000;
  call.run(60);
  assert.ok(after(call, 10).every(({ layer }) => layer === 1));
  assert.ok(mean(after(call, 10).map(({ concealed }) => concealed)) < 0.02);
});

test("[BWE3] five percent of chance losses take nothing away", () => {
  const call = new Call();
  call.run(15);
  call.link.lossShare = 0.05;
  call.run(120);
  assert.ok(call.seconds.slice(5).every(({ layer }) => layer === HIGH));
});

test("[BWE3] five percent of chance losses from the beginning do not keep the high layer away", () => {
  const call = new Call();
  call.link.lossShare = 0.05;
  call.run(120);
  assert.ok(call.seconds.every(({ layer }) => layer >= LOW));
  assert.ok(longestGap(after(call, 1)) < 400);
  assert.ok(after(call, 60).every(({ layer }) => layer === HIGH));
});

/** Media at a steady rate, and padding as asked for, for so many milliseconds. */
function send(
  estimator: DownlinkEstimator,
  { fromMs, ms, bps, wantedBps }: { fromMs: number; ms: number; bps: number; wantedBps: number },
): number {
  let padding = 0;
  for (let nowMs = fromMs; nowMs < fromMs + ms; nowMs += 10) {
    estimator.sent(bps / 800, nowMs);
    const asked = estimator.probing(nowMs, wantedBps) / 800;
    if (asked > 0) estimator.padded(asked, nowMs);
    padding += asked;
  }
  return padding;
}

test("[BWE4] it begins with what it is given", () => {
  assert.equal(new DownlinkEstimator(300_000).bps, 300_000);
});

test("[BWE4] where no more is wanted there is no probe", () => {
  const estimator = new DownlinkEstimator(300_000);
  assert.equal(send(estimator, { fromMs: 0, ms: 5000, bps: 200_000, wantedBps: 300_000 }), 0);
  assert.equal(estimator.probes, 0);
});

test("[BWE4] what a probe reached without loss counts, and only then", () => {
  const estimator = new DownlinkEstimator(300_000);
  send(estimator, { fromMs: 0, ms: 1000, bps: 200_000, wantedBps: 1_000_000 });
  assert.equal(estimator.bps, 300_000);
  estimator.report(0, 20, 1000);
  assert.ok(estimator.bps > 500_000 && estimator.bps <= 600_000, String(estimator.bps));
});

test("[BWE4] a probe that meets a queue or a loss has failed, and the next one waits", () => {
  for (const [loss, rttMs] of [
    [0.2, 20],
    [0, 400],
  ] as const) {
    const estimator = new DownlinkEstimator(300_000);
    estimator.report(0, 20, 0);
    send(estimator, { fromMs: 0, ms: 800, bps: 200_000, wantedBps: 1_000_000 });
    estimator.report(loss, rttMs, 800);
    assert.ok(estimator.bps <= 300_000);
    assert.equal(send(estimator, { fromMs: 800, ms: 2900, bps: 200_000, wantedBps: 1_000_000 }), 0);
    assert.ok(send(estimator, { fromMs: 3700, ms: 500, bps: 200_000, wantedBps: 1_000_000 }) > 0);
    assert.equal(estimator.probes, 2);
  }
});

test("[BWE1] a REMB that falls counts at once, whatever was carried before", () => {
  const estimator = new DownlinkEstimator(300_000);
  send(estimator, { fromMs: 0, ms: 5500, bps: 250_000, wantedBps: 0 });
  estimator.remb(2_000_000, 5500);
  assert.equal(estimator.bps, 2_000_000);
  estimator.remb(1_990_000, 5700);
  estimator.remb(350_000, 5900);
  assert.equal(estimator.bps, 350_000);
});

test("[BWE8] what probes prove does not leave REMB too far behind: it has to fall when it must", () => {
  const estimator = new DownlinkEstimator(5_000_000);
  send(estimator, { fromMs: 0, ms: 5500, bps: 250_000, wantedBps: 0 });
  estimator.remb(400_000, 5500);
  assert.equal(estimator.bps, 3 * 400_000 + 200_000);
});

test("[BWE1] a first REMB before its time counts when less arrived than was sent", () => {
  const firstRemb = (bps: number) => {
    const estimator = new DownlinkEstimator(300_000);
    send(estimator, { fromMs: 0, ms: 1000, bps: 250_000, wantedBps: 0 });
    estimator.remb(bps, 1000);
    return estimator.bps;
  };
  assert.equal(firstRemb(140_000), 140_000);
  // 0.85 of all that was sent.
  assert.equal(firstRemb(212_500), 300_000);
});

test("[BWE1] early hiccups one after the other are no fall either, as long as what was sent arrived", () => {
  const estimator = new DownlinkEstimator(300_000);
  send(estimator, { fromMs: 0, ms: 1000, bps: 135_000, wantedBps: 0 });
  estimator.remb(125_000, 1000);
  send(estimator, { fromMs: 1000, ms: 500, bps: 135_000, wantedBps: 0 });
  estimator.remb(114_000, 1500);
  assert.equal(estimator.bps, 300_000);
});

test("[BWE1] a hiccup at the beginning of a call, and the early REMB after it, take nothing away", () => {
  const call = new Call();
  call.run(1);
  for (let hiccup = 0; hiccup < 4; hiccup += 1) {
    call.stall(60);
    call.run(0.05);
  }
  call.run(0.8);
  const early = call.seconds.at(-1);
  assert.ok(early !== undefined && early.remb !== null, "Chrome takes it for a queue");
  assert.ok(early.bps >= 300_000, String(early.bps));
  call.run(10);
  assert.ok(after(call, 2).every(({ layer }) => layer >= LOW));
  assert.ok(after(call, 8).every(({ layer }) => layer === HIGH));
});

test("[BWE4] a first REMB of what little was sent does not lower what it began with", () => {
  const estimator = new DownlinkEstimator(300_000);
  send(estimator, { fromMs: 0, ms: 5500, bps: 100_000, wantedBps: 0 });
  estimator.remb(100_000, 5500);
  assert.equal(estimator.bps, 300_000);
});

test("[BWE3] more than a tenth lost cuts by half the loss, much more to what arrives", () => {
  const lossy = (fraction: number, periods: number) => {
    const estimator = new DownlinkEstimator(1_000_000);
    for (let second = 0; second < periods; second += 1) {
      for (let packet = 0; packet < 100; packet += 1)
        estimator.sent(1250, second * 1000 + packet * 10);
      estimator.report(fraction, null, second * 1000 + 999);
    }
    return estimator.bps;
  };
  assert.equal(lossy(0.09, 20), 1_000_000);
  assert.equal(lossy(0.25, 1), 1_000_000);
  const moderate = lossy(0.15, 3);
  assert.ok(moderate > 900_000 && moderate < 950_000, String(moderate));
  const heavy = lossy(0.6, 1);
  assert.ok(heavy > 390_000 && heavy < 410_000, String(heavy));
});

test("[BWE3] after a cut the rate grows again while little is lost", () => {
  const estimator = new DownlinkEstimator(1_000_000);
  const second = (at: number, fraction: number) => {
    for (let packet = 0; packet < 100; packet += 1) estimator.sent(1250, at * 1000 + packet * 10);
    estimator.report(fraction, null, at * 1000 + 999);
  };
  second(0, 0.6);
  estimator.remb(1_000_000, 1000);
  const cut = estimator.bps;
  for (let at = 1; at < 20; at += 1) second(at, 0);
  assert.ok(cut < 420_000);
  assert.equal(estimator.bps, 1_000_000);
});
