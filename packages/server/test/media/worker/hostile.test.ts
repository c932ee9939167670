import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { call, type Call, send } from "./call.ts";
import type { MediaCommand } from "../../../src/runtime/ports.ts";
import { rtpPacket } from "../rtp/packets.ts";
import { writeRemb } from "./remb.ts";
import { type Client } from "./world.ts";

const RUNS = 200;

/** SRTP carries what looks like RTP or RTCP; everything behind the first bytes may be anything. */
const hostilePacket = fc
  .record({
    bytes: fc.uint8Array({ minLength: 12, maxLength: 200 }),
    kind: fc.constantFrom(0x60, 0x61, 0x6f, 0xe0, 200, 201, 202, 203, 205, 206),
    ssrc: fc.constantFrom(1111, 1112, 1113, 1114, 0, 77),
    head: fc.integer({ min: 0x80, max: 0x9f }),
  })
  .map(({ bytes, kind, ssrc, head }) => {
    const packet = Buffer.from(bytes);
    packet.writeUInt8(kind >= 200 && kind < 210 ? head : head & 0x9f, 0);
    packet.writeUInt8(kind, 1);
    const isRtcp = kind >= 200 && kind < 210;
    if (isRtcp) packet.writeUInt16BE(Math.floor(packet.length / 4) - 1, 2);
    packet.writeUInt32BE(ssrc, isRtcp ? 4 : 8);
    return isRtcp ? packet.subarray(0, packet.length - (packet.length % 4)) : packet;
  });

/** What the library itself refuses to send never reaches the worker. */
function trySend(client: { send(packet: Buffer): boolean }, packet: Buffer): void {
  try {
    client.send(packet);
  } catch {
    assert(packet.length >= 12);
  }
}

async function stillWorks(it: Call, sender: Client): Promise<void> {
  assert.deepEqual(it.world.errors, []);
  assert.equal(sender.id, "ann");
  await send(it, it.layers.q.frame({ key: true }));
  await sender.sendTo(it.bob, it.mic.audio(), it.to.mic);
}

/** Time has passed for the call too: who says nothing for long would be closed. */
async function goOn({ ann, bob, mic, to }: Call): Promise<void> {
  await ann.sendTo(bob, mic.audio(), to.mic);
  bob.tell((into) => writeRemb(into, 1_000_000));
}

const trackId = fc.constantFrom("a", "b", "cam", "__proto__");
const few = fc.integer({ min: 1, max: 6 });

/** What the room may say of eve, in any order. */
const oddCommand = (sdp: string): fc.Arbitrary<MediaCommand> => {
  const participantId = "eve";
  const of = { generation: few, negotiation: few, sdp: fc.constantFrom(sdp, "v=0") };
  const mid = fc.constantFrom("0", "1", "x");
  const source = fc.constantFrom("mic", "camera", "screen", "screenAudio");
  const generation = fc.option(few);
  const tracks = fc.array(fc.record({ trackId, width: fc.constantFrom(0, 1, 8192) }));
  return fc.oneof(
    fc.record(of).map((it) => ({ type: "offer" as const, participantId, ...it })),
    fc.record(of).map((it) => ({ type: "answer" as const, participantId, ...it })),
    few.map((it) => ({ type: "replace" as const, participantId, generation: it })),
    few.map((it) => ({ type: "join" as const, participantId, generation: it })),
    fc.constant({ type: "leave" as const, participantId }),
    trackId.map((it) => ({ type: "unpublish" as const, participantId, trackId: it })),
    fc
      .record({ trackId, muted: fc.boolean() })
      .map((it) => ({ type: "mute" as const, participantId, ...it })),
    fc
      .record({ trackId, source, mid, generation, muted: fc.boolean() })
      .map((it) => ({ type: "publish" as const, participantId, ...it })),
    tracks.map((it) => ({ type: "subscribe" as const, participantId, tracks: it })),
  );
};

test("[SFU29] whatever RTP and RTCP comes, the worker goes on with the call beside it", async (t) => {
  const it = await call(t);
  const { world, ann } = it;
  const eve = await world.join(t, "eve");
  await eve.openUp([
    { mid: "0", kind: "audio", ssrc: 1111 },
    { mid: "1", kind: "video", ssrc: 1112, rtxSsrc: 1113 },
  ]);
  eve.publish("eve-mic", "mic", "0");
  eve.publish("eve-cam", "camera", "1");
  it.bob.takeChange();
  for (const packet of fc.sample(hostilePacket, { numRuns: RUNS, seed: 4 })) {
    trySend(eve.up, packet);
    trySend(eve.down, packet);
    world.clock.advance(20);
    const { packetsIn } = world.report.total;
    ann.up.send(it.layers.q.frame());
    await world.until(() => world.report.total.packetsIn > packetsIn);
  }
  await stillWorks(it, ann);
});

test("[SFU29] whatever description comes, the worker goes on with the call beside it", async (t) => {
  const it = await call(t);
  const { world, ann } = it;
  const eve = await world.join(t, "eve");
  await eve.openUp([{ mid: "0", kind: "audio", ssrc: 5 }]);
  const texts = [eve.up.description, eve.offered.sdp];
  const damage = fc.record({
    text: fc.constantFrom(...texts),
    at: fc.nat(3000),
    remove: fc.nat(60),
    insert: fc.string({ maxLength: 20 }),
  });
  let generation = 2;
  for (const { text, at, remove, insert } of fc.sample(damage, { numRuns: RUNS, seed: 4 })) {
    generation += 1;
    const sdp = text.slice(0, at) + insert + text.slice(at + remove);
    const about = { participantId: "eve", generation, negotiation: 1, sdp };
    world.command({ type: "offer", ...about });
    world.command({ type: "replace", participantId: "eve", generation });
    world.command({ type: "answer", ...about });
    // As often as anybody may negotiate, else nothing of it would be read.
    world.clock.advance(2000);
    await goOn(it);
  }
  await stillWorks(it, ann);
});

test("RTP on a down connection is of no use", async (t) => {
  const { world, bob } = await call(t);
  const { dropsInvalid } = world.report.total;
  bob.down.send(rtpPacket({ sequence: 1 }));
  await world.until(() => world.report.total.dropsInvalid > dropsInvalid);
});

test("[SFU29] whatever commands come in whatever order, the worker goes on with the call beside it", async (t) => {
  const it = await call(t);
  const { world, ann } = it;
  const eve = await world.join(t, "eve");
  const sections = [{ mid: "0", kind: "video", rids: ["q", "h", "f"] }] as const;
  await eve.openUp(sections);
  const { description } = eve.up;
  for (const command of fc.sample(oddCommand(description), { numRuns: 2 * RUNS, seed: 4 })) {
    world.command(command);
    world.clock.advance(500);
    await goOn(it);
  }
  world.command({ type: "leave", participantId: "eve" });
  assert.deepEqual(
    world.report.rooms.map(({ peers, tracks }) => [peers, tracks]),
    [[2, 2]],
  );
  await stillWorks(it, ann);
});
