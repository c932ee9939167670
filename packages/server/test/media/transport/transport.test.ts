import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import type { DownLine } from "../../../src/media/sdp/down-offer.ts";
import { NdcPeer, type OfferedSection } from "../support/ndc-peer.ts";
import { Relay } from "../support/relay.ts";
import { remoteOf, rtp, Transports, Watch } from "../support/transports.ts";

const MIC: OfferedSection = { mid: "0", kind: "audio", ssrc: 501 };
const LINE: DownLine = {
  mid: "0",
  kind: "audio",
  active: false,
  stereo: false,
  ssrc: 1001,
  rtxSsrc: null,
  cname: "c",
  msid: "m",
};
const NOBODY = {
  ufrag: "abcd",
  pwd: "abcdefghijklmnopqrstuv",
  fingerprint: Array.from({ length: 32 }, () => "AB").join(":"),
};

let transports: Transports;
let peers: NdcPeer[];

beforeEach(async () => {
  transports = await Transports.open();
  peers = [];
});

afterEach(() => {
  transports.close();
  for (const peer of peers) peer.close();
});

const keep = (peer: NdcPeer): NdcPeer => {
  peers.push(peer);
  return peer;
};

async function openUp() {
  const watch = new Watch();
  const peer = keep(NdcPeer.offering([MIC]));
  const { transport, answer } = transports.accept(peer.description, watch);
  peer.accept(answer);
  await Promise.all([peer.connected, watch.connected]);
  return { peer, transport, watch };
}

async function openDown() {
  const watch = new Watch();
  const { transport, offer } = transports.offer([LINE], watch);
  const peer = keep(NdcPeer.answering(offer));
  assert.equal(transport.state, "new");
  assert(transport.answered(remoteOf(peer.description)));
  await Promise.all([peer.connected, watch.connected]);
  return { peer, transport, watch };
}

test("[SDP6] packets of any SSRC go both ways on transports that share one UDP port", async () => {
  for (const { peer, transport, watch } of [await openUp(), await openDown(), await openUp()]) {
    const there = watch.packet;
    const back = peer.next();
    assert(peer.send(rtp({ pt: 111, sequence: 7, ssrc: 501 }, 3)));
    assert.deepEqual(await there, rtp({ pt: 111, sequence: 7, ssrc: 501 }, 3));
    assert.equal(transport.send(rtp({ pt: 97, sequence: 9, ssrc: 77 }, 4)), "sent");
    assert.deepEqual(await back, rtp({ pt: 97, sequence: 9, ssrc: 77 }, 4));
    assert.deepEqual(watch.events, ["connected", "packet"]);
  }
  assert.equal(transports.factory.size, 3);
  assert.deepEqual(transports.errors, []);
});

test("a received packet may be kept, and a sent one be written over at once", async () => {
  const { peer, transport, watch } = await openUp();
  const scratch = rtp({ pt: 111, sequence: 1, ssrc: 501 }, 1);
  const received: Buffer[] = [];
  for (const sequence of [1, 2]) {
    const there = watch.packet;
    peer.send(rtp({ pt: 111, sequence, ssrc: 501 }, sequence));
    received.push(await there);
    const back = peer.next();
    rtp({ pt: 96, sequence, ssrc: 5 }, sequence).copy(scratch);
    assert.equal(transport.send(scratch), "sent");
    scratch.fill(0);
    assert.equal((await back).at(-1), sequence);
  }
  assert.deepEqual(
    received.map((packet) => packet.at(-1)),
    [1, 2],
  );
});

test("[SDP9] sending never throws: it says what became of the packet", async () => {
  const unanswered = transports.factory.offering(new Watch());
  assert.equal(unanswered?.send(rtp({ pt: 96, sequence: 1, ssrc: 1 })), "closed");
  const { transport } = await openDown();
  assert.equal(transport.send(rtp({ pt: 96, sequence: 30_000, ssrc: 1 })), "sent");
  assert.equal(transport.send(rtp({ pt: 96, sequence: 20_000, ssrc: 1 })), "refused");
  assert.equal(transport.send(rtp({ pt: 96, sequence: 30_001, ssrc: 1 })), "sent");
  assert.equal(transport.send(Buffer.alloc(3)), "refused");
  transport.close();
  assert.equal(transport.send(rtp({ pt: 96, sequence: 30_002, ssrc: 1 })), "closed");
});

test("[SDP9] a closed transport may be closed again, and tells nothing any more", async () => {
  const { peer, transport, watch } = await openUp();
  const other = await openUp();
  transport.close();
  transport.close();
  assert.equal(transport.state, "closed");
  assert.equal(transports.factory.size, 1);
  peer.send(rtp({ pt: 111, sequence: 1, ssrc: 501 }));
  const later = other.watch.packet;
  other.peer.send(rtp({ pt: 111, sequence: 1, ssrc: 501 }));
  await later;
  transports.close();
  transports.close();
  assert.equal(other.transport.state, "closed");
  assert.deepEqual(watch.events, ["connected"]);
  assert.deepEqual(other.watch.events, ["connected", "packet"]);
  assert.equal(transports.factory.offering(new Watch()), null);
});

test("[SDP8] a client that comes back from the same address and port is connected at once", async () => {
  const relay = await Relay.open(transports.port);
  const began = performance.now();
  for (let turn = 1; turn <= 3; turn += 1) {
    const watch = new Watch();
    const peer = keep(NdcPeer.offering([MIC]));
    const { transport, answer } = transports.accept(peer.description, watch);
    peer.accept(relay.instead(answer));
    await Promise.all([peer.connected, watch.connected]);
    transport.close();
    peer.close();
  }
  await relay.close();
  // With the old transport still open, it takes 30 seconds.
  assert(performance.now() - began < 5000);
});

test("only the first answer to an offer is taken", async () => {
  const { peer, transport } = await openDown();
  assert.equal(transport.answered(remoteOf(peer.description)), false);
  assert.equal(transport.state, "connected");
  const { transport: up } = await openUp();
  assert.equal(up.answered(NOBODY), false);
});

test("[SDP3] who has another certificate than its fingerprint says never connects", async () => {
  const up = new Watch();
  const liar = keep(NdcPeer.offering([MIC]));
  const offer = liar.description.replace(/sha-256 \S+/g, `sha-256 ${NOBODY.fingerprint}`);
  liar.accept(transports.accept(offer, up).answer);
  assert.equal(await up.closed, "failed");
  const down = new Watch();
  const offered = transports.offer([LINE], down);
  const honest = keep(NdcPeer.answering(offered.offer));
  const remote = remoteOf(honest.description);
  assert(offered.transport.answered({ ...remote, fingerprint: NOBODY.fingerprint }));
  assert.equal(await down.closed, "failed");
  assert.deepEqual([up.events, down.events], [["closed"], ["closed"]]);
  assert.equal(transports.factory.size, 0);
});

test("what libdatachannel refuses is reported, and nothing is left open", () => {
  const refused = { ...NOBODY, fingerprint: "AB:CD" };
  assert.equal(transports.factory.accepting(refused, new Watch()), null);
  const offered = transports.factory.offering(new Watch());
  assert.equal(offered?.answered(refused), false);
  assert.equal(transports.errors.length, 2);
  assert.equal(transports.factory.size, 1);
});
