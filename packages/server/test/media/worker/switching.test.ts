import assert from "node:assert/strict";
import { test } from "node:test";
import { writeNack } from "../../../src/media/rtp/rtcp-writer.ts";
import { call, publishedStreams, send, settle } from "./call.ts";
import { writeRemb } from "./remb.ts";

test("[SFU6] a keyframe of a layer that cannot be aligned yet is not forwarded", async (t) => {
  const it = await call(t);
  const { world, ann, bob, mic, layers, to } = it;
  await settle(it, [layers.q.frame(), layers.f.frame()]);
  await send(it, layers.q.frame({ key: true }));
  ann.up.send(layers.q.report(world.clock.now()));
  bob.subscribe("cam", 1280);
  bob.tell((into) => writeRemb(into, 5_000_000));
  await world.until(() => world.report.estimateBps > 3_000_000);
  world.clock.advance(100);
  await settle(it, [layers.f.frame({ key: true }), layers.q.frame()]);
  // What was sent before it has arrived when this has.
  await ann.sendTo(bob, mic.audio(), to.mic);
  assert.equal(bob.received(to.cam).length, 2);
  assert.equal(world.report.total.layerSwitches, 0);
});

test("[SFU11] what was sent of a connection that was replaced is not looked for in the new one", async (t) => {
  const it = await call(t);
  const { world, ann, bob, to } = it;
  const old = await send(it, it.layers.q.frame({ key: true }));
  await ann.openUp([
    { mid: "0", kind: "audio" },
    { mid: "1", kind: "video", rids: ["q", "h", "f"] },
  ]);
  // The new connection happens to use the same sequence numbers.
  const { layers } = publishedStreams(2222);
  const key = await ann.sendTo(bob, layers.q.frame({ key: true }), to.cam);
  world.clock.advance(200);
  const asked = [old.sequenceNumber, key.sequenceNumber];
  bob.tell((into) => writeNack(into, 0, { senderSsrc: 4242, mediaSsrc: to.cam }, asked));
  await world.until(() => world.report.total.nacksIn === asked.length);
  assert.equal(world.report.total.rtxOut, 1);
});

test("[SFU24] after a lag the picture goes on at a keyframe only", async (t) => {
  const it = await call(t);
  const { world, ann, bob, mic, layers, to } = it;
  await send(it, layers.q.frame({ key: true }));
  world.clock.block(500);
  await settle(it, [layers.q.frame()]);
  world.clock.advance(100);
  await settle(it, [layers.q.frame()]);
  await ann.sendTo(bob, mic.audio(), to.mic);
  assert.equal(bob.received(to.cam).length, 1);
  await send(it, layers.q.frame({ key: true }));
});

test("[SFU29] a picture that is published on a line of sound takes nothing from the sound", async (t) => {
  const { world, ann, bob, mic, to } = await call(t);
  ann.publish("odd", "camera", "0");
  world.clock.advance(20);
  await ann.sendTo(bob, mic.audio(), to.mic);
});
