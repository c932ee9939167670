import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import type { FakeClock } from "../support/fake-clock.ts";

/** After so long what is waited for will not come. */
const PATIENCE_MS = 10_000;

/** Lets the machine work, and time pass in small steps, until the condition holds. */
export async function passTimeUntil(clock: FakeClock, condition: () => boolean): Promise<void> {
  await until(() => {
    if (condition()) return true;
    clock.advance(10);
    return false;
  });
}

/** Lets the machine work, and no time pass, until the condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!condition()) {
    assert.ok(performance.now() < end, "what was waited for has not come");
    await setImmediate();
  }
}
