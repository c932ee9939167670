import fc from "fast-check";
import type { Event } from "../../../src/room/event.ts";
import { History } from "./history.ts";
import { step } from "./steps.ts";

/** How often each kind of event has happened. */
export type Tally = ReadonlyMap<Event["type"], number>;

/**
 * Runs so many random histories, which all have to hold, and `check` at the end of each; returns
 * what happened in them. A longer hunt, from this folder:
 * `node -e 'import("./check.ts").then(({ checkHistories }) => checkHistories(100_000))'`.
 */
export function checkHistories(
  numRuns: number,
  check: (history: History) => void = () => {},
): Tally {
  const tally = new Map<Event["type"], number>();
  const steps = fc.array(step, { minLength: 80, maxLength: 120, size: "max" });
  fc.assert(
    fc.property(steps, (all) => {
      const history = new History();
      for (const one of all) history.run(one);
      history.finish();
      check(history);
      for (const { type } of history.world.events) tally.set(type, (tally.get(type) ?? 0) + 1);
    }),
    { numRuns },
  );
  return tally;
}
