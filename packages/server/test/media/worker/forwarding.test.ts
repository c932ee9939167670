import assert from "node:assert/strict";
import { test } from "node:test";
import { call, send, settle, vp8Of } from "./call.ts";
import { rtcpSeen } from "./rtcp-seen.ts";

test("[SFU1] sound is forwarded as it is, under the numbers and extensions of the receiver's line", async (t) => {
  const { ann, bob, mic, to } = await call(t);
  const first = await ann.sendTo(bob, mic.audio({ level: 30 }), to.mic);
  const second = await ann.sendTo(bob, mic.audio({ level: 31 }), to.mic);
  assert.equal(second.payloadType, 111);
  assert.equal(second.data.toString("latin1", second.payloadStart, second.payloadEnd), "opus");
  assert.equal((second.sequenceNumber - first.sequenceNumber) & 0xffff, 1);
  assert.equal((second.timestamp - first.timestamp) >>> 0, 960);
  assert.equal(second.data[second.findExtension(2)], 0x80 | 31);
});

test("[SFU1] a picture is forwarded from a keyframe on", async (t) => {
  const it = await call(t);
  const { bob, layers, to } = it;
  await settle(it, [layers.q.frame()]);
  const key = await send(it, layers.q.frame({ key: true }));
  const next = await send(it, layers.q.frame());
  assert(vp8Of(key).keyframe);
  assert.equal(bob.received(to.cam).length, 2);
  assert.equal((next.sequenceNumber - key.sequenceNumber) & 0xffff, 1);
  assert.equal((next.timestamp - key.timestamp) >>> 0, 3000);
  assert.equal((vp8Of(next).pictureId - vp8Of(key).pictureId) & 0x7fff, 1);
});

test("[SFU1] packets that only pad, or are too large, leave no gap", async (t) => {
  const it = await call(t);
  const { layers } = it;
  const key = await send(it, layers.q.frame({ key: true }));
  await settle(it, [layers.q.padding(100), layers.q.frame({ size: 1180 })]);
  const next = await send(it, layers.q.frame());
  assert.equal((next.sequenceNumber - key.sequenceNumber) & 0xffff, 1);
});

test("[SFU2] the time of sending is in every packet", async (t) => {
  const { world, ann, bob, mic, to } = await call(t);
  const times: number[] = [];
  for (let count = 0; count < 2; count += 1) {
    const view = await ann.sendTo(bob, mic.audio(), to.mic);
    times.push(view.data.readUIntBE(view.findExtension(1), 3));
    world.clock.advance(500);
  }
  const [first = 0, second = 0] = times;
  // 24 bits, of which 18 are a second's fraction.
  assert.equal((second - first) & 0xffffff, 2 ** 17);
});

test("[SFU3] what is muted stops at once, whatever is sent, and goes on without a gap", async (t) => {
  const it = await call(t);
  const { ann, bob, mic, to } = it;
  const before = await ann.sendTo(bob, mic.audio(), to.mic);
  ann.mute("mic", true);
  await settle(it, [mic.audio(), mic.audio(), mic.audio()]);
  ann.mute("mic", false);
  const after = await ann.sendTo(bob, mic.audio(), to.mic);
  assert.equal(bob.received(to.mic).length, 2);
  assert.equal((after.sequenceNumber - before.sequenceNumber) & 0xffff, 1);
});

test("[SFU3] a picture that is not muted any more begins with a keyframe, which is asked for", async (t) => {
  const it = await call(t);
  const { world, ann, bob, layers, to } = it;
  await send(it, layers.q.frame({ key: true }));
  ann.mute("cam", true);
  await settle(it, [layers.q.frame({ key: true })]);
  world.clock.advance(500);
  const asked = ann.up.next((packet) => rtcpSeen([packet]).plis.includes(layers.q.ssrc));
  ann.mute("cam", false);
  await asked;
  await settle(it, [layers.q.frame()]);
  const next = await send(it, layers.q.frame({ key: true }));
  assert(vp8Of(next).keyframe);
  assert.equal(bob.received(to.cam).length, 2);
});

test("[SFU3] a track that was published muted is not forwarded", async (t) => {
  const it = await call(t);
  const { ann, bob, mic, to } = it;
  ann.publish("mic", "mic", "0", true);
  await settle(it, [mic.audio()]);
  ann.mute("mic", false);
  await ann.sendTo(bob, mic.audio(), to.mic);
  assert.equal(bob.received(to.mic).length, 1);
});

test("[SFU4] a stream keeps its meaning when its packets do not say it any more", async (t) => {
  const it = await call(t);
  const { ann, bob, mic, layers, to } = it;
  await ann.sendTo(bob, mic.audio(), to.mic);
  await ann.sendTo(bob, mic.audio({ named: false }), to.mic);
  await send(it, layers.q.frame({ key: true }));
  await send(it, layers.q.frame({ named: false }));
});
