import assert from "node:assert/strict";
import { VideoRewriter } from "../../../src/media/rtp/video-rewriter.ts";
import { type SourcePacket, type SourceStart, VideoSource, rewritten } from "./video-source.ts";

/** What a line begins with. */
export const FIRST = { firstSequence: 100, firstTimestamp: 900_000, firstPictureId: 50 };
/** Two layers of one camera, all of whose numbers soon wrap around or are unlike. */
export const LOW: SourceStart = {
  sequence: 65_534,
  timestamp: 7,
  pictureId: 32_766,
  tl0: 254,
  bits: 15,
};
export const HIGH: SourceStart = {
  sequence: 3000,
  timestamp: 0xffff_f000,
  pictureId: 9,
  tl0: 77,
  bits: 15,
};

/** Follows a layer from this packet on, as it comes. */
export function follow(
  rewriter: VideoRewriter,
  layer: number,
  packet: SourcePacket,
  at: number | null = null,
) {
  rewriter.startLayer(layer, packet.view, at);
}

/** A rewriter that follows a source from its first keyframe, which has been rewritten. */
export function following(start: Partial<SourceStart> = {}) {
  const source = new VideoSource({ ...LOW, ...start });
  const rewriter = new VideoRewriter(FIRST);
  const [key] = source.frame(1, true);
  assert.ok(key);
  follow(rewriter, 0, key);
  const sent = rewritten(rewriter, [key]);
  assert.equal(sent.length, 1);
  return { source, rewriter, sent };
}

/** The next frames, each of one packet. */
export function frames(source: VideoSource, count: number): SourcePacket[] {
  return Array.from({ length: count }, () => source.frame(1)).flat();
}
