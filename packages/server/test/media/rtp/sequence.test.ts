import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SequenceUnwrapper, seqDiff, tsDiff } from "../../../src/media/rtp/sequence.ts";

test("the difference of sequence numbers is the short way around", () => {
  assert.equal(seqDiff(5, 3), 2);
  assert.equal(seqDiff(3, 5), -2);
  assert.equal(seqDiff(0, 65_535), 1);
  assert.equal(seqDiff(65_535, 0), -1);
  assert.equal(seqDiff(32_767, 0), 32_767);
  assert.equal(seqDiff(32_768, 0), -32_768);
});

test("the difference of timestamps is the short way around", () => {
  assert.equal(tsDiff(3000, 0), 3000);
  assert.equal(tsDiff(2000, 0xffff_ffff), 2001);
  assert.equal(tsDiff(0xffff_ffff, 2000), -2001);
  assert.equal(tsDiff(0x8000_0000, 0), -0x8000_0000);
});

test("unwrapped numbers go on over the wrap-around and come back for what was reordered", () => {
  const unwrapper = new SequenceUnwrapper();
  const seen = [65_534, 0, 65_535, 1, 65_533].map((seq) => unwrapper.unwrap(seq));
  assert.deepEqual(seen, [131_070, 131_072, 131_071, 131_073, 131_069]);
});

test("unwrapping gives back what was wrapped, as far apart as 32,767", () => {
  const steps = fc.array(fc.integer({ min: -32_768, max: 32_767 }), { maxLength: 50 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 65_535 }), steps, (first, all) => {
      const unwrapper = new SequenceUnwrapper();
      let newest = unwrapper.unwrap(first);
      assert.equal(newest, first + 65_536);
      for (const step of all) {
        const next = newest + step;
        assert.equal(unwrapper.unwrap(next & 0xffff), next);
        newest = Math.max(newest, next);
      }
    }),
    { numRuns: 100 },
  );
});
