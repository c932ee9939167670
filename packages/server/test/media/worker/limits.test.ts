import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS } from "@parley/protocol";
import { writeNack } from "../../../src/media/rtp/rtcp-writer.ts";
import { call, send, settle } from "./call.ts";
import { PublishedStream } from "./published-stream.ts";
import { writeRemb } from "./remb.ts";
import { World } from "./world.ts";

const MIC = [{ mid: "0", kind: "audio" }] as const;

test("[SFU24] a worker takes on so many connections and no more", async (t) => {
  const world = await World.open(t);
  const join = (participantId: string) =>
    world.command({ type: "join", participantId, generation: 1 });
  for (let count = 0; count < LIMITS.transportsPerWorker; count += 1) join(`p${count}`);
  assert.deepEqual(world.notices("closed"), []);
  join("one-more");
  const ends = world.notices("closed").map((it) => [it.participantId, it.transport, it.reason]);
  assert.deepEqual(ends, [["one-more", "down", "overloaded"]]);
  world.command({ type: "leave", participantId: "p0" });
  world.command({ type: "replace", participantId: "one-more", generation: 2 });
  assert.equal(world.notices("offer", "one-more").length, 1);
});

test("[SFU30] a participant negotiates some times at once and then twice a second, else it is refused", async (t) => {
  const { world, ann } = await call(t);
  const { description: sdp } = ann.up;
  const { burst, perSecond } = LIMITS.negotiations;
  const offer = (generation: number, negotiation: number) =>
    ann.command({ type: "offer", participantId: "ann", generation, negotiation, sdp });
  // The first was that of the call.
  for (let negotiation = 2; negotiation <= burst; negotiation += 1) offer(1, negotiation);
  assert.equal(world.notices("answer", "ann").length, burst);
  world.clock.advance(1000);
  for (let more = 1; more <= perSecond; more += 1) offer(1, burst + more);
  assert.equal(world.notices("answer", "ann").length, burst + perSecond);
  ann.command({ type: "replace", participantId: "ann", generation: 2 });
  offer(2, 1);
  const ends = world.notices("closed", "ann");
  assert.deepEqual(
    ends.map(({ transport, generation, reason }) => [transport, generation, reason]),
    [
      ["down", 2, "refused"],
      ["up", 2, "refused"],
    ],
  );
  world.clock.advance(1000);
  offer(3, 1);
  assert.equal(world.notices("answer", "ann").at(-1)?.generation, 3);
});

test("[SFU30] of sound nobody gets more than Opus can be, and of the rest no flood", async (t) => {
  const it = await call(t);
  const { world, ann, bob, mic, layers, to } = it;
  await ann.sendTo(bob, mic.audio(), to.mic);
  world.clock.advance(1000);
  const before = world.report.total;
  const { soundPackets, upPackets } = LIMITS;
  const beyond = 50;
  const all = async (count: number, next: () => Buffer) => {
    for (let sent = 0; sent < count; sent += 1) {
      const { packetsIn } = world.report.total;
      ann.up.send(next());
      await world.until(() => world.report.total.packetsIn > packetsIn);
    }
  };
  await all(soundPackets.burst + beyond, () => mic.audio());
  const sound = world.report.total;
  assert.equal(sound.packetsOut - before.packetsOut, soundPackets.burst);
  assert.equal(sound.dropsInvalid - before.dropsInvalid, beyond);
  await all(upPackets.burst - soundPackets.burst, () => layers.q.frame());
  assert.equal(world.report.total.dropsInvalid - sound.dropsInvalid, beyond);
  world.clock.advance(1000);
  await send(it, layers.q.frame({ key: true }));
  await settle(it, [mic.audio()]);
});

test("[SFU30] what receivers ask for again is limited, and so are their reports", async (t) => {
  const it = await call(t);
  const { world, bob, layers, to } = it;
  await send(it, layers.q.frame({ key: true }));
  bob.tell((into) => writeRemb(into, 10_000_000_000));
  await world.until(() => world.report.estimateBps > 1_000_000_000);
  world.clock.advance(100);
  const size = 1000;
  const mayRepeat = Math.ceil(LIMITS.repairBps / 80 / (size + 30));
  const sequences: number[] = [];
  for (let count = 0; count < 200; count += 1) {
    sequences.push((await send(it, layers.q.frame({ size }))).sequenceNumber);
  }
  bob.tell((into) => writeNack(into, 0, { senderSsrc: 4242, mediaSsrc: to.cam }, sequences));
  await world.until(() => world.report.total.nacksIn === sequences.length);
  const { rtxOut } = world.report.total;
  assert.ok(rtxOut <= mayRepeat && rtxOut > mayRepeat - 10, `${rtxOut} of ${mayRepeat}`);
  const { dropsInvalid } = world.report.total;
  for (let count = 0; count <= LIMITS.downReports.burst; count += 1) {
    bob.tell((into) => writeRemb(into, 1_000_000));
  }
  await world.until(() => world.report.total.dropsInvalid > dropsInvalid);
});

test("[SFU21] two SSRCs that take turns as one stream close a connection", async (t) => {
  const { world, ann } = await call(t);
  const closed = world.next("closed", "ann");
  const streams = [1, 2].map((ssrc) => new PublishedStream({ kind: "audio", mid: "0", ssrc }));
  for (let turn = 0; turn <= LIMITS.unknownSsrcs + 1; turn += 1) {
    for (const stream of streams) ann.up.send(stream.audio());
  }
  assert.equal((await closed).reason, "refused");
});

test("[SFU21] so do offers with ever other lines", async (t) => {
  const world = await World.open(t);
  const ann = await world.join(t, "ann");
  await ann.openUp(MIC);
  const of = (first: number) => {
    const mids = Array.from({ length: LIMITS.sdpMediaLines }, (_, index) => `m${first + index}`);
    const [, head = "", section = ""] = /^([^]*?)(m=audio[^]*)$/.exec(ann.up.description) ?? [];
    const sections = mids.map((mid) => section.replace("a=mid:0", `a=mid:${mid}`));
    return head.replace("BUNDLE 0", `BUNDLE ${mids.join(" ")}`) + sections.join("");
  };
  const offer = (negotiation: number, sdp: string) =>
    ann.command({ type: "offer", participantId: "ann", generation: 1, negotiation, sdp });
  offer(2, of(0));
  assert.equal(world.notices("closed", "ann").at(-1)?.reason, "refused");
});

test("[SFU30] a description with more lines than any browser writes is not read", async (t) => {
  const { world, ann } = await call(t);
  const { description } = ann.up;
  const lines = description.split("\r\n").length;
  const offer = (negotiation: number, more: number) => {
    const sdp = `${description}${"a=x\r\n".repeat(more)}`;
    ann.command({ type: "offer", participantId: "ann", generation: 1, negotiation, sdp });
  };
  offer(2, LIMITS.sdpTextLines - lines);
  assert.equal(world.notices("answer", "ann").at(-1)?.negotiation, 2);
  offer(3, LIMITS.sdpTextLines - lines + 1);
  assert.equal(world.notices("closed", "ann").at(-1)?.reason, "refused");
});
