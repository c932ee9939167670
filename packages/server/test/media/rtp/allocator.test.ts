import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type Choice,
  type Want,
  allocate,
  wantedBudget,
} from "../../../src/media/rtp/allocator.ts";

const STOPPED: Choice = { layer: -1, temporal: 0 };
const CAMERA = [
  { bps: 150_000, width: 320 },
  { bps: 500_000, width: 640 },
  { bps: 1_700_000, width: 1280 },
];

function camera(want: Partial<Want> = {}): Want {
  return { priority: 2, width: 1280, layers: CAMERA, current: STOPPED, ...want };
}

function given(budgetBps: number, wants: readonly Want[]): Choice[] {
  const out: Choice[] = [];
  allocate(budgetBps, wants, out);
  return out;
}

function at(layer: number, temporal = 2): Choice {
  return { layer, temporal };
}

test("[BWE5] everybody gets the lowest layer before anybody gets more", () => {
  const wants = [camera({ priority: 1 }), camera(), camera()];
  assert.deepEqual(given(3 * 150_000 * 1.1, wants), [at(0), at(0), at(0)]);
  assert.deepEqual(given(800_000 * 1.1, wants), [at(1), at(0), at(0)]);
  assert.deepEqual(given(1_150_000 * 1.1, wants), [at(1), at(0), at(0)]);
  assert.deepEqual(given(2_350_000 * 1.1, wants), [at(2), at(1), at(0)]);
});

test("[BWE5] when the lowest layer does not fit, frames go first, then pictures, the least important first", () => {
  const wants = [camera({ width: 100 }), camera({ priority: 1 }), camera({ width: 200 })];
  assert.deepEqual(given(390_000 * 1.1, wants), [at(0, 1), at(0), at(0)]);
  assert.deepEqual(given(180_000 * 1.1, wants), [at(0, 0), at(0, 0), at(0, 0)]);
  assert.deepEqual(given(179_000 * 1.1, wants), [STOPPED, at(0, 0), at(0, 0)]);
  assert.deepEqual(given(66_000, wants), [STOPPED, at(0, 0), STOPPED]);
  assert.deepEqual(given(0, wants), [STOPPED, STOPPED, STOPPED]);
  assert.deepEqual(given(-50_000, wants), [STOPPED, STOPPED, STOPPED]);
});

test("[BWE5] no layer is wider than what is shown needs", () => {
  const layerFor = (width: number) => given(1e9, [camera({ width })])[0];
  assert.deepEqual(layerFor(1), at(0));
  assert.deepEqual(layerFor(320), at(0));
  assert.deepEqual(layerFor(360), at(0));
  assert.deepEqual(layerFor(400), at(1));
  assert.deepEqual(layerFor(4000), at(2));
  assert.deepEqual(layerFor(0), STOPPED);
});

test("[BWE5] layers that do not exist are passed over", () => {
  const layers = (...bps: number[]) =>
    CAMERA.map((layer, index) => ({ ...layer, bps: bps[index] ?? 0 }));
  assert.deepEqual(given(1e9, [camera({ width: 640, layers: layers(150_000, 0, 1_700_000) })]), [
    at(2),
  ]);
  assert.deepEqual(given(1e9, [camera({ width: 100, layers: layers(0, 0, 1_700_000) })]), [at(2)]);
  assert.deepEqual(given(1e9, [camera({ layers: layers(150_000) })]), [at(0)]);
  assert.deepEqual(given(1e9, [camera({ layers: [] })]), [STOPPED]);
});

test("[BWE5] a stream without temporal layers is sent whole or not at all", () => {
  const screen = camera({
    priority: 0,
    layers: [{ bps: 400_000, width: 1920 }],
    temporalLayers: 1,
  });
  assert.deepEqual(given(441_000, [screen]), [at(0)]);
  assert.deepEqual(given(439_000, [screen]), [STOPPED]);
});

test("[BWE5] a picture too large to fit alone holds up nobody", () => {
  const screen = camera({
    priority: 0,
    layers: [{ bps: 2_000_000, width: 1920 }],
    temporalLayers: 1,
  });
  assert.deepEqual(given(600_000, [screen, camera()]), [STOPPED, at(1)]);
  assert.deepEqual(given(2_400_000, [screen, camera()]), [at(0), at(0)]);
});

test("[BWE7] a step up needs a tenth more than it costs, staying does not", () => {
  assert.deepEqual(given(549_000, [camera()]), [at(0)]);
  assert.deepEqual(given(550_000, [camera()]), [at(1)]);
  assert.deepEqual(given(500_000, [camera({ current: at(1) })]), [at(1)]);
  assert.deepEqual(given(499_000, [camera({ current: at(1) })]), [at(0)]);
});

test("the results of an earlier call do not remain", () => {
  const out = [at(2), at(2), at(2)];
  assert.equal(allocate(1e6, [camera({ width: 320 })], out), 150_000);
  assert.deepEqual(out, [at(0)]);
});

const choice = fc.record({ layer: fc.integer({ min: -1, max: 2 }), temporal: fc.nat(2) });
const layers = fc
  .uniqueArray(fc.integer({ min: 20_000, max: 3_000_000 }), { minLength: 1, maxLength: 3 })
  .map((rates) =>
    rates.toSorted((a, b) => a - b).map((bps, index) => ({ bps, width: 320 * 2 ** index })),
  );
const want: fc.Arbitrary<Want> = fc.record({
  priority: fc.nat(2),
  width: fc.constantFrom(0, 160, 320, 640, 1280, 1920),
  layers,
  temporalLayers: fc.constantFrom<1 | 2 | 3>(1, 2, 3),
  current: choice,
});
const wants = fc.array(want, { maxLength: 8 });
const budget = fc.integer({ min: -100_000, max: 12_000_000 });

const SHARES = { 1: [1, 1, 1], 2: [0.6, 1, 1], 3: [0.4, 0.6, 1] } as const;

function costOf(one: Want, { layer, temporal }: Choice): number {
  const bps = one.layers[layer]?.bps ?? 0;
  return bps * (SHARES[one.temporalLayers ?? 3][temporal] ?? 0);
}

function rank({ layer, temporal }: Choice): number {
  return layer * 3 + temporal;
}

function leastOf(one: Want): number {
  return costOf(one, { layer: 0, temporal: 0 });
}

test("[BWE5] what is sent never costs more than the budget", () => {
  fc.assert(
    fc.property(budget, wants, (budgetBps, all) => {
      const out: Choice[] = [];
      const used = allocate(budgetBps, all, out);
      const cost = all.reduce((sum, one, index) => sum + costOf(one, out[index] ?? STOPPED), 0);
      assert.ok(cost <= Math.max(0, budgetBps) + 1, `${cost} of ${budgetBps}`);
      assert.ok(Math.abs(cost - used) < 1);
    }),
    { numRuns: 300 },
  );
});

test("[BWE6] a larger budget never gives anybody less", () => {
  fc.assert(
    fc.property(budget, budget, wants, (one, other, all) => {
      const less = Math.min(one, other);
      // Those who do not fit alone are left out; with more they may come in and push others back.
      const fitting = all.filter((each) => leastOf(each) * 1.1 <= less);
      const before = given(less, fitting);
      const after = given(Math.max(one, other), fitting);
      for (const [index, choiceBefore] of before.entries()) {
        assert.ok(rank(after[index] ?? STOPPED) >= rank(choiceBefore));
      }
    }),
    { numRuns: 300 },
  );
});

test("[BWE5] while a shown picture that would fit alone is stopped, nobody gets more than the least", () => {
  fc.assert(
    fc.property(budget, wants, (budgetBps, all) => {
      const out = given(budgetBps, all);
      const isShown = (index: number) =>
        (all[index]?.width ?? 0) > 0 && leastOf(all[index] ?? camera()) * 1.1 <= budgetBps;
      const stopped = [...out.keys()].filter((index) => isShown(index) && out[index]?.layer === -1);
      if (stopped.length === 0) return;
      for (const [index, { layer, temporal }] of out.entries()) {
        const hasTemporal = all[index]?.temporalLayers !== 1;
        assert.ok(layer <= 0 && (!hasTemporal || temporal === 0));
      }
      const priorities = stopped.map((index) => all[index]?.priority ?? 0);
      const served = [...out.keys()].filter((index) => out[index]?.layer === 0);
      for (const index of served) {
        assert.ok((all[index]?.priority ?? 0) <= Math.min(...priorities));
      }
    }),
    { numRuns: 300 },
  );
});

test("[BWE7] with the same budget the second time, the choice stays for good", () => {
  fc.assert(
    fc.property(budget, wants, (budgetBps, all) => {
      const again = (choices: readonly Choice[]) =>
        given(
          budgetBps,
          all.map((one, index) => ({ ...one, current: choices[index] ?? STOPPED })),
        );
      const settled = again(given(budgetBps, all));
      assert.deepEqual(again(settled), settled);
    }),
    { numRuns: 300 },
  );
});

test("[BWE6] the wanted budget gives everybody what its width needs", () => {
  fc.assert(
    fc.property(wants, (all) => {
      const most = given(Number.MAX_SAFE_INTEGER, all);
      assert.deepEqual(given(Math.ceil(wantedBudget(all)) + 1, all), most);
    }),
    { numRuns: 300 },
  );
});
