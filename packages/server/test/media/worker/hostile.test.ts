import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { call, type Call, send } from "./call.ts";
import { rtpPacket } from "../rtp/packets.ts";
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
    world.clock.advance(20);
  }
  await stillWorks(it, ann);
});

test("RTP on a down connection is of no use", async (t) => {
  const { world, bob } = await call(t);
  const { dropsInvalid } = world.report.total;
  bob.down.send(rtpPacket({ sequence: 1 }));
  await world.until(() => world.report.total.dropsInvalid > dropsInvalid);
});
