import assert from "node:assert/strict";
import { test } from "node:test";
import { VideoRewriter } from "../../../src/media/rtp/video-rewriter.ts";
import { FIRST, HIGH, LOW, follow, following, frames } from "./followed-source.ts";
import { hex, rtpView, vp8Of, vp8Payload } from "./packets.ts";
import { VideoSource, rewritten } from "./video-source.ts";

test("[RTP3] nothing goes out before a layer is followed, nor after a stop", () => {
  const rewriter = new VideoRewriter(FIRST);
  const source = new VideoSource(LOW);
  assert.equal(rewriter.currentLayer, -1);
  assert.deepEqual(rewritten(rewriter, source.frame(2, true)), []);
  const [key] = source.frame(1, true);
  assert.ok(key);
  follow(rewriter, 2, key);
  assert.equal(rewriter.currentLayer, 2);
  assert.equal(rewritten(rewriter, [key]).length, 1);
  rewriter.stop();
  assert.equal(rewriter.currentLayer, -1);
  assert.deepEqual(rewritten(rewriter, source.frame(2)), []);
});

test("[RTP3] a stream goes out under numbers of its own, over every wrap-around", () => {
  const { source, rewriter, sent } = following();
  sent.push(...rewritten(rewriter, [...source.frame(2), ...source.frame(1), ...source.frame(1)]));
  assert.deepEqual(
    sent.map(({ sequence }) => sequence),
    [100, 101, 102, 103, 104],
  );
  assert.deepEqual(
    sent.map(({ pictureId }) => pictureId),
    [50, 51, 51, 52, 53],
  );
  assert.deepEqual(
    sent.map(({ tl0 }) => tl0),
    [0, 0, 0, 0, 0],
  );
  const ticks = [900_000, 903_000, 903_000, 906_000, 909_000];
  assert.deepEqual(
    sent.map(({ timestamp }) => timestamp),
    ticks,
  );
  assert.deepEqual(
    sent.map(({ marker }) => marker),
    [true, false, true, true, true],
  );
  assert.equal(rewriter.lastTimestamp, 909_000);
  assert.equal(rewriter.toOutTimestamp(7), 900_000);
});

test("[RTP3] the first sequence number is below 32,768, as SRTP wants it", () => {
  const rewriter = new VideoRewriter({ ...FIRST, firstSequence: 0xffff });
  const packets = new VideoSource(LOW).frame(2, true);
  const [key] = packets;
  assert.ok(key);
  follow(rewriter, 0, key);
  assert.deepEqual(
    rewritten(rewriter, packets).map(({ sequence }) => sequence),
    [32_767, 32_768],
  );
});

test("[RTP3] padding and what cannot be read leave no gap", () => {
  const { source, rewriter, sent } = following();
  const before = source.frame(1);
  const padding = source.padding();
  const { sequence } = source.padding();
  const cutOff = { ...padding, view: rtpView({ sequence, payload: hex("90 80") }) };
  sent.push(...rewritten(rewriter, [...before, padding, cutOff, ...source.frame(1)]));
  assert.deepEqual(
    sent.map((one) => one.sequence),
    [100, 101, 102],
  );
});

test("[RTP3] a loss leaves a gap, which the late packet fills", () => {
  const { source, rewriter } = following();
  const [lost, after] = [source.frame(1), source.frame(2)];
  const later = rewritten(rewriter, after);
  assert.deepEqual(
    later.map(({ sequence, pictureId }) => [sequence, pictureId]),
    [
      [102, 52],
      [103, 52],
    ],
  );
  const [late] = rewritten(rewriter, lost);
  assert.ok(late);
  assert.deepEqual([late.sequence, late.pictureId, late.timestamp], [101, 51, 903_000]);
  assert.equal(rewriter.lastTimestamp, 906_000);
});

test("[RTP3] duplicates and packets that are too late go nowhere", () => {
  const { source, rewriter } = following();
  const lost = source.frame(1);
  const next = source.frame(1);
  assert.equal(rewritten(rewriter, [...next, ...next]).length, 1);
  assert.equal(rewritten(rewriter, source.frame(511)).length, 511);
  assert.deepEqual(rewritten(rewriter, [...next, ...lost]), []);
});

test("[RTP3] packets from before the keyframe that was begun with are too late", () => {
  const source = new VideoSource(HIGH);
  const [before, key] = [source.frame(1), source.frame(1, true)];
  const rewriter = new VideoRewriter(FIRST);
  const [first] = key;
  assert.ok(first);
  follow(rewriter, 0, first);
  assert.deepEqual(
    rewritten(rewriter, [...before, ...key]).map(({ packet }) => packet),
    [first],
  );
});

test("[RTP3] a gap of more than 512 closes: no jump is wider than that", () => {
  const { source, rewriter } = following();
  source.frame(511);
  assert.deepEqual(
    rewritten(rewriter, source.frame(1)).map(({ sequence }) => sequence),
    [612],
  );
  source.frame(512);
  const wide = rewritten(rewriter, [...source.frame(1), ...source.frame(1)]);
  assert.deepEqual(
    wide.map(({ sequence }) => sequence),
    [613, 614],
  );
});

test("[RTP4] another layer begins at its keyframe, with everything going on", () => {
  const { source, rewriter } = following();
  const high = new VideoSource(HIGH);
  const before = rewritten(rewriter, frames(source, 4));
  const key = high.frame(2, true);
  const [first] = key;
  assert.ok(first);
  follow(rewriter, 1, first, 920_000);
  const after = rewritten(rewriter, [...key, ...frames(high, 4)]);
  const all = [...before, ...after];
  assert.deepEqual(
    all.map(({ sequence }) => sequence),
    [101, 102, 103, 104, 105, 106, 107, 108, 109, 110],
  );
  assert.deepEqual(
    all.map(({ pictureId }) => pictureId),
    [51, 52, 53, 54, 55, 55, 56, 57, 58, 59],
  );
  assert.deepEqual(
    all.map(({ tl0 }) => tl0),
    [0, 0, 0, 1, 2, 2, 2, 2, 2, 3],
  );
  assert.deepEqual(
    after.map(({ timestamp }) => timestamp),
    [920_000, 920_000, 923_000, 926_000, 929_000, 932_000],
  );
});

test("[RTP4] a switch whose aligned time is not later goes one frame on instead", () => {
  for (const aligned of [903_000, 902_999, 0, null]) {
    const { source, rewriter } = following();
    assert.equal(rewritten(rewriter, source.frame(1))[0]?.timestamp, 903_000);
    const [key] = new VideoSource(HIGH).frame(1, true);
    assert.ok(key);
    follow(rewriter, 1, key, aligned);
    assert.equal(rewritten(rewriter, [key])[0]?.timestamp, 906_000);
  }
});

test("[RTP4] after a pause the line goes on at the time that it is then", () => {
  const { source, rewriter } = following();
  rewriter.stop();
  frames(source, 30);
  const [key] = source.frame(1, true);
  assert.ok(key);
  follow(rewriter, 0, key, 993_000);
  const [sent] = rewritten(rewriter, [key]);
  assert.ok(sent);
  assert.deepEqual(
    [sent.sequence, sent.timestamp, sent.pictureId, sent.tl0],
    [101, 993_000, 51, 1],
  );
});

test("[RTP4] picture ids of 7 bits stay so, and wrap around", () => {
  const source = new VideoSource({ ...LOW, bits: 7, pictureId: 120 });
  const rewriter = new VideoRewriter({ ...FIRST, firstPictureId: 0x7ffe });
  const key = source.frame(1, true);
  const [first] = key;
  assert.ok(first);
  follow(rewriter, 0, first);
  const sent = rewritten(rewriter, [...key, ...frames(source, 12)]);
  assert.deepEqual(
    sent.map(({ pictureId }) => pictureId),
    [126, 127, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  );
});

test("[RTP4] an encoder that begins anew inside a stream does not stop it", () => {
  // The frame before has picture id 6.
  for (const pictureId of [20_000, 4, 6]) {
    const { source, rewriter } = following();
    const before = rewritten(rewriter, frames(source, 8));
    const start = { sequence: 65_543, timestamp: 27_007, pictureId, tl0: 3, bits: 15 } as const;
    const anew = new VideoSource(start);
    const after = rewritten(rewriter, [...anew.frame(2, true), ...frames(anew, 4)]);
    const all = [...before.slice(-1), ...after];
    assert.deepEqual(
      all.map((one) => one.pictureId),
      [58, 59, 59, 60, 61, 62, 63],
    );
    assert.deepEqual(
      all.map(({ tl0 }) => tl0),
      [2, 3, 3, 3, 3, 3, 4],
    );
    assert.deepEqual(
      all.map(({ sequence }) => sequence),
      [108, 109, 110, 111, 112, 113, 114],
    );
  }
});

test("[RTP4] a layer that looks like the one before begins a frame of its own", () => {
  const { rewriter } = following();
  const key = new VideoSource(LOW).frame(1, true);
  const [first] = key;
  assert.ok(first);
  follow(rewriter, 1, first);
  const [sent] = rewritten(rewriter, key);
  assert.ok(sent);
  assert.deepEqual([sent.sequence, sent.pictureId, sent.tl0], [101, 51, 1]);
});

test("[RTP4] TL0PICIDX goes on from the newest frame, not from the last that came", () => {
  const { source, rewriter } = following();
  const sent = rewritten(rewriter, frames(source, 3));
  const late = source.frame(1);
  sent.push(...rewritten(rewriter, [...frames(source, 4), ...late]));
  assert.deepEqual(
    sent.slice(-2).map(({ tl0 }) => tl0),
    [2, 1],
  );
  const key = new VideoSource(HIGH).frame(1, true);
  const [first] = key;
  assert.ok(first);
  follow(rewriter, 1, first);
  assert.equal(rewritten(rewriter, key)[0]?.tl0, 3);
});

test("[RTP3] a late packet whose frame is too old, or not of its time, is left out", () => {
  const { source, rewriter } = following();
  const lost = source.frame(1);
  assert.equal(rewritten(rewriter, frames(source, 64)).length, 64);
  assert.deepEqual(rewritten(rewriter, lost), []);
  // Ahead of the newest frame, and of a stream with shorter or no picture ids.
  const strange = [{ pictureId: 10_000 }, { pictureId: 63, bits: 7 }, { bits: 0 }] as const;
  for (const parts of strange) {
    const [gap] = source.frame(1);
    assert.ok(gap);
    assert.equal(rewritten(rewriter, source.frame(1)).length, 1);
    const view = rtpView({ sequence: gap.sequence, payload: vp8Payload(parts) });
    assert.equal(rewriter.rewrite(view, vp8Of(view)), false);
  }
});

test("[RTP3] padding is left out whatever the packet before was", () => {
  const { source, rewriter } = following();
  const [before] = source.frame(1);
  assert.ok(before);
  assert.equal(rewriter.rewrite(source.padding().view, vp8Of(before.view)), false);
  assert.equal(rewritten(rewriter, source.frame(1))[0]?.sequence, 102);
});
