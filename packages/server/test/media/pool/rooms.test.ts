/** Rooms on workers that are real processes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { TestRoom, runningPool } from "./pool-world.ts";

test("[POOL1] what a room sends arrives in order, and what its worker says comes back", async (t) => {
  const { pool } = await runningPool(t);
  const room = new TestRoom(pool, "r");
  const names = Array.from({ length: 50 }, (_, i) => `p${i}`);
  for (const participantId of names) room.send({ type: "join", participantId, generation: 1 });
  const { heard, rooms } = await room.tell();
  assert.deepEqual(heard, [...names, "ann"]);
  assert.equal(rooms.length, 1);
  assert.deepEqual(room.types, ["answer"], "a room that finds a worker is not told so");
});

test("[POOL1] a closed room is closed in its worker, sends nothing and is told nothing", async (t) => {
  const { pool } = await runningPool(t);
  const first = new TestRoom(pool, "r");
  const before = first.ask({ deed: "tell" });
  await before;
  first.send({ type: "offer", participantId: "late", generation: 1, negotiation: 1, sdp: "" });
  first.close();
  first.close();
  first.send({ type: "leave", participantId: "after" });
  // The same room again: it is another one for the worker, and the late answer is not for it.
  const second = new TestRoom(pool, "r");
  const { heard, rooms } = await second.tell();
  assert.deepEqual(heard, ["ann", "late", "ann"]);
  assert.equal(rooms.length, 1);
  assert.deepEqual(first.types, ["answer"]);
  assert.deepEqual(second.types, ["answer"]);
});

test("[POOL2] a new room goes to the worker with the fewest transports, then rooms", async (t) => {
  const { pool } = await runningPool(t, { workers: 2 });
  const [one, two, three] = ["1", "2", "3"].map((id) => new TestRoom(pool, id));
  assert.ok(one !== undefined && two !== undefined && three !== undefined);
  const pids = await Promise.all([one, two, three].map(async (room) => (await room.tell()).pid));
  assert.notEqual(pids[0], pids[1], "the second room goes to the other worker");
  assert.equal(pids[2], pids[0], "with as many each, the first is as good");
  await one.ask({ deed: "beat", transports: 3, packets: 0 });
  await two.ask({ deed: "beat", transports: 4, packets: 0 });
  const four = await new TestRoom(pool, "4").tell();
  assert.equal(four.pid, pids[0], "two rooms with three transports weigh less than one with four");
});
