import assert from "node:assert/strict";
import { test } from "node:test";
import { call } from "./call.ts";
import { World } from "./world.ts";

test("[SFU19] an answer to the offer of a connection that was replaced is ignored", async (t) => {
  const world = await World.open(t);
  const ann = await world.join(t, "ann");
  ann.command({ type: "replace", participantId: "ann", generation: 2 });
  assert.deepEqual([ann.offered.generation, ann.offered.negotiation], [2, 1]);
  const old = { generation: 1, negotiation: 1, sdp: "not a description" };
  ann.command({ type: "answer", participantId: "ann", ...old });
  assert.deepEqual(world.notices("closed"), []);
  ann.command({ type: "answer", participantId: "ann", ...old, generation: 2 });
  assert.equal(world.notices("closed").length, 1);
});

test("[SFU18] a down connection is not replaced by one of the same or an earlier generation", async (t) => {
  const world = await World.open(t);
  const ann = await world.join(t, "ann");
  ann.command({ type: "replace", participantId: "ann", generation: 3 });
  const offers = world.notices("offer", "ann").length;
  for (const generation of [1, 2, 3]) {
    ann.command({ type: "replace", participantId: "ann", generation });
  }
  assert.equal(world.notices("offer", "ann").length, offers);
});

test("[SFU18] an offer of an earlier up connection than the newest changes nothing", async (t) => {
  const { world, ann, bob, mic, to } = await call(t);
  await ann.openUp([{ mid: "0", kind: "audio" }]);
  const answers = world.notices("answer", "ann").length;
  const { description: sdp } = ann.up;
  ann.command({ type: "offer", participantId: "ann", generation: 1, negotiation: 9, sdp });
  assert.equal(world.notices("answer", "ann").length, answers);
  assert.deepEqual(world.notices("closed"), []);
  await ann.sendTo(bob, mic.audio(), to.mic);
});
