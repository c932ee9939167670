import assert from "node:assert/strict";
import { test } from "node:test";
import { call, send, settle, vp8Of } from "./call.ts";

test("[SFU10] a picture of width 0 stops, also where none was sent yet; sound goes on", async (t) => {
  const it = await call(t);
  const { world, ann, bob, mic, layers, to } = it;
  bob.subscribe("cam", 0);
  world.clock.advance(100);
  await settle(it, [layers.q.frame({ key: true })]);
  // What was sent before it has arrived when this has.
  await ann.sendTo(bob, mic.audio(), to.mic);
  assert.equal(bob.received(to.cam).length, 0);
  bob.subscribe("cam", 320);
  await send(it, layers.q.frame({ key: true }));
  bob.subscribe("cam", 0);
  world.clock.advance(100);
  await settle(it, [layers.q.frame(), layers.q.frame({ key: true })]);
  await ann.sendTo(bob, mic.audio(), to.mic);
  assert.equal(bob.received(to.cam).length, 1);
});

test("[SFU9] nobody watches what is muted", async (t) => {
  const it = await call(t);
  const { world, ann, bob, layers } = it;
  bob.subscribe("cam", 640);
  await settle(it, [layers.q.frame(), layers.h.frame()]);
  world.clock.advance(2200);
  assert.deepEqual(world.notices("layers").at(-1)?.active, ["q", "h"]);
  ann.mute("cam", true);
  world.clock.advance(2200);
  assert.deepEqual(world.notices("layers").at(-1)?.active, ["q"]);
  ann.mute("cam", false);
  world.clock.advance(200);
  const key = await send(it, layers.q.frame({ key: true }));
  assert(vp8Of(key).keyframe);
});
