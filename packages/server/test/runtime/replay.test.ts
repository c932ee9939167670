import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DirectWindow, SharedWindow, merged } from "../../src/runtime/replay.ts";

const bounds = { frames: 5, bytes: 1000 };
const frameOf = (seq: number) => Buffer.from(`s${seq}`);

const maker = { length: 2, direct: (n: number) => `d${n}` };

function sharedUpTo(last: number, within = bounds): SharedWindow {
  const window = new SharedWindow(within);
  for (let seq = 1; seq <= last; seq += 1) window.add(seq, frameOf(seq));
  return window;
}

test("[REPLAY1] a window gives what came after, or nothing when a part of it is gone", () => {
  const window = sharedUpTo(9);
  const seqs = (after: number) => window.after(after)?.map(({ seq }) => seq) ?? null;
  assert.deepEqual(seqs(9), []);
  assert.deepEqual(seqs(7), [8, 9]);
  assert.deepEqual(seqs(4), [5, 6, 7, 8, 9]);
  assert.equal(seqs(3), null);
  assert.equal(seqs(10), null, "a client that claims to be ahead was never here");
});

test("[REPLAY2] a window is bounded by bytes too", () => {
  const window = sharedUpTo(9, { frames: 100, bytes: 6 });
  assert.equal(window.after(5), null);
  assert.equal(window.after(6)?.length, 3);
});

test("[REPLAY1] the same for frames that are for one session alone, in a ring", () => {
  const window = new DirectWindow({ frames: 5, bytes: 1000 });
  for (let n = 1; n <= 12; n += 1) assert.equal(window.add(maker, n * 10), `d${n}`);
  const missed = window.after(7) ?? [];
  assert.deepEqual(
    missed.map(({ n, after, frame }) => [n, after, frame]),
    [8, 9, 10, 11, 12].map((n) => [n, n * 10, `d${n}`]),
  );
  assert.deepEqual(window.after(12), []);
  assert.equal(window.after(6), null);
  assert.equal(window.after(13), null);
});

test("[REPLAY2] a session's window too; what is larger than it leaves nothing", () => {
  const window = new DirectWindow({ frames: 100, bytes: 6 });
  for (let n = 1; n <= 9; n += 1) window.add(maker, 0);
  assert.equal(window.after(5), null);
  assert.equal(window.after(6)?.length, 3);
  window.add({ ...maker, length: 7 }, 0);
  assert.equal(window.after(9), null);
  assert.deepEqual(window.after(10), []);
});

test("[REPLAY3] an empty window misses nothing, and knows no other beginning", () => {
  assert.deepEqual(new SharedWindow(bounds).after(0), []);
  assert.equal(new SharedWindow(bounds).after(1), null);
  assert.deepEqual(new DirectWindow(bounds).after(0), []);
});

test("[REPLAY4] merged, the frames are in the order in which they were sent", () => {
  const steps = fc.array(fc.boolean(), { maxLength: 40 });
  const points = fc.tuple(fc.nat(40), fc.nat(40));
  fc.assert(
    fc.property(steps, points, (isShared, [seenSeq, seenN]) => {
      const all = { frames: 100, bytes: 10_000 };
      const [shared, direct] = [new SharedWindow(all), new DirectWindow(all)];
      const sent: { name: string; seq: number; n: number }[] = [];
      let seq = 0;
      for (const step of isShared) {
        if (step) shared.add(++seq, frameOf(seq));
        else direct.add(maker, seq);
        sent.push({ name: step ? `s${seq}` : `d${direct.last}`, seq, n: direct.last });
      }
      const [missedShared, missedDirect] = [shared.after(seenSeq), direct.after(seenN)];
      if (missedShared === null || missedDirect === null) {
        assert.ok(seenSeq > seq || seenN > direct.last);
        return;
      }
      const wanted = sent.filter(({ name }) =>
        name.startsWith("s") ? Number(name.slice(1)) > seenSeq : Number(name.slice(1)) > seenN,
      );
      assert.deepEqual(
        merged(missedShared, missedDirect).map(String),
        wanted.map(({ name }) => name),
      );
    }),
    { numRuns: 500 },
  );
});
