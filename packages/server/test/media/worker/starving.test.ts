import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS } from "@parley/protocol";
import { OutgoingPacket } from "../../../src/media/rtp/outgoing-packet.ts";
import { counting } from "../../../src/media/worker/counting.ts";
import { Outlet } from "../../../src/media/worker/outlet.ts";
import { SpeakerNotice } from "../../../src/media/worker/speaker-notice.ts";
import { call, type Call, send, settle, vp8Of } from "./call.ts";
import { writeRemb } from "./remb.ts";
import { rtcpSeen } from "./rtcp-seen.ts";

const TEMPORAL_IDS = [0, 2, 1, 2] as const;
const FRAME_MS = 16;

/** So many frames of the lowest layer with three temporal layers, 550 kbit/s; gives their ids. */
async function film(it: Call, frames: number): Promise<number[]> {
  const { world, ann, bob, mic, layers, to } = it;
  const before = bob.received(to.cam).length;
  for (let count = 0; count < frames; count += 1) {
    const id = TEMPORAL_IDS[count % 4] ?? 0;
    const temporal = { id, tl0: Math.floor(count / 4) & 0xff, sync: id > 0 };
    await settle(it, [layers.q.frame({ size: 1050, temporal })]);
    world.clock.advance(FRAME_MS);
  }
  // Sound never stops, and comes after what was sent before it.
  await ann.sendTo(bob, mic.audio(), to.mic);
  return bob
    .received(to.cam)
    .slice(before)
    .map((view) => vp8Of(view).temporalId);
}

async function estimate(it: Call, bps: number): Promise<void> {
  it.bob.tell((into) => writeRemb(into, bps));
  // Ann's is as it was in the beginning.
  const isSo = () => it.world.report.estimateBps === LIMITS.firstEstimateBps + bps;
  await it.world.until(isSo);
  it.world.clock.advance(100);
}

test("[SFU33] a receiver that starves loses temporal layers first, then the picture, never the sound", async (t) => {
  const it = await call(t);
  const { world, ann, layers } = it;
  await estimate(it, 2_000_000);
  await send(it, layers.q.frame({ key: true }));
  assert.deepEqual(new Set(await film(it, 80)), new Set([0, 1, 2]));
  await estimate(it, 260_000);
  await film(it, 4);
  assert.deepEqual(new Set(await film(it, 40)), new Set([0]));
  await estimate(it, 110_000);
  assert.deepEqual(await film(it, 40), []);
  const asked = ann.up.next((packet) => rtcpSeen([packet]).plis.includes(layers.q.ssrc));
  await estimate(it, 2_000_000);
  world.clock.advance(500);
  await asked;
  assert.deepEqual(await film(it, 8), [], "nothing before a keyframe");
  const key = await send(it, layers.q.frame({ key: true }));
  assert(vp8Of(key).keyframe);
  assert.deepEqual(new Set(await film(it, 40)), new Set([0, 1, 2]));
});

test("[SFU34] no packet is larger than the limit; what would be is dropped and counted", async (t) => {
  const it = await call(t);
  const { world, ann, bob, mic, layers, to } = it;
  await send(it, layers.q.frame({ key: true }));
  const { dropsInvalid } = world.report.total;
  const sizes = Array.from({ length: 80 }, (_, index) => LIMITS.rtpPacketBytes - 70 + index);
  await settle(
    it,
    sizes.map((size) => layers.q.frame({ size })),
  );
  await ann.sendTo(bob, mic.audio(), to.mic);
  const lengths = bob.received(to.cam).map(({ length }) => length);
  // Over RTX it has two bytes more.
  assert.equal(Math.max(...lengths), LIMITS.rtpPacketBytes - 2);
  const forwarded = lengths.length - 1;
  assert.equal(world.report.total.dropsInvalid - dropsInvalid, sizes.length - forwarded);
  assert.ok(forwarded < sizes.length);
});

test("[SFU34] what the socket does not take is counted, and as not sent", () => {
  const counters = counting();
  const outlet = new Outlet({ outgoing: new OutgoingPacket(LIMITS.rtpPacketBytes), counters });
  outlet.packet.loadPadding(100);
  outlet.open({ send: () => "full" });
  assert.equal(outlet.send("video", 1000), 0);
  outlet.open({ send: () => "sent" });
  assert.ok(outlet.send("video", 1000) > 0);
  assert.deepEqual([counters.dropsFull, counters.packetsOut], [1, 1]);
});

test("[SFU28] who is heard is not told more often than every 300 ms, and then the newest", () => {
  const told: (readonly string[])[] = [];
  const notice = new SpeakerNotice((ids) => told.push(ids));
  notice.update(["ann"], 1000);
  notice.update(["bob"], 1000 + LIMITS.speakersIntervalMs - 1);
  notice.update(["bob", "ann"], 1000 + LIMITS.speakersIntervalMs);
  notice.update(["bob", "ann"], 1000 + 3 * LIMITS.speakersIntervalMs);
  assert.deepEqual(told, [["ann"], ["bob", "ann"]]);
});
