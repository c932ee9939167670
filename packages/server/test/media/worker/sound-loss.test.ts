import assert from "node:assert/strict";
import { test } from "node:test";
import { SoundLoss } from "../../../src/media/worker/sound-loss.ts";
import { writePli, writeReceiverReport } from "../../../src/media/rtp/rtcp-writer.ts";
import { call, settle } from "./call.ts";
import { rtcpSeen } from "./rtcp-seen.ts";

const SHARE = 0.05;

test("[SFU31] a publisher is told the loss of its sound at the worst receiver, so that Opus protects it", async (t) => {
  const it = await call(t);
  const { world, ann, bob, mic, to } = it;
  await settle(it, [mic.audio(), mic.audio()]);
  const about = {
    ssrc: to.mic,
    fractionLost: 26,
    cumulativeLost: 10,
    highestSequence: 100,
    jitter: 0,
    lastSenderReport: 0,
    delaySinceLastSenderReport: 0,
  };
  const told = async () => {
    const arrival = ann.up.next((packet) => rtcpSeen([packet]).blocks.length > 0);
    world.clock.advance(1000);
    const [block] = rtcpSeen([await arrival]).blocks;
    assert.equal(block?.ssrc, mic.ssrc);
    return (block?.fractionLost ?? 0) / 256;
  };
  assert.equal(await told(), 0, "nothing is lost on the way to us");
  const { plisIn } = world.report.total;
  bob.tell((into) => writePli(into, writeReceiverReport(into, 0, 77, [about]), 77, to.cam));
  await world.until(() => world.report.total.plisIn > plisIn);
  assert.ok(Math.abs((await told()) - SHARE) < 0.01, "half of the first report");
});

test("[SFU31] one report is no more than a hint, and one receiver cannot ask for everything", () => {
  const loss = new SoundLoss();
  const [bob, cat] = [{}, {}];
  loss.report(bob, SHARE, 0);
  assert.equal(loss.worst(0), SHARE / 2);
  for (let second = 1; second < 20; second += 1) {
    loss.report(bob, SHARE, second * 1000);
    loss.report(cat, 0, second * 1000);
  }
  assert.ok(Math.abs(loss.worst(19_000) - SHARE) < 0.001);
  for (let second = 20; second < 40; second += 1) loss.report(bob, 1, second * 1000);
  assert.equal(loss.worst(39_000), 0.2);
});

test("[SFU31] who has gone counts no more", () => {
  const loss = new SoundLoss();
  loss.report({}, SHARE, 0);
  assert.ok(loss.worst(14_000) > 0);
  assert.equal(loss.worst(16_000), 0);
});
