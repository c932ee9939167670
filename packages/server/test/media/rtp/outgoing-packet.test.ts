import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EXT, OutgoingPacket } from "../../../src/media/rtp/outgoing-packet.ts";
import { PacketRing } from "../../../src/media/rtp/packet-ring.ts";
import { RtpView } from "../../../src/media/rtp/rtp-view.ts";
import { hex, rtpView, vp8Of, vp8Payload } from "./packets.ts";

const MAX = 1200;
/** 63.5 s after a wrap-around of abs-send-time: 0xfe0000. */
const NOW_US = 64_000_000 * 27_000_000 + 63_500_000;

/** What every receiver's packet needs. */
function addressed(packet: OutgoingPacket): string {
  packet.address(0xfedcba98, 96);
  packet.number(0xabcd, 0x89abcdef, true);
  packet.setAbsSendTime(NOW_US);
  return packet.bytes().toString("hex");
}

/** The digits without the spaces that are for the reader. */
function digits(spaced: string): string {
  return spaced.replaceAll(" ", "");
}

function parsed(data: Buffer): RtpView {
  const view = new RtpView();
  assert.ok(view.parse(data));
  return view;
}

function payloadOf(data: Buffer): string {
  const view = parsed(data);
  return data.toString("hex", view.payloadStart, view.payloadEnd);
}

/** The header of a packet without audio level, as `addressed` makes it. */
const VIDEO_HEADER = "90 e0 abcd 89abcdef fedcba98 bede 0001 12 fe0000";

test("[RTP7] a video packet is the payload behind a header of our own (RFC 3550 5.1, RFC 8285)", () => {
  const packet = new OutgoingPacket(MAX);
  const view = rtpView({ payload: hex("10 00 aa"), sequence: 9, padding: 4 });
  assert.ok(packet.loadVideo(view, vp8Of(view)));
  assert.equal(addressed(packet), digits(`${VIDEO_HEADER} 1000aa`));
});

test("[RTP7] an audio packet has the level as well (RFC 6464 3)", () => {
  const packet = new OutgoingPacket(MAX);
  assert.ok(packet.loadVideo(rtpView({ payload: Buffer.alloc(50, 0xff) }), null));
  assert.ok(packet.loadAudio(rtpView({ payload: hex("fc01") }), 0x9e));
  const header = "90 e0 abcd 89abcdef fedcba98 bede 0002 12 fe0000 20 9e 0000";
  assert.equal(addressed(packet), digits(`${header} fc01`));
  const view = parsed(packet.bytes());
  assert.equal(view.data[view.findExtension(EXT.audioLevel)], 0x9e);
  assert.equal(view.data.readUIntBE(view.findExtension(EXT.absSendTime), 3), 0xfe0000);
});

test("[RTP7] between receivers only the header, picture id and TL0PICIDX change", () => {
  const packet = new OutgoingPacket(MAX);
  const temporal = { id: 2, tl0: 0x11, sync: true };
  const view = rtpView({ payload: vp8Payload({ pictureId: 0x1234, temporal }) });
  assert.ok(packet.loadVideo(view, vp8Of(view)));
  assert.equal(payloadOf(packet.bytes()), digits("90e0 9234 11 a0 01ee"));
  packet.setPictureId(0x7ffe);
  packet.setTl0(0xff);
  assert.equal(payloadOf(packet.bytes()), digits("90e0 fffe ff a0 01ee"));
  packet.setPictureId(5);
  packet.setTl0(0);
  packet.number(1, 2, false);
  assert.equal(payloadOf(packet.bytes()), digits("90e0 8005 00 a0 01ee"));
  assert.equal(parsed(packet.bytes()).marker, false);
});

test("[RTP4] a picture id keeps its 7 bits, and a packet without one is left alone", () => {
  const packet = new OutgoingPacket(MAX);
  const temporal = { id: 0, tl0: 1, sync: false };
  const layered = rtpView({ payload: vp8Payload({ temporal }) });
  assert.ok(packet.loadVideo(layered, vp8Of(layered)));
  const short = rtpView({ payload: vp8Payload({ pictureId: 0x7f, bits: 7 }) });
  assert.ok(packet.loadVideo(short, vp8Of(short)));
  packet.setPictureId(0x1281);
  packet.setTl0(0xff);
  assert.equal(payloadOf(packet.bytes()), digits("908001 01ee"));
  const none = rtpView({ payload: vp8Payload({ bits: 0 }) });
  for (const vp8 of [vp8Of(none), null]) {
    assert.ok(packet.loadVideo(none, vp8));
    packet.setPictureId(-1);
    packet.setTl0(-1);
    assert.equal(payloadOf(packet.bytes()), digits("10 01ee"));
  }
});

test("[RTP7] a retransmission has the OSN in front and the numbers behind it (RFC 4588 4)", () => {
  const packet = new OutgoingPacket(MAX);
  const ring = new PacketRing(1000, 8);
  const temporal = { id: 1, tl0: 9, sync: false };
  ring.store(rtpView({ sequence: 1, payload: Buffer.alloc(30, 0x77) }));
  ring.store(rtpView({ sequence: 2, payload: vp8Payload({ pictureId: 1, temporal }) }));
  assert.ok(ring.find(2));
  assert.ok(packet.loadRetransmission(ring, 0x5678));
  packet.setPictureId(0x2222);
  packet.setTl0(0x33);
  const payload = "5678 90e0 a222 33 40 01ee";
  assert.equal(addressed(packet), digits(`${VIDEO_HEADER} ${payload}`));
});

test("[RTP7] padding is a packet without payload (RFC 3550 5.1)", () => {
  const packet = new OutgoingPacket(MAX);
  const before = rtpView({ payload: Buffer.alloc(300, 0xff) });
  assert.ok(packet.loadVideo(before, null));
  packet.loadPadding(4);
  const header = VIDEO_HEADER.replace("90", "b0");
  assert.equal(addressed(packet), digits(`${header} 00000004`));
  for (const [asked, made] of [
    [0, 1],
    [1, 1],
    [254.9, 254],
    [255, 255],
    [256, 255],
    [-3, 1],
  ] as const) {
    packet.loadPadding(asked);
    const view = parsed(packet.bytes());
    assert.deepEqual([view.length - view.payloadEnd, view.payloadEnd], [made, view.payloadStart]);
  }
});

test("[RTP9] a packet that would be too large, now or sent again, is refused and sends nothing", () => {
  const packet = new OutgoingPacket(MAX);
  const ring = new PacketRing(5000, 8);
  const largest = rtpView({ sequence: 1, payload: Buffer.alloc(MAX - 22, 1) });
  const larger = rtpView({ sequence: 2, payload: Buffer.alloc(MAX - 21, 1) });
  for (const view of [largest, larger]) ring.store(view);
  assert.equal(packet.loadVideo(largest, null), true);
  assert.equal(packet.bytes().length, MAX - 2);
  assert.equal(packet.loadVideo(larger, null), false);
  assert.equal(packet.bytes().length, 0);
  assert.equal(packet.loadAudio(largest, 0), false);
  assert.equal(packet.loadAudio(rtpView({ payload: Buffer.alloc(MAX - 24) }), 0), true);
  assert.equal(packet.bytes().length, MAX);
  assert.ok(ring.find(1) && packet.loadRetransmission(ring, 7));
  assert.equal(packet.bytes().length, MAX);
  assert.ok(ring.find(2));
  assert.equal(packet.loadRetransmission(ring, 7), false);
  const empty = rtpView({ payload: hex(""), padding: 9 });
  assert.equal(packet.loadVideo(empty, null), false);
  assert.equal(packet.loadAudio(empty, 0), false);
  assert.equal(packet.bytes().length, 0);
});

test("[RTP9] nothing is made for a packet: the same view of the same memory goes out again", () => {
  const packet = new OutgoingPacket(MAX);
  const view = rtpView({ payload: hex("10 01 02") });
  assert.ok(packet.loadVideo(view, vp8Of(view)));
  const first = packet.bytes();
  for (let receiver = 0; receiver < 50; receiver++) {
    packet.address(receiver, 96);
    packet.number(receiver, receiver, false);
    assert.equal(packet.bytes(), first);
    assert.equal(parsed(first).ssrc, receiver);
  }
  assert.ok(packet.loadAudio(view, 0));
  assert.equal(packet.bytes().buffer, first.buffer);
  assert.equal(packet.bytes().byteOffset, first.byteOffset);
  assert.ok(packet.loadVideo(view, vp8Of(view)));
  assert.equal(packet.bytes(), first);
});

test("[RTP9] for any numbers and payload the packet reads back as what was put in", () => {
  const packet = new OutgoingPacket(MAX);
  const u32 = fc.nat(0xffff_ffff);
  const numbers = fc.record({
    ssrc: u32,
    sequence: fc.nat(0xffff),
    timestamp: u32,
    us: fc.maxSafeNat(),
  });
  const payloads = fc.uint8Array({ minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(
      numbers,
      fc.boolean(),
      fc.nat(127),
      payloads,
      ({ ssrc, sequence, timestamp, us }, marker, type, bytes) => {
        const source = rtpView({ payload: Buffer.from(bytes) });
        assert.ok(packet.loadVideo(source, null));
        packet.address(ssrc, type);
        packet.number(sequence, timestamp, marker);
        packet.setAbsSendTime(us);
        const view = parsed(packet.bytes());
        assert.deepEqual([view.ssrc, view.payloadType, view.marker], [ssrc, type, marker]);
        assert.deepEqual([view.sequenceNumber, view.timestamp], [sequence, timestamp]);
        assert.equal(payloadOf(view.data), Buffer.from(bytes).toString("hex"));
        const seconds = view.data.readUIntBE(view.findExtension(EXT.absSendTime), 3) / 2 ** 18;
        assert.ok(Math.abs(seconds - (us % 64_000_000) / 1e6) < 2 ** -17);
      },
    ),
    { numRuns: 200 },
  );
});
