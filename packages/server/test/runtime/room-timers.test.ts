import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS } from "@parley/protocol";
import type { Command } from "../../src/room/command.ts";
import { emptyRoom } from "../../src/room/state.ts";
import { RoomTimers } from "../../src/runtime/room-timers.ts";
import { ROOM } from "../room/room-world.ts";

const MINUTE = 60_000;

/** A clock whose timers fire a millisecond before their time, as those of the system sometimes do. */
class HastyClock {
  time = 0;
  #next: { readonly ms: number; readonly fn: () => void } | null = null;

  now(): number {
    return this.time;
  }

  after(ms: number, fn: () => void): () => void {
    this.#next = { ms, fn };
    return () => {
      this.#next = null;
    };
  }

  soon(): void {}

  /** Fires the timer there is: `early` ms before its time. */
  fire(early: number): void {
    const next = this.#next;
    assert.ok(next !== null, "a timer is set");
    this.#next = null;
    this.time += Math.max(0, next.ms - early);
    next.fn();
  }
}

test("[EXPIREWS6] a timer that fires early neither warns nor ends too early, nor forgets to", () => {
  const clock = new HastyClock();
  const expiresAt = 10 * MINUTE;
  const limits = {
    capacity: 8,
    graceMs: 1,
    waiting: 1,
    chatRows: 1,
    chatRecent: 1,
    chatInWelcome: 1,
  };
  const room = { ...ROOM, expiresAt };
  const state = emptyRoom({ room, roomId: "r", stream: "s", limits });
  const posted: Command[] = [];
  const post = (command: Command) => posted.push(command);
  const timers = new RoomTimers({ clock, limits: LIMITS, state: () => state, post });
  for (let round = 0; round < 3; round += 1) {
    clock.fire(1);
    assert.equal(posted.length, round, "not before its time");
    clock.fire(0);
    assert.equal(posted.length, round + 1);
  }
  assert.deepEqual(
    posted.map(({ type, at }) => [type, at]),
    [
      ["expiry.near", 5 * MINUTE],
      ["expiry.near", 9 * MINUTE],
      ["expiry", expiresAt],
    ],
  );
  timers.close();
});
