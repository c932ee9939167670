import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { seqDiff, tsDiff } from "../../../src/media/rtp/sequence.ts";
import { VideoRewriter } from "../../../src/media/rtp/video-rewriter.ts";
import { type Sent, type SourcePacket, VideoSource, rewritten } from "./video-source.ts";

const source = fc.record({
  sequence: fc.integer({ min: 65_400, max: 65_600 }),
  timestamp: fc.nat(0xffff_ffff),
  pictureId: fc.nat(0x7f),
  tl0: fc.nat(0xff),
  layered: fc.boolean(),
});
const start = fc.record({
  firstSequence: fc.integer({ min: 32_700, max: 32_767 }),
  firstTimestamp: fc.nat(0xffff_ffff),
  firstPictureId: fc.nat(0x7fff),
});
const frame = fc.record({
  packets: fc.integer({ min: 1, max: 3 }),
  padding: fc.boolean(),
  maxTemporal: fc.option(fc.nat(3), { freq: 3 }),
});
/** A layer is followed for some frames, from a keyframe that is aligned so much after the last. */
const stretch = fc.record({
  layer: fc.nat(2),
  alignedBy: fc.option(fc.integer({ min: -9000, max: 9000 }), { nil: null }),
  frames: fc.array(frame, { minLength: 1, maxLength: 24 }),
});
const meeting = fc.record({
  bits: fc.constantFrom<7 | 15>(7, 15),
  sources: fc.tuple(source, source, source),
  start,
  stretches: fc.array(stretch, { minLength: 1, maxLength: 5 }),
});
type Meeting = typeof meeting extends fc.Arbitrary<infer T> ? T : never;
type Frame = Meeting["stretches"][number]["frames"][number];

/** What a network does to the packets of one frame: what comes now, and what comes later. */
type Network = (packets: SourcePacket[]) => SourcePacket[];

const undisturbed: Network = (packets) => packets;

/** Plays a meeting, with a network for each stretch; what went out of each stretch. */
function play(given: Meeting, connect: () => Network): Sent[][] {
  const { bits, sources, start: first, stretches } = given;
  const layers = sources.map((one) => new VideoSource({ ...one, bits }));
  const rewriter = new VideoRewriter(first);
  return stretches.map(({ layer, alignedBy, frames }) => {
    const from = layers[layer];
    assert.ok(from);
    const key = from.frame(1, true);
    const { view } = key[0] ?? from.padding();
    const network = connect();
    const aligned = alignedBy === null ? null : (rewriter.lastTimestamp + alignedBy) >>> 0;
    rewriter.startLayer(layer, view, aligned);
    return [
      ...rewritten(rewriter, key),
      ...frames.flatMap((one) => next(rewriter, from, one, network)),
    ];
  });
}

function next(rewriter: VideoRewriter, from: VideoSource, one: Frame, network: Network): Sent[] {
  const packets = from.frame(one.packets);
  const [head, ...rest] = one.padding ? [...packets, from.padding()] : packets;
  // The limit changes in the middle of the frame.
  const sent = rewritten(rewriter, network(head === undefined ? [] : [head]));
  if (one.maxTemporal !== null) rewriter.setMaxTemporal(one.maxTemporal);
  return [...sent, ...rewritten(rewriter, network(rest))];
}

function pairs<T>(all: readonly T[]): [T, T][] {
  return all.slice(1).flatMap((b, i): [T, T][] => {
    const a = all[i];
    return a === undefined ? [] : [[a, b]];
  });
}

/** The difference of two numbers of so many bits that wrap around. */
function diff(a: number, b: number, bits: number): number {
  return ((a - b) << (32 - bits)) >> (32 - bits);
}

/** What has to hold between a packet and the next when nothing is lost. */
function checkStep(a: Sent, b: Sent, bits: number): void {
  assert.equal(seqDiff(b.sequence, a.sequence), 1);
  const sameFrame = a.timestamp === b.timestamp;
  assert.equal(diff(b.pictureId, a.pictureId, bits), sameFrame ? 0 : 1);
  assert.equal(a.marker, !sameFrame);
  if (!sameFrame) assert.ok(tsDiff(b.timestamp, a.timestamp) > 0);
  if (a.tl0 < 0 || b.tl0 < 0) return;
  assert.equal(diff(b.tl0, a.tl0, 8), !sameFrame && b.packet.temporalId === 0 ? 1 : 0);
}

/** Every frame that went out finds the frames that it depends on. */
function checkDependencies(sent: readonly Sent[]): void {
  const frames = new Set(sent.map(({ packet }) => packet.frame));
  for (const { packet } of sent) {
    for (const needed of packet.dependsOn) {
      assert.ok(frames.has(needed), `frame ${packet.frame} needs ${needed}`);
    }
  }
}

test("[RTP4] over any switches and temporal layers every number goes on, and no frame is cut", () => {
  fc.assert(
    fc.property(meeting, (given) => {
      const stretches = play(given, () => undisturbed);
      const sent = stretches.flat();
      assert.equal(sent[0]?.sequence, given.start.firstSequence);
      for (const [a, b] of pairs(sent)) checkStep(a, b, given.bits);
      assert.equal(sent.at(-1)?.marker, true);
    }),
    { numRuns: 150 },
  );
});

test("[RTP5] over any switches and limits every frame that goes out has what it depends on", () => {
  fc.assert(
    fc.property(meeting, (given) => {
      for (const sent of play(given, () => undisturbed)) checkDependencies(sent);
    }),
    { numRuns: 2000 },
  );
});

/** Loses, repeats and holds back packets as the dice say; what is held back comes with the next. */
function unreliable(dice: readonly number[], came = new Set<SourcePacket>()): Network {
  let held: SourcePacket[] = [];
  let thrown = 0;
  return (packets) => {
    const late = held;
    held = [];
    const now = packets.flatMap((packet) => {
      const fate = dice[thrown++ % dice.length] ?? 9;
      if (fate === 1) held.push(packet);
      if (fate < 2) return [];
      return fate === 2 ? [packet, packet] : [packet];
    });
    const all = [...now, ...late];
    for (const packet of all) came.add(packet);
    return all;
  };
}

/** In the order of the source: rising numbers, each packet once, the numbers of a frame the same. */
function checkOrder(sent: readonly Sent[], bits: number): void {
  const sorted = sent.toSorted((a, b) => a.packet.sequence - b.packet.sequence);
  for (const [a, b] of pairs(sorted)) {
    const frames = b.packet.frame - a.packet.frame;
    const skipped = b.packet.sequence - a.packet.sequence;
    const step = seqDiff(b.sequence, a.sequence);
    assert.ok(step >= 1 && step <= skipped, `${step} for ${skipped}`);
    assert.equal(tsDiff(b.timestamp, a.timestamp), frames * 3000);
    const pictures = diff(b.pictureId, a.pictureId, bits);
    assert.ok(frames === 0 ? pictures === 0 : pictures >= 1 && pictures <= frames);
    if (a.tl0 >= 0) assert.equal(diff(b.tl0, a.tl0, 8), diff(b.packet.tl0, a.packet.tl0, 8));
  }
}

test("[RTP3] over any losses, repeats and reordering each packet goes out once, at its place", () => {
  const dice = fc.array(fc.nat(9), { minLength: 5, maxLength: 40 });
  fc.assert(
    fc.property(meeting, dice, (given, thrown) => {
      const stretches = play(given, () => unreliable(thrown));
      for (const sent of stretches) checkOrder(sent, given.bits);
      for (const [a, b] of pairs(stretches)) {
        const highest = Math.max(
          ...a.map(({ sequence }) => seqDiff(sequence, a[0]?.sequence ?? 0)),
        );
        const first = seqDiff(b[0]?.sequence ?? 0, a[0]?.sequence ?? 0);
        assert.ok(first > highest && first - highest <= 512);
      }
    }),
    { numRuns: 2000 },
  );
});

test("[RTP3] without a limit of layers nothing that came is left out, and only losses leave gaps", () => {
  const dice = fc.array(fc.nat(9), { minLength: 5, maxLength: 40 });
  fc.assert(
    fc.property(meeting, dice, (given, thrown) => {
      const open = given.stretches.slice(0, 1).map(({ frames, ...rest }) => ({
        ...rest,
        frames: frames.map((one) => ({ ...one, maxTemporal: null, padding: false })),
      }));
      const came = new Set<SourcePacket>();
      const [sent = []] = play({ ...given, stretches: open }, () => unreliable(thrown, came));
      assert.equal(sent.length, came.size + 1);
      const [key] = sent;
      assert.ok(key);
      for (const { packet, sequence } of sent) {
        assert.equal(seqDiff(sequence, key.sequence), packet.sequence - key.packet.sequence);
      }
    }),
    { numRuns: 100 },
  );
});
