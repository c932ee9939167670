import assert from "node:assert/strict";
import { test } from "node:test";
import { writeNack, writePli } from "../../../src/media/rtp/rtcp-writer.ts";
import { call, publishedStreams, send, settle, vp8Of } from "./call.ts";
import { PublishedStream } from "./published-stream.ts";
import { writeRemb } from "./remb.ts";
import { rtcpSeen } from "./rtcp-seen.ts";

const ABOUT = { senderSsrc: 4242 };

test("[SFU11] what a receiver has lost is sent again over RTX, once within a round trip", async (t) => {
  const it = await call(t);
  const { world, bob, layers, to } = it;
  const key = await send(it, layers.q.frame({ key: true }));
  world.clock.advance(100);
  const ask = () =>
    bob.tell((into) => writeNack(into, 0, { ...ABOUT, mediaSsrc: to.cam }, [key.sequenceNumber]));
  const again = bob.rtp(to.rtx);
  ask();
  const repair = await again;
  assert.equal(repair.payloadType, 97);
  assert.equal(repair.timestamp, key.timestamp);
  assert.equal(repair.data.readUInt16BE(repair.payloadStart), key.sequenceNumber);
  const payload = repair.data.subarray(repair.payloadStart + 2, repair.payloadEnd);
  assert.deepEqual(payload, key.data.subarray(key.payloadStart, key.payloadEnd));
  ask();
  await world.until(() => world.report.total.nacksIn === 2);
  assert.equal(world.report.total.rtxOut, 1);
  world.clock.advance(200);
  ask();
  await world.until(() => world.report.total.rtxOut === 2);
});

test("[SFU11] a packet of the layer before a switch is still found", async (t) => {
  const it = await call(t);
  const { world, ann, bob, layers, to } = it;
  await settle(it, [layers.f.frame()]);
  const old = await send(it, layers.q.frame({ key: true, size: 77 }));
  for (const layer of [layers.q, layers.f]) ann.up.send(layer.report(world.clock.now()));
  bob.subscribe("cam", 1280);
  bob.tell((into) => writeRemb(into, 5_000_000));
  await world.until(() => world.report.estimateBps > 3_000_000);
  world.clock.advance(100);
  await send(it, layers.f.frame({ key: true }));
  const again = bob.rtp(to.rtx);
  bob.tell((into) => writeNack(into, 0, { ...ABOUT, mediaSsrc: to.cam }, [old.sequenceNumber]));
  const repair = await again;
  const payload = repair.data.subarray(repair.payloadStart + 2, repair.payloadEnd);
  assert.deepEqual(payload, old.data.subarray(old.payloadStart, old.payloadEnd));
});

test("[SFU12] what is lost on the way in is asked for, and taken when it comes over RTX", async (t) => {
  const it = await call(t);
  const { world, ann, layers, to, bob } = it;
  const key = await send(it, layers.q.frame({ key: true }));
  const lost = layers.q.frame({ size: 66 });
  const sequence = layers.q.sequence;
  const asked = ann.up.next((packet) =>
    rtcpSeen([packet]).nacks.some((nack) => nack.sequence === sequence),
  );
  await send(it, layers.q.frame());
  world.clock.advance(40);
  await asked;
  const rtx = new PublishedStream({
    kind: "video",
    mid: "1",
    rid: "q",
    ssrc: 9999,
    repaired: true,
  });
  const payload = lost.subarray(lost.length - 66 - 8);
  const arrival = bob.rtp(to.cam);
  ann.up.send(rtx.repair({ sequence, timestamp: lost.readUInt32BE(4), payload }));
  const repaired = await arrival;
  assert.equal((repaired.sequenceNumber - key.sequenceNumber) & 0xffff, 1);
  assert.equal(repaired.payloadEnd - repaired.payloadStart, payload.length);
});

test("[SFU13] keyframe requests of receivers reach the publisher, at most one in half a second and layer", async (t) => {
  const it = await call(t);
  const { world, ann, bob, layers, to } = it;
  await send(it, layers.q.frame({ key: true }));
  world.clock.advance(500);
  const before = world.report.total.plisOut;
  for (let count = 0; count < 5; count += 1) {
    bob.tell((into) => writePli(into, 0, 4242, to.cam));
  }
  await world.until(() => world.report.total.plisIn === 5);
  assert.equal(world.report.total.plisOut, before + 1);
  world.clock.advance(400);
  assert.equal(world.report.total.plisOut, before + 1);
  const again = ann.up.next((packet) => rtcpSeen([packet]).plis.includes(layers.q.ssrc));
  world.clock.advance(120);
  await again;
});

test("[SFU13] a keyframe that comes meanwhile is for all who asked", async (t) => {
  const it = await call(t);
  const { world, bob, layers, to } = it;
  await send(it, layers.q.frame({ key: true }));
  world.clock.advance(500);
  for (let count = 0; count < 2; count += 1) {
    bob.tell((into) => writePli(into, 0, 4242, to.cam));
  }
  await world.until(() => world.report.total.plisIn === 2);
  const before = world.report.total.plisOut;
  const key = await send(it, layers.q.frame({ key: true }));
  assert(vp8Of(key).keyframe);
  world.clock.advance(1000);
  assert.equal(world.report.total.plisOut, before);
});

test("[SFU14] a receiver whose line might carry more is sent padding over RTX", async (t) => {
  const it = await call(t);
  const { world, bob, layers, to } = it;
  bob.subscribe("cam", 1280);
  await settle(it, [layers.f.frame({ size: 1100 }), layers.q.frame()]);
  await send(it, layers.q.frame({ key: true }));
  const padding = bob.down.next(
    (packet) => packet.readUInt32BE(8) === to.rtx && (packet.readUInt8(0) & 0x20) !== 0,
  );
  for (let ms = 0; ms < 3000 && world.report.total.probes === 0; ms += 20) {
    await settle(it, [layers.f.frame({ size: 1100 })]);
    world.clock.advance(20);
  }
  assert((await padding).length <= 1200);
  const next = await send(it, layers.q.frame());
  assert(next.ssrc === to.cam, "padding takes no numbers of the picture");
});

test("a repaired stream of nobody is passed over", async (t) => {
  const it = await call(t);
  const { layers } = publishedStreams(5555);
  const { q: unknown } = layers;
  const rtx = new PublishedStream({ kind: "video", mid: "1", rid: "h", ssrc: 7, repaired: true });
  await settle(it, [rtx.repair({ sequence: 1, timestamp: 1, payload: unknown.frame() })]);
  assert.equal(it.world.report.total.packetsOut, 0);
});
