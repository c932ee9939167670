import fc from "fast-check";
import { PacketSource } from "../media/packets.ts";
import { receiverFeedback, senderReport } from "../media/reports.ts";

/** What is sent to a media worker that may be anything, made from things that make sense. */
type Damage = { readonly at: number; readonly bytes: Uint8Array; readonly length: number };

const damage = fc.record({
  at: fc.nat(120),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 24 }),
  length: fc.integer({ min: 12, max: 1300 }),
});

/** Behind its first bytes, by which SRTP knows what to do with it, a packet may be anything. */
function damaged(packet: Buffer, keep: number, { at, bytes, length }: Damage): Buffer {
  const whole = Buffer.alloc(length);
  packet.copy(whole);
  const start = Math.min(keep + at, length);
  whole.set(bytes.subarray(0, length - start), start);
  return whole;
}

/** RTP of this stream, damaged in its extensions, descriptor or length, or of other streams. */
export const hostileRtp = (source: PacketSource) =>
  fc
    .record({ damage, type: fc.constantFrom(96, 97, 111, 100), head: fc.nat(63), other: fc.nat(9) })
    .map((it) => {
      const packet = damaged(source.next(it.other === 1), 12, it.damage);
      packet.writeUInt8(0x80 | it.head, 0);
      packet.writeUInt8((packet.readUInt8(1) & 0x80) | it.type, 1);
      if (it.other === 0) packet.writeUInt32BE(it.damage.at, 8);
      return packet;
    });

/** RTCP: reports, NACK, PLI, FIR, REMB and feedback with lengths and counts that may be wrong. */
export const hostileRtcp = (ssrc: number) =>
  fc
    .record({
      damage,
      type: fc.integer({ min: 200, max: 207 }),
      head: fc.nat(63),
      words: fc.option(fc.nat(0xffff)),
      real: fc.constantFrom(senderReport(ssrc, 1e12), receiverFeedback(ssrc)),
    })
    .map((it) => {
      const packet = damaged(it.real, 8, it.damage);
      const rounded = packet.subarray(0, packet.length - (packet.length % 4));
      rounded.writeUInt8(0x80 | it.head, 0);
      rounded.writeUInt8(it.type, 1);
      rounded.writeUInt16BE(it.words ?? rounded.length / 4 - 1, 2);
      return rounded;
    });

const LINES = [
  "a=ssrc:1 cname:x",
  "a=rid:q send",
  "a=",
  "a=simulcast:send q;h;f",
  "m=video 9 X 96",
];

/** A session description with something taken away, put in, or many times over. */
export const hostileSdp = (sdp: string) =>
  fc
    .record({
      at: fc.nat(sdp.length),
      remove: fc.nat(80),
      insert: fc.oneof(fc.string({ maxLength: 30 }), fc.constantFrom(...LINES)),
      times: fc.oneof(
        { weight: 20, arbitrary: fc.constant(1) },
        { weight: 1, arbitrary: fc.nat(6000) },
      ),
    })
    .map(({ at, remove, insert, times }) => {
      const inserted = times === 1 ? insert : `\r\n${insert}`.repeat(times);
      return (sdp.slice(0, at) + inserted + sdp.slice(at + remove)).slice(0, 120_000);
    });

/** Numbers as the wire allows them. */
const odd = fc.constantFrom(1, 2, 3, 4, 5, 1000, 100_000, 1_000_000);
const width = fc.constantFrom(0, 1, 320, 8192);
const trackId = fc.constantFrom("a", "b", "c", "__proto__", "constructor");
const mid = fc.constantFrom("0", "1", "x", "__proto__");

/** Commands of one participant in any order, with values that no client would send. */
export const hostileCommand = (participantId: string, sdp: string) => {
  const description = fc.record({
    participantId: fc.constant(participantId),
    generation: odd,
    negotiation: odd,
    sdp: fc.oneof(fc.constant(sdp), hostileSdp(sdp)),
  });
  const of = fc.constant(participantId);
  return fc.oneof(
    description.map((it) => ({ type: "offer" as const, ...it })),
    description.map((it) => ({ type: "answer" as const, ...it })),
    fc.record({ type: fc.constant("replace" as const), participantId: of, generation: odd }),
    fc.record({ type: fc.constant("join" as const), participantId: of, generation: odd }),
    fc.record({ type: fc.constant("unpublish" as const), participantId: of, trackId }),
    fc.record({
      type: fc.constant("mute" as const),
      participantId: of,
      trackId,
      muted: fc.boolean(),
    }),
    fc.record({
      type: fc.constant("publish" as const),
      participantId: of,
      trackId,
      source: fc.constantFrom("mic", "camera", "screen", "screenAudio"),
      mid,
      generation: fc.option(odd),
      muted: fc.boolean(),
    }),
    fc.record({
      type: fc.constant("subscribe" as const),
      participantId: of,
      tracks: fc.array(fc.record({ trackId, width }), { maxLength: 1000 }),
    }),
  );
};
