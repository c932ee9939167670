import assert from "node:assert/strict";
import { test } from "node:test";
import { type Call, call, send, settle, vp8Of } from "./call.ts";
import { writeRemb } from "./remb.ts";
import { rtcpSeen } from "./rtcp-seen.ts";

/** Bob shows the picture large, and his line carries it. */
async function wantLarge({ world, bob }: Call, bps = 5_000_000) {
  bob.subscribe("cam", 1280);
  bob.tell((into) => writeRemb(into, bps));
  await world.until(() => world.report.estimateBps > 3_000_000);
}

/** Every layer has sent a frame, and so it is known to come. */
const sendAll = (it: Call) =>
  settle(it, [it.layers.q.frame(), it.layers.h.frame(), it.layers.f.frame()]);

/** Sender reports: all layers' newest timestamps are of the same moment. */
async function reportAll(it: Call) {
  const { ann, world, layers } = it;
  for (const layer of [layers.q, layers.h, layers.f]) ann.up.send(layer.report(world.clock.now()));
  await settle(it, [layers.q.padding(10)]);
}

test("[SFU5] a higher layer begins at its keyframe, which is asked for; until then the old one goes on", async (t) => {
  const it = await call(t);
  const { world, ann, layers } = it;
  await send(it, layers.q.frame({ key: true }));
  await sendAll(it);
  await reportAll(it);
  const asked = ann.up.next((packet) => rtcpSeen([packet]).plis.includes(layers.f.ssrc));
  await wantLarge(it);
  world.clock.advance(100);
  await asked;
  const still = await send(it, layers.q.frame({ size: 21 }));
  await settle(it, [layers.f.frame({ size: 22 })]);
  const key = await send(it, layers.f.frame({ key: true, size: 23 }));
  assert(vp8Of(key).keyframe);
  assert.equal((key.sequenceNumber - still.sequenceNumber) & 0xffff, 1);
  assert.equal((vp8Of(key).pictureId - vp8Of(still).pictureId) & 0x7fff, 1);
  await settle(it, [layers.q.frame({ key: true })]);
  const next = await send(it, layers.f.frame());
  assert.equal((next.sequenceNumber - key.sequenceNumber) & 0xffff, 1);
  assert.equal(world.report.total.layerSwitches, 1);
});

test("[SFU6] layers with unrelated timestamps are aligned by their sender reports", async (t) => {
  const it = await call(t);
  const { world, layers } = it;
  await sendAll(it);
  const before = await send(it, layers.q.frame({ key: true }));
  await reportAll(it);
  await wantLarge(it);
  world.clock.advance(100);
  // This one and the keyframe are the first two after the reports.
  await settle(it, [layers.f.frame()]);
  const key = await send(it, layers.f.frame({ key: true }));
  assert.equal((key.timestamp - before.timestamp) >>> 0, 2 * 3000);
});

test("[SFU6] nothing is switched before both layers have sent a report", async (t) => {
  const it = await call(t);
  const { world, ann, layers } = it;
  await sendAll(it);
  await send(it, layers.q.frame({ key: true }));
  ann.up.send(layers.q.report(world.clock.now()));
  await wantLarge(it);
  world.clock.advance(100);
  await settle(it, [layers.f.frame({ key: true })]);
  const still = await send(it, layers.q.frame({ size: 33 }));
  ann.up.send(layers.f.report(world.clock.now()));
  const switched = await send(it, layers.f.frame({ key: true }));
  assert.equal((switched.sequenceNumber - still.sequenceNumber) & 0xffff, 1);
});

test("[SFU7] a receiver whose line carries less gets a lower layer from its keyframe on", async (t) => {
  const it = await call(t);
  const { world, bob, layers } = it;
  await settle(it, [layers.q.frame(), layers.f.frame()]);
  await reportAll(it);
  await wantLarge(it);
  world.clock.advance(100);
  await send(it, layers.f.frame({ key: true }));
  const arrived = bob.received(it.to.cam).length;
  // More than the line will carry, in one second.
  const burst = Array.from({ length: 60 }, () => layers.f.frame({ size: 1100 }));
  await settle(it, burst);
  await world.until(() => bob.received(it.to.cam).length === arrived + burst.length);
  bob.tell((into) => writeRemb(into, 200_000));
  await world.until(() => world.report.estimateBps < 600_000);
  world.clock.advance(100);
  const key = await send(it, layers.q.frame({ key: true }));
  assert(vp8Of(key).keyframe);
  await settle(it, [layers.f.frame({ key: true })]);
  const next = await send(it, layers.q.frame());
  assert.equal((next.sequenceNumber - key.sequenceNumber) & 0xffff, 1);
});

test("[SFU8] a layer that its publisher has stopped is left for one that comes", async (t) => {
  const it = await call(t);
  const { world, layers } = it;
  await sendAll(it);
  await reportAll(it);
  await wantLarge(it);
  world.clock.advance(100);
  await send(it, layers.f.frame({ key: true }));
  for (let ms = 0; ms < 1200; ms += 100) {
    world.clock.advance(100);
    await settle(it, [layers.h.frame(), layers.q.frame()]);
  }
  const key = await send(it, layers.h.frame({ key: true }));
  assert(vp8Of(key).keyframe);
});

test("[SFU9] a publisher is told which layers anybody watches: off after a while, on at once", async (t) => {
  const it = await call(t);
  const { world, bob, layers } = it;
  assert.deepEqual(world.notices("layers"), []);
  world.clock.advance(2100);
  const off = world.notices("layers").at(-1);
  assert.deepEqual([off?.participantId, off?.trackId, off?.active], ["ann", "cam", ["q"]]);
  await settle(it, [layers.q.frame()]);
  await wantLarge(it);
  world.clock.advance(100);
  assert.deepEqual(world.notices("layers").at(-1)?.active, ["q", "f"]);
  bob.subscribe("cam", 0);
  world.clock.advance(1000);
  assert.deepEqual(world.notices("layers").at(-1)?.active, ["q", "f"]);
  world.clock.advance(1100);
  assert.deepEqual(world.notices("layers").at(-1)?.active, ["q"]);
});

test("[SFU10] a picture that is not shown is not sent", async (t) => {
  const it = await call(t);
  const { bob, layers, to } = it;
  await send(it, layers.q.frame({ key: true }));
  bob.subscribe("cam", 0);
  it.world.clock.advance(100);
  await settle(it, [layers.q.frame({ key: true })]);
  bob.subscribe("cam", 320);
  await send(it, layers.q.frame({ key: true }));
  assert.equal(bob.received(to.cam).length, 2);
});
