import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { OutHistory } from "../../../src/media/rtp/out-history.ts";

function note(history: OutHistory, sequence: number, inSeq: number): void {
  const numbers = { timestamp: sequence * 3000, pictureId: -1, tl0PicIdx: -1, currentLayer: 1 };
  history.note({ ...numbers, sequence }, inSeq);
}

test("[RTP7] a sent packet is found under its out-sequence number, with all that was noted", () => {
  const history = new OutHistory();
  assert.equal(history.find(0), false);
  assert.equal(history.find(65_535), false);
  const sent = { sequence: 7, timestamp: 0xffff_fff0, currentLayer: 2 };
  history.note({ ...sent, pictureId: 0x7fff, tl0PicIdx: 255 }, 65_535);
  note(history, 8, 3);
  assert.ok(history.find(7));
  assert.deepEqual([history.layer, history.inSeq, history.outTimestamp], [2, 65_535, 0xffff_fff0]);
  assert.deepEqual([history.pictureId, history.tl0PicIdx], [0x7fff, 255]);
  assert.ok(history.find(8));
  assert.deepEqual([history.layer, history.inSeq, history.outTimestamp], [1, 3, 24_000]);
  assert.deepEqual([history.pictureId, history.tl0PicIdx], [-1, -1]);
});

test("[RTP8] a number that was never used, or 512 ago, is not found", () => {
  const history = new OutHistory();
  note(history, 100, 1);
  note(history, 103, 4);
  assert.deepEqual(
    [101, 102, 104, 99].map((seq) => history.find(seq)),
    [false, false, false, false],
  );
  note(history, 102, 3);
  assert.equal(history.find(102), true);
  note(history, 612, 5);
  assert.deepEqual(
    [100, 101, 102, 612].map((seq) => history.find(seq)),
    [false, false, true, true],
  );
  for (const old of [100, 90]) {
    note(history, old, 1);
    assert.deepEqual([history.find(old), history.find(612)], [false, true]);
  }
  assert.equal(history.inSeq, 5);
  note(history, 5000, 6);
  assert.deepEqual(
    [102, 612, 5000].map((seq) => history.find(seq)),
    [false, false, true],
  );
});

test("[RTP8] for any sequence of numbers exactly the newest 512 that were used are found", () => {
  const step = fc.oneof(fc.integer({ min: -5, max: 9 }), fc.integer({ min: -600, max: 600 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.nat(65_535), (steps, start) => {
      const history = new OutHistory();
      const used = new Map<number, number>();
      let newest = start;
      for (const [i, ahead] of steps.entries()) {
        const sequence = i === 0 ? start : newest + ahead;
        newest = Math.max(newest, sequence);
        note(history, sequence & 0xffff, i);
        used.set(sequence, i);
      }
      for (let s = newest - 1200; s <= newest + 3; s++) {
        const expected = newest - s < 512 ? used.get(s) : undefined;
        assert.equal(history.find(s & 0xffff), expected !== undefined, `${newest - s} ago`);
        if (expected !== undefined) assert.equal(history.inSeq, expected);
      }
    }),
    { numRuns: 60 },
  );
});
