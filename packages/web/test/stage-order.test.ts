import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { NO_ORDER, type StageOrder, nextOrder } from "../src/meeting/stage-order.ts";

type Stage = Parameters<typeof nextOrder>[1];

const EIGHT = ["a", "b", "c", "d", "e", "f", "g", "h"];
const stage = (more: Partial<Stage>): Stage => ({
  keys: EIGHT,
  large: null,
  places: 4,
  staying: [],
  speaking: [],
  ...more,
});
const inView = ({ keys }: StageOrder, places = 4) => keys.slice(0, places);

/** Who is in view after these have spoken one after another. */
function after(...turns: readonly (readonly string[])[]): StageOrder {
  let order = nextOrder(NO_ORDER, stage({}));
  for (const speaking of turns) order = nextOrder(order, stage({ speaking }));
  return order;
}

test("[WEBM3] who speaks takes the place of the longest silent one in view, and nobody else moves", () => {
  assert.deepEqual(inView(after(["a"], ["c"], ["d"], ["b"], ["g"])), ["g", "b", "c", "d"]);
  assert.deepEqual(inView(after(["a"], ["g"])), ["a", "b", "c", "g"]);
});

test("who speaks and is in view already stays where they are", () => {
  const before = after(["g"]);
  assert.deepEqual(after(["g"], ["b"], ["g"]).keys, before.keys);
});

test("with more speakers than places the loudest are in view", () => {
  const { keys } = nextOrder(NO_ORDER, stage({ places: 2, speaking: ["h", "g", "f"] }));
  assert.deepEqual(new Set(keys.slice(0, 2)), new Set(["h", "g"]));
});

test("oneself and shared screens are in view and stay there", () => {
  let order = nextOrder(NO_ORDER, stage({ staying: ["h"], places: 2 }));
  assert.deepEqual(inView(order, 2), ["a", "h"]);
  order = nextOrder(order, stage({ staying: ["h"], places: 2, speaking: ["f"] }));
  assert.deepEqual(inView(order, 2), ["f", "h"]);
});

test("the large one takes no place in the strip, and has its own again afterwards", () => {
  const before = nextOrder(NO_ORDER, stage({}));
  const pinned = nextOrder(before, stage({ large: "b", speaking: ["g"] }));
  assert.deepEqual(pinned.keys.filter((key) => key !== "b").slice(0, 4), ["a", "c", "d", "g"]);
  assert.equal(nextOrder(pinned, stage({})).keys[1], "b");
});

test("who leaves makes room, and who comes stands last", () => {
  const left = nextOrder(after(["g"]), stage({ keys: ["a", "c", "d", "e", "g", "new"] }));
  assert.deepEqual(left.keys, ["a", "c", "g", "e", "d", "new"]);
});

const someone = fc.constantFrom(...EIGHT);
const stages = fc.record({
  keys: fc.uniqueArray(someone, { minLength: 1 }),
  large: fc.option(someone),
  places: fc.integer({ min: 0, max: 8 }),
  staying: fc.uniqueArray(someone, { maxLength: 2 }),
  speaking: fc.uniqueArray(someone, { maxLength: 5 }),
});

test("whatever happens, everybody stands once, and drawing again changes nothing", () => {
  fc.assert(
    fc.property(fc.array(stages, { minLength: 1 }), (steps) => {
      let order = NO_ORDER;
      for (const step of steps) {
        const large = step.large !== null && step.keys.includes(step.large) ? step.large : null;
        order = nextOrder(order, { ...step, large });
        assert.deepEqual(order.keys.toSorted(), step.keys.toSorted());
        assert.equal(nextOrder(order, { ...step, large }), order);
      }
    }),
  );
});
