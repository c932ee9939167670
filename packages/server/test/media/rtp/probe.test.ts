import assert from "node:assert/strict";
import { test } from "node:test";
import { Probe, type Signs } from "../../../src/media/rtp/probe.ts";

const TICK_MS = 10;
const WANTED = 10_000_000;

/** A probe, and a sender that does what it says; the receiver's estimate is set by the test. */
class Trial {
  readonly probe = new Probe();
  nowMs = 0;
  estimate: number | null = 400_000;
  estimateAt = 0;
  bps = 400_000;
  rttMs = 40;

  get signs(): Signs {
    const { nowMs, estimate, estimateAt, rttMs } = this;
    return { nowMs, estimate, estimateAt, rttMs };
  }

  /** The targets of every tick, each once for as long as it stays. */
  run(ms: number): number[] {
    const targets: number[] = [];
    for (const end = this.nowMs + ms; this.nowMs < end; this.nowMs += TICK_MS) {
      this.bps = Math.max(this.bps, this.probe.judge(this.signs));
      const target = this.probe.target(this.signs, this.bps, WANTED);
      this.probe.sent(Math.max(target, 100_000) / 800);
      if (targets.at(-1) !== target) targets.push(target);
    }
    return targets;
  }

  says(estimate: number): void {
    this.estimate = estimate;
    this.estimateAt = this.nowMs;
  }
}

test("[BWE8] the known rate is filled first, then half as much more is sent", () => {
  const trial = new Trial();
  assert.deepEqual(trial.run(1000), [400_000, 600_000]);
});

test("[BWE8] when the estimate has risen meanwhile the rate is proven, and the next step follows at once", () => {
  const trial = new Trial();
  trial.run(1200);
  trial.says(430_000);
  const [running, next] = trial.run(200);
  assert.equal(running, 600_000);
  assert.ok(Math.abs(trial.bps - 600_000) < 15_000, String(trial.bps));
  // The estimate is left behind, so the step is a careful one.
  assert.equal(next, 1.25 * trial.bps);
});

test("[BWE8] when it has not risen the probe has failed, and nothing is proven", () => {
  const trial = new Trial();
  trial.run(1300);
  trial.says(404_000);
  assert.deepEqual(trial.run(300), [600_000, 0]);
  assert.equal(trial.bps, 400_000);
});

test("[BWE8] a receiver that seldom speaks is waited for", () => {
  const trial = new Trial();
  assert.deepEqual(trial.run(2200), [400_000, 600_000]);
  assert.deepEqual(trial.run(200), [600_000, 0]);
});

test("[BWE8] without any estimate it begins at once with twice the rate, and a clean report proves it", () => {
  const trial = new Trial();
  trial.estimate = null;
  trial.bps = 300_000;
  assert.deepEqual(trial.run(500), [600_000]);
  assert.equal(trial.probe.cleanReport(trial.signs), 0);
  trial.run(100);
  assert.ok(Math.abs(trial.probe.cleanReport(trial.signs) - 600_000) < 15_000);
});

/** How long nothing is tried after a failure of the probe that is running or begins next. */
function pauseAfterFailure(trial: Trial): number {
  while (trial.probe.carriedBps === 0) trial.run(TICK_MS);
  trial.probe.fail(trial.nowMs);
  const failedAt = trial.nowMs;
  while (!trial.probe.isRunning) trial.run(TICK_MS);
  return trial.nowMs - TICK_MS - failedAt;
}

test("[BWE8] after each failure the pause is longer, up to eight seconds", () => {
  const trial = new Trial();
  const pauses = Array.from({ length: 4 }, () => pauseAfterFailure(trial));
  assert.deepEqual(pauses, [3000, 6000, 8000, 8000]);
});

test("[BWE8] two that go well in a row make the pause short again, one does not", () => {
  for (const [successes, pause] of [
    [1, 8000],
    [2, 3000],
  ] as const) {
    const trial = new Trial();
    pauseAfterFailure(trial);
    pauseAfterFailure(trial);
    for (let done = 0; done < successes; done += 1) {
      const before = trial.bps;
      while (trial.bps === before) {
        trial.run(TICK_MS);
        trial.says((trial.estimate ?? 0) * 1.001);
      }
    }
    trial.probe.fail(trial.nowMs);
    const failedAt = trial.nowMs;
    while (!trial.probe.isRunning) trial.run(TICK_MS);
    assert.equal(trial.nowMs - TICK_MS - failedAt, pause);
  }
});

test("[BWE8] never more than what is wanted is tried, and nothing once it is there", () => {
  const trial = new Trial();
  trial.probe.target(trial.signs, 400_000, 500_000);
  trial.nowMs = 700;
  assert.equal(trial.probe.target(trial.signs, 400_000, 500_000), 500_000);
  assert.equal(trial.probe.target(trial.signs, 400_000, 400_000), 0);
  assert.equal(trial.probe.isRunning, false);
});
