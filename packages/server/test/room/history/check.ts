import assert from "node:assert/strict";
import fc from "fast-check";
import type { Event } from "../../../src/room/event.ts";
import { reduce } from "../../../src/room/reduce.ts";
import { History } from "./history.ts";
import { step } from "./steps.ts";

/** How often each kind of event has happened. */
export type Tally = Map<Event["type"], number>;

/**
 * Runs so many random histories, which all have to hold; returns what happened in them. A longer
 * hunt: `node -e 'import("./check.ts").then(({ checkHistories }) => checkHistories(100_000))'`.
 */
export function checkHistories(numRuns: number): Tally {
  const tally: Tally = new Map();
  const steps = fc.array(step, { minLength: 80, maxLength: 120, size: "max" });
  fc.assert(
    fc.property(steps, (all) => {
      const history = new History();
      for (const one of all) history.run(one);
      history.finish();
      const { events, state } = history.world;
      assert.deepEqual(events.reduce(reduce, history.start), state, "the events rebuild the state");
      for (const { type } of events) tally.set(type, (tally.get(type) ?? 0) + 1);
    }),
    { numRuns },
  );
  return tally;
}
