import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS } from "@parley/protocol";
import { call, send, settle } from "./call.ts";
import { PublishedStream } from "./published-stream.ts";
import { World } from "./world.ts";

const MIC = [{ mid: "0", kind: "audio" }] as const;

test("[SFU18] whoever joins is offered a line for sound and one for pictures at once", async (t) => {
  const world = await World.open(t);
  world.command({ type: "join", participantId: "ann", generation: 3 });
  const [offer] = world.notices("offer");
  assert.deepEqual([offer?.participantId, offer?.generation, offer?.negotiation], ["ann", 3, 1]);
  assert.deepEqual(offer?.tracks, []);
  assert.deepEqual(offer?.sdp.match(/^m=(audio|video) 9/gm), ["m=audio 9", "m=video 9"]);
  assert.equal(offer?.sdp.match(/^a=inactive/gm)?.length, 2);
});

test("[SFU18] a replaced down connection is closed before its successor is offered, and carries on", async (t) => {
  const it = await call(t);
  const { world, ann, bob, mic } = it;
  assert.equal(world.report.transports, 3);
  bob.command({ type: "replace", participantId: "bob", generation: 2 });
  assert.equal(world.report.transports, 3);
  assert.equal(bob.offered.generation, 2);
  await bob.takeDown();
  await ann.sendTo(bob, mic.audio(), bob.ssrcs(bob.line("mic").mid).ssrc);
  bob.command({ type: "replace", participantId: "bob", generation: 2 });
  assert.equal(bob.offered.generation, 2, "asked twice for the same one");
});

test("[SFU18] a replaced up connection is closed first, and its tracks go on under the same line", async (t) => {
  const it = await call(t);
  const { world, ann, bob, to } = it;
  await ann.sendTo(bob, it.mic.audio(), to.mic);
  await ann.openUp(MIC);
  assert.equal(world.report.transports, 3);
  const mic = new PublishedStream({ kind: "audio", mid: "0", ssrc: 6666 }, { sequence: 60_000 });
  const after = await ann.sendTo(bob, mic.audio(), to.mic);
  const [before] = bob.received(to.mic);
  assert.equal((after.sequenceNumber - (before?.sequenceNumber ?? 0)) & 0xffff, 1);
});

test("[SFU19] an answer to another offer than the one in flight is ignored", async (t) => {
  const world = await World.open(t);
  const ann = await world.join(t, "ann");
  const answer = (generation: number, negotiation: number, sdp: string) =>
    ann.command({ type: "answer", participantId: "ann", generation, negotiation, sdp });
  answer(1, 1, "not a description");
  answer(1, 2, "not a description");
  answer(2, 1, "not a description");
  assert.deepEqual(world.notices("closed"), []);
  await world.join(t, "bob").then((bob) => bob.publish("mic", "mic", "0"));
  world.clock.advance(20);
  answer(1, 2, "not a description");
  assert.deepEqual(
    world.notices("closed").map(({ participantId, reason }) => [participantId, reason]),
    [["ann", "refused"]],
  );
});

test("[SFU19] one offer is in flight; what changes meanwhile is in the next one", async (t) => {
  const world = await World.open(t);
  const ann = await world.join(t, "ann");
  const bob = await world.join(t, "bob");
  bob.publish("mic", "mic", "0");
  world.clock.advance(20);
  bob.publish("cam", "camera", "1");
  world.clock.advance(100);
  assert.deepEqual(
    ann.offered.tracks.map(({ trackId }) => trackId),
    ["mic"],
  );
  const { generation, negotiation, sdp } = ann.offered;
  const answer = ann.down.answer(sdp);
  ann.command({ type: "answer", participantId: "ann", generation, negotiation, sdp: answer });
  assert.equal(ann.offered.negotiation, negotiation + 1);
  assert.deepEqual(
    ann.offered.tracks.map(({ trackId }) => trackId),
    ["mic", "cam"],
  );
});

test("[SFU20] a connection that is not answered, or does not come about, is closed in time", async (t) => {
  const world = await World.open(t);
  world.command({ type: "join", participantId: "ann", generation: 1 });
  world.clock.advance(LIMITS.transportOpenMs - 1000);
  assert.deepEqual(world.notices("closed"), []);
  world.clock.advance(1000);
  const [closed] = world.notices("closed");
  assert.deepEqual([closed?.transport, closed?.reason], ["down", "timeout"]);
  assert.equal(world.report.transports, 0);
});

test("[SFU20] a connection that falls silent while it is used is closed", async (t) => {
  const it = await call(t);
  const { world, ann, bob, mic, to } = it;
  await ann.sendTo(bob, mic.audio(), to.mic);
  world.clock.advance(LIMITS.transportSilenceMs + 1000);
  assert.deepEqual(
    world
      .notices("closed")
      .map(({ participantId, transport, reason }) => [participantId, transport, reason]),
    // Bob was sent nothing for most of the time, and so had nothing to say.
    [["ann", "up", "timeout"]],
  );
});

test("[SFU20] silence is nothing where nothing is sent: alone, or with everything muted", async (t) => {
  const world = await World.open(t);
  const ann = await world.join(t, "ann");
  await ann.openUp(MIC);
  ann.publish("mic", "mic", "0", true);
  world.clock.advance(10 * LIMITS.transportSilenceMs);
  assert.deepEqual(world.notices("closed"), []);
});

test("[SFU21] too many streams that are unknown close a connection", async (t) => {
  const it = await call(t);
  const { world, ann, bob, to } = it;
  const closed = world.next("closed", "ann");
  for (let ssrc = 1; ssrc <= LIMITS.unknownSsrcs + 1; ssrc += 1) {
    ann.up.send(new PublishedStream({ kind: "audio", mid: "nobody", ssrc }).audio());
  }
  assert.deepEqual([(await closed).transport, (await closed).reason], ["up", "refused"]);
  await ann.openUp(MIC);
  const mic = new PublishedStream({ kind: "audio", mid: "0", ssrc: 6666 });
  await ann.sendTo(bob, mic.audio(), to.mic);
});

test("[SFU21] so do streams that are known, but ever others", async (t) => {
  const { world, ann } = await call(t);
  const closed = world.next("closed", "ann");
  for (let ssrc = 1; ssrc <= LIMITS.unknownSsrcs + 2; ssrc += 1) {
    ann.up.send(new PublishedStream({ kind: "audio", mid: "0", ssrc }).audio());
  }
  assert.equal((await closed).reason, "refused");
});

test("[SFU22] an up offer that cannot be read, or restarts ICE, is refused", async (t) => {
  const { world, ann } = await call(t);
  const offer = (generation: number, negotiation: number, sdp: string) =>
    ann.command({ type: "offer", participantId: "ann", generation, negotiation, sdp });
  offer(1, 1, "an old one");
  assert.deepEqual(world.notices("closed"), []);
  offer(1, 2, ann.up.description.replaceAll(/a=ice-ufrag:.*/g, "a=ice-ufrag:other"));
  offer(2, 1, "v=0");
  const closed = world.notices("closed", "ann");
  assert.deepEqual(
    closed.map(({ transport, generation, reason }) => [transport, generation, reason]),
    [
      ["up", 1, "refused"],
      ["up", 2, "refused"],
    ],
  );
});

test("[SFU23] whoever leaves is gone at once, with everything", async (t) => {
  const it = await call(t);
  const { world, ann, bob } = it;
  ann.leave();
  assert.equal(world.report.transports, 1);
  assert.deepEqual(
    world.report.rooms.map(({ peers, tracks }) => [peers, tracks]),
    [[1, 0]],
  );
  const { tracks, sdp } = bob.takeChange();
  assert.deepEqual(tracks, []);
  assert.equal(sdp.match(/^a=inactive/gm)?.length, 2);
});

test("[SFU23] joins, tracks and leaves leave nothing behind", async (t) => {
  const world = await World.open(t);
  const timers = world.clock.waiting;
  for (let count = 0; count < 200; count += 1) {
    const participantId = `p${count}`;
    world.command({ type: "join", participantId, generation: 1 });
    const source = "mic";
    const more = { mid: "0", generation: null, muted: false };
    world.command({ type: "publish", participantId, trackId: `t${count}`, source, ...more });
    if (count >= 5) world.command({ type: "leave", participantId: `p${count - 5}` });
  }
  assert.equal(world.report.rooms[0]?.peers, 5);
  assert.equal(world.report.transports, 5);
  world.worker.receive({ type: "close", room: "room" });
  assert.deepEqual([world.report.rooms, world.report.transports], [[], 0]);
  assert.equal(world.clock.waiting, timers);
  world.worker.close();
  assert.equal(world.clock.waiting, 0);
});

test("[SFU24] while the loop lags, sound goes on and video is given up; it begins again with a keyframe", async (t) => {
  const it = await call(t);
  const { world, ann, bob, mic, layers, to } = it;
  await send(it, layers.q.frame({ key: true }));
  world.clock.block(500);
  await settle(it, [layers.q.frame({ key: true })]);
  await ann.sendTo(bob, mic.audio(), to.mic);
  assert.equal(world.report.total.dropsStale, 1);
  world.clock.advance(100);
  assert.ok(world.report.loopLagMs >= 480);
  await settle(it, [layers.q.frame()]);
  await send(it, layers.q.frame({ key: true }));
  assert.equal(bob.received(to.cam).length, 2);
});

test("[SFU24] while the loop lags again and again, no connection is taken on", async (t) => {
  const world = await World.open(t);
  const join = (participantId: string) =>
    world.command({ type: "join", participantId, generation: 1 });
  const lag = () => {
    world.clock.block(LIMITS.loopLagMs + 50);
    world.clock.advance(0);
  };
  lag();
  join("ann");
  assert.equal(world.notices("offer", "ann").length, 1);
  lag();
  join("bob");
  assert.deepEqual(
    world.notices("closed").map(({ participantId, reason }) => [participantId, reason]),
    [["bob", "overloaded"]],
  );
  world.clock.advance(100);
  world.command({ type: "replace", participantId: "bob", generation: 2 });
  assert.equal(world.notices("offer", "bob").length, 1);
});
