import assert from "node:assert/strict";
import { test } from "node:test";
import { compactNtp, ntpFraction, ntpSeconds, ntpToMs } from "../../../src/media/rtp/ntp.ts";
import { call, send, settle } from "./call.ts";
import { rtcpSeen } from "./rtcp-seen.ts";

test("[SFU15] publishers get transport-wide feedback on every packet, known or not", async (t) => {
  const it = await call(t);
  const { world, ann, mic, layers } = it;
  const packets = [
    mic.audio({ transportCc: 40 }),
    layers.q.frame({ transportCc: 41, named: false }),
    mic.audio({ transportCc: 43 }),
  ];
  await settle(it, packets);
  const arrival = ann.up.next((packet) => rtcpSeen([packet]).feedback.length > 0);
  world.clock.advance(60);
  const feedback = await arrival;
  assert.equal(feedback.readUInt16BE(12), 40, "from the first");
  assert.equal(feedback.readUInt16BE(14), 4, "to the last: three arrived and one is missing");
});

test("[SFU16] publishers get a receiver report for each stream every second", async (t) => {
  const it = await call(t);
  const { world, ann, mic } = it;
  const sentAt = world.clock.now();
  await settle(it, [mic.audio(), mic.audio()]);
  ann.up.send(mic.report(sentAt));
  await settle(it, [mic.audio()]);
  const arrival = ann.up.next((packet) => rtcpSeen([packet]).blocks.length > 0);
  world.clock.advance(1000);
  const [block] = rtcpSeen([await arrival]).blocks;
  assert.equal(block?.ssrc, mic.ssrc);
  assert.equal((block?.highestSequence ?? 0) & 0xffff, mic.sequence);
  assert.equal(block?.lastSenderReport, compactNtp(ntpSeconds(sentAt), ntpFraction(sentAt)));
  assert.ok(Math.abs((block?.delaySinceLastSenderReport ?? 0) / 65_536 - 1) < 0.05);
});

test("[SFU17] our sender reports put sound and picture of one person on one clock, which is ours", async (t) => {
  const it = await call(t);
  const { world, ann, bob, mic, layers, to } = it;
  const sound = await ann.sendTo(bob, mic.audio(), to.mic);
  const picture = await send(it, layers.q.frame({ key: true }));
  // By the publisher's clock, which is years behind, both were taken at the same moment.
  for (const stream of [mic, layers.q]) ann.up.send(stream.report(1_000_000));
  await settle(it, [mic.padding(10)]);
  const arrival = bob.down.next((packet) => rtcpSeen([packet]).senderReports.length === 2);
  world.clock.advance(1000);
  const { senderReports } = rtcpSeen([await arrival]);
  const now = world.clock.now();
  for (const { view, rate } of [
    { view: sound, rate: 48 },
    { view: picture, rate: 90 },
  ]) {
    const report = senderReports.find(({ ssrc }) => ssrc === view.ssrc);
    assert(report !== undefined);
    assert.ok(Math.abs(ntpToMs(report.ntpSeconds, report.ntpFraction) - now) < 500);
    const elapsed = ((report.rtpTimestamp - view.timestamp) >>> 0) / rate;
    assert.ok(Math.abs(elapsed - 1000) < 100, `${elapsed} ms since the packet`);
    assert.equal(report.packets, 1);
  }
  const [a, b] = senderReports;
  assert.deepEqual([a?.ntpSeconds, a?.ntpFraction], [b?.ntpSeconds, b?.ntpFraction]);
});
