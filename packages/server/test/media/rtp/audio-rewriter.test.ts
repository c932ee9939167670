import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { AudioRewriter } from "../../../src/media/rtp/audio-rewriter.ts";
import { tsDiff } from "../../../src/media/rtp/sequence.ts";
import { type PacketParts, hex, rtpView } from "./packets.ts";

const FIRST = { firstSequence: 0xffff, firstTimestamp: 5000 };

type Out = [sequence: number, timestamp: number, marker: boolean];

function rewrite(rewriter: AudioRewriter, parts: PacketParts, nowMs = 0): Out | null {
  if (!rewriter.rewrite(rtpView(parts), nowMs)) return null;
  return [rewriter.sequence, rewriter.timestamp, rewriter.marker];
}

/** Begins with a source and gives its first packet. */
function begin(rewriter: AudioRewriter, parts: PacketParts, nowMs = 0): Out | null {
  rewriter.startSource(rtpView(parts), nowMs);
  return rewrite(rewriter, parts, nowMs);
}

test("[RTP6] nothing goes out before a source is followed, nor after a stop", () => {
  const rewriter = new AudioRewriter(FIRST);
  assert.equal(rewrite(rewriter, { sequence: 1 }), null);
  assert.deepEqual(begin(rewriter, { sequence: 1 }), [32_767, 5000, true]);
  rewriter.stop();
  assert.equal(rewrite(rewriter, { sequence: 2 }), null);
});

test("[RTP6] one source goes on over every wrap-around, with its markers and DTX pauses", () => {
  const rewriter = new AudioRewriter(FIRST);
  const base = 0xffff_fc40;
  assert.deepEqual(begin(rewriter, { sequence: 65_535, timestamp: base }), [32_767, 5000, true]);
  assert.deepEqual(rewrite(rewriter, { sequence: 0, timestamp: 0 }), [32_768, 5960, false]);
  // 400 ms of silence skip no sequence number.
  const talk = { sequence: 1, timestamp: 19_200, marker: true };
  assert.deepEqual(rewrite(rewriter, talk), [32_769, 25_160, true]);
  assert.equal(rewriter.toOutTimestamp(19_200 + 960), 26_120);
});

test("[RTP6] reordered packets keep their place, duplicates and what is too late go nowhere", () => {
  const rewriter = new AudioRewriter(FIRST);
  begin(rewriter, { sequence: 100, timestamp: 0 });
  assert.deepEqual(rewrite(rewriter, { sequence: 102, timestamp: 1920 }), [32_769, 6920, false]);
  assert.deepEqual(rewrite(rewriter, { sequence: 101, timestamp: 960 }), [32_768, 5960, false]);
  assert.equal(rewrite(rewriter, { sequence: 101, timestamp: 960 }), null);
  assert.equal(rewrite(rewriter, { sequence: 99, timestamp: 0 }), null);
  assert.deepEqual(rewrite(rewriter, { sequence: 230, timestamp: 1 })?.[0], 32_897);
  assert.equal(rewrite(rewriter, { sequence: 102, timestamp: 1920 }), null);
});

test("[RTP6] a packet of padding leaves no gap", () => {
  const rewriter = new AudioRewriter(FIRST);
  begin(rewriter, { sequence: 100, timestamp: 0 });
  assert.equal(rewrite(rewriter, { sequence: 101, payload: hex(""), padding: 4 }), null);
  assert.deepEqual(rewrite(rewriter, { sequence: 102, timestamp: 960 }), [32_768, 5960, false]);
});

test("[RTP6] another source goes on without a gap, later by the time that passed", () => {
  const rewriter = new AudioRewriter(FIRST);
  begin(rewriter, { sequence: 100, timestamp: 0 }, 1000);
  rewrite(rewriter, { sequence: 102, timestamp: 1920 }, 1040);
  // What comes late does not count as the last.
  rewrite(rewriter, { sequence: 101, timestamp: 960 }, 1500);
  const other = { sequence: 9, timestamp: 0xffff_ffff };
  assert.deepEqual(begin(rewriter, other, 3040.5), [32_770, 6920 + 2000.5 * 48, true]);
  const next = rewrite(rewriter, { sequence: 10, timestamp: 959 }, 3060);
  assert.deepEqual(next, [32_771, 6920 + 2000.5 * 48 + 960, false]);
  assert.equal(rewrite(rewriter, { sequence: 8, timestamp: 0 }, 3060), null);
});

test("[RTP6] a change at once still leaves the last packet its 20 ms", () => {
  const rewriter = new AudioRewriter(FIRST);
  begin(rewriter, { sequence: 100, timestamp: 0 }, 1000);
  assert.deepEqual(begin(rewriter, { sequence: 7, timestamp: 7 }, 1003), [32_768, 5960, true]);
  assert.deepEqual(begin(rewriter, { sequence: 7, timestamp: 7 }, 900), [32_769, 6920, true]);
});

test("[RTP6] over any changes of source sequence numbers are continuous and time never goes back", () => {
  const step = fc.record({
    change: fc.boolean(),
    sequence: fc.nat(0xffff),
    timestamp: fc.nat(0xffff_ffff),
    ms: fc.integer({ min: 1, max: 5000 }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 40 }), (steps) => {
      const rewriter = new AudioRewriter(FIRST);
      let [sequence, timestamp, now] = [0, 0, 0];
      let last: Out = [32_766, 5000 - 960, false];
      for (const [i, one] of steps.entries()) {
        now += one.ms;
        const anew = i === 0 || one.change;
        sequence = anew ? one.sequence : sequence + 1;
        timestamp = anew ? one.timestamp : timestamp + one.ms * 48;
        const out = (anew ? begin : rewrite)(rewriter, { sequence, timestamp }, now);
        assert.ok(out);
        assert.equal(out[0], (last[0] + 1) & 0xffff);
        const passed = anew ? Math.max(one.ms * 48, 960) : one.ms * 48;
        assert.equal(tsDiff(out[1], last[1]), i === 0 ? 960 : passed);
        last = out;
      }
    }),
    { numRuns: 100 },
  );
});
