import assert from "node:assert/strict";
import { test } from "node:test";
import type { VideoRewriter } from "../../../src/media/rtp/video-rewriter.ts";
import { HIGH, follow, following, frames } from "./followed-source.ts";
import { VideoSource, rewritten } from "./video-source.ts";

/** One packet of each of the next frames, and the temporal ids of those that passed. */
function passing(rewriter: VideoRewriter, source: VideoSource, count: number): number[] {
  return rewritten(rewriter, frames(source, count)).map(({ packet }) => packet.temporalId);
}

test("[RTP5] fewer temporal layers go out from the next frame on, and the numbers close up", () => {
  const { source, rewriter, sent } = following();
  sent.push(...rewritten(rewriter, frames(source, 4)));
  rewriter.setMaxTemporal(1);
  sent.push(...rewritten(rewriter, frames(source, 4)));
  rewriter.setMaxTemporal(0);
  sent.push(...rewritten(rewriter, frames(source, 8)));
  assert.deepEqual(
    sent.map(({ packet }) => packet.frame),
    [0, 1, 2, 3, 4, 6, 8, 12, 16],
  );
  assert.deepEqual(
    sent.map(({ sequence }) => sequence),
    [100, 101, 102, 103, 104, 105, 106, 107, 108],
  );
  assert.deepEqual(
    sent.map(({ pictureId }) => pictureId),
    [50, 51, 52, 53, 54, 55, 56, 57, 58],
  );
  assert.deepEqual(
    sent.map(({ tl0 }) => tl0),
    [0, 0, 0, 0, 1, 1, 2, 3, 4],
  );
});

test("[RTP5] a frame is never cut: what was begun ends, what was left out stays out", () => {
  const { source, rewriter } = following();
  const [first, second, third] = source.frame(3);
  assert.ok(first && second && third);
  assert.equal(rewritten(rewriter, [first]).length, 1);
  rewriter.setMaxTemporal(0);
  // The last packet overtakes the second.
  assert.equal(rewritten(rewriter, [third, second]).length, 2);
  const [one, two, three] = source.frame(3);
  assert.ok(one && two && three);
  assert.equal(rewritten(rewriter, [one]).length, 0);
  rewriter.setMaxTemporal(2);
  assert.deepEqual(rewritten(rewriter, [three]), []);
  assert.deepEqual(passing(rewriter, source, 8), [0, 0, 2, 1]);
  assert.deepEqual(rewritten(rewriter, [two]), []);
});

test("[RTP5] more temporal layers go out from a layer sync on", () => {
  const { source, rewriter } = following();
  rewriter.setMaxTemporal(0);
  assert.deepEqual(passing(rewriter, source, 2), []);
  rewriter.setMaxTemporal(2);
  // Frames 3 to 8: the 2, 1, 2 of this round depend on frames that were left out.
  assert.deepEqual(passing(rewriter, source, 6), [0, 0]);
  assert.deepEqual(passing(rewriter, source, 8), [2, 1, 2, 0, 2, 1, 2, 0]);
});

test("[RTP5] a layer sync above what is wanted raises nothing", () => {
  const { source, rewriter } = following();
  rewriter.setMaxTemporal(-1);
  assert.deepEqual(passing(rewriter, source, 8), [0, 0]);
  rewriter.setMaxTemporal(1);
  assert.deepEqual(passing(rewriter, source, 8), [1, 0, 1, 0]);
});

test("[RTP5] more temporal layers go out from a keyframe on, and with another layer", () => {
  const { source, rewriter } = following({ marked: false });
  rewriter.setMaxTemporal(0);
  assert.deepEqual(passing(rewriter, source, 3), []);
  rewriter.setMaxTemporal(2);
  assert.equal(rewritten(rewriter, source.frame(1, true)).length, 1);
  assert.deepEqual(passing(rewriter, source, 3), [2, 1, 2]);
  rewriter.setMaxTemporal(0);
  const high = new VideoSource({ ...HIGH, marked: false });
  const [key] = high.frame(1, true);
  assert.ok(key);
  rewriter.setMaxTemporal(1);
  follow(rewriter, 1, key);
  assert.equal(rewritten(rewriter, [key]).length, 1);
  assert.deepEqual(passing(rewriter, high, 4), [1, 0]);
});

test("[RTP5] where no layer sync is marked, more layers go out from the fifth frame of layer 0", () => {
  const { source, rewriter } = following({ marked: false });
  rewriter.setMaxTemporal(0);
  assert.deepEqual(passing(rewriter, source, 3), []);
  rewriter.setMaxTemporal(2);
  assert.deepEqual(passing(rewriter, source, 20), [0, 0, 0, 0, 0, 2, 1, 2]);
});

test("[RTP5] frames that say nothing of temporal layers always go out", () => {
  const { source, rewriter } = following({ layered: false });
  rewriter.setMaxTemporal(0);
  const sent = rewritten(rewriter, frames(source, 5));
  assert.deepEqual(
    sent.map(({ pictureId, tl0 }) => [pictureId, tl0]),
    [51, 52, 53, 54, 55].map((id) => [id, -1]),
  );
});

test("[RTP5] temporal layers are left out also where there are no picture ids", () => {
  const { source, rewriter, sent } = following({ bits: 0 });
  rewriter.setMaxTemporal(0);
  const [late] = source.frame(1);
  assert.ok(late);
  sent.push(...rewritten(rewriter, [...frames(source, 7), late]));
  assert.deepEqual(
    sent.map(({ packet }) => packet.frame),
    [0, 4, 8],
  );
  // The lost packet of frame 1 kept its number, since nobody knew what it was.
  assert.deepEqual(
    sent.map(({ sequence, pictureId }) => [sequence, pictureId]),
    [
      [100, -1],
      [102, -1],
      [103, -1],
    ],
  );
});

test("[RTP5] what was waited for in vain in one layer does not count in the next", () => {
  const { source, rewriter } = following({ layered: false });
  rewriter.setMaxTemporal(0);
  rewritten(rewriter, frames(source, 1));
  rewriter.setMaxTemporal(1);
  // One frame of layer 0 is missing to a stream that marks nothing.
  rewritten(rewriter, frames(source, 4));
  rewriter.setMaxTemporal(0);
  const high = new VideoSource(HIGH);
  const [key] = high.frame(1, true);
  assert.ok(key);
  follow(rewriter, 1, key);
  rewritten(rewriter, [key]);
  assert.deepEqual(passing(rewriter, high, 3), []);
  rewriter.setMaxTemporal(2);
  assert.deepEqual(passing(rewriter, high, 5), [0, 0]);
});
