/** Workers that die, hang, lie or do not start. They are real processes; the time is the test's. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS } from "@parley/protocol";
import type { MediaPool } from "../../../src/media/pool.ts";
import { TestRoom, freePort, isAlive, poolWorld, runningPool } from "./pool-world.ts";

const { min, max } = LIMITS.workerRestartMs;

const state = (pool: MediaPool) =>
  pool.stats().workers.map(({ up, restarts }) => ({ up, restarts }));

/** Kills the room's worker and waits until the room knows. */
async function killWorkerOf(room: TestRoom): Promise<void> {
  const { pid } = await room.tell();
  process.kill(pid, "SIGKILL");
  await room.next("lost");
}

test("[POOL3] when the only worker is killed its rooms are told, and again when the next one is there", async (t) => {
  const port = await freePort();
  const { pool, clock } = await runningPool(t, { port, portIs: "wanted" });
  assert.equal(pool.port, port);
  const [room, other] = [new TestRoom(pool, "r"), new TestRoom(pool, "other")];
  const before = await room.tell();
  // As the runtime does: all that is to be done again goes out while it is told.
  room.onNotice = ({ type }) => {
    for (const participantId of type === "ready" ? ["ann", "bob"] : []) {
      room.send({ type: "join", participantId, generation: 2 });
    }
  };
  process.kill(before.pid, "SIGKILL");
  await Promise.all([room.next("lost"), other.next("lost")]);
  room.send({ type: "leave", participantId: "unheard" });
  clock.advance(min);
  await Promise.all([room.next("ready"), other.next("ready")]);
  const after = await room.tell();
  assert.notEqual(after.pid, before.pid);
  assert.deepEqual(after.heard, ["ann", "bob", "ann"], "in order, after the room was opened");
  assert.deepEqual(after.rooms.length, 2);
  assert.equal(pool.port, port, "it has the port that was configured");
  assert.deepEqual(room.types, ["answer", "lost", "ready", "answer"]);
});

test("[POOL3] with another worker alive the rooms of a dead one are there at once", async (t) => {
  const { pool } = await runningPool(t, { workers: 2 });
  const [one, two] = [new TestRoom(pool, "1"), new TestRoom(pool, "2")];
  const other = await two.tell();
  await killWorkerOf(one);
  assert.deepEqual(one.types, ["answer", "lost", "ready"], "no time has passed");
  assert.equal((await one.tell()).pid, other.pid);
  assert.deepEqual(two.types, ["answer"], "the other worker's room has noticed nothing");
});

test("[POOL3] a room that is opened while no worker runs is told when one does", async (t) => {
  const { pool, clock } = await runningPool(t);
  await killWorkerOf(new TestRoom(pool, "r"));
  const late = new TestRoom(pool, "late");
  late.send({ type: "leave", participantId: "unheard" });
  clock.advance(min);
  await late.next("ready");
  assert.deepEqual((await late.tell()).heard, ["ann"]);
});

test("[POOL4] a worker that dies again and again is started ever later, until one has lived", async (t) => {
  const { pool, clock } = await runningPool(t);
  const room = new TestRoom(pool, "r");
  const delays = [min, 2 * min, 4 * min, 8 * min, 16 * min, max, max];
  for (const [i, delay] of delays.entries()) {
    await killWorkerOf(room);
    clock.advance(delay - 1);
    assert.deepEqual(state(pool), [{ up: false, restarts: i }]);
    clock.advance(1);
    assert.deepEqual(state(pool), [{ up: false, restarts: i + 1 }]);
    await room.next("ready");
  }
  // It would be taken for dead if it said nothing for so long.
  for (let lived = 0; lived < max; lived += 1000) {
    clock.advance(1000);
    await room.tell();
  }
  await killWorkerOf(room);
  clock.advance(min);
  await room.next("ready");
});

test("[POOL4] a worker that is silent for too long is killed and replaced", async (t) => {
  const { pool, clock, warnings } = await runningPool(t);
  const room = new TestRoom(pool, "r");
  const { pid } = await room.tell();
  clock.advance(LIMITS.workerSilenceMs - 1);
  await room.ask({ deed: "hang" });
  clock.advance(LIMITS.workerSilenceMs - 1);
  assert.ok(isAlive(pid));
  clock.advance(1);
  await room.next("lost");
  assert.ok(!isAlive(pid));
  assert.match(warnings.join(""), /it was silent for too long/);
  clock.advance(min);
  await room.next("ready");
});

test("[POOL5] what a worker should not say is dropped and logged, and the meeting goes on", async (t) => {
  const { pool, warnings } = await runningPool(t);
  const [room, other] = [new TestRoom(pool, "r"), new TestRoom(pool, "other")];
  await room.ask({ deed: "nonsense" });
  assert.deepEqual(room.types, ["answer"]);
  assert.equal(warnings.length, 1, "once, however much of it comes");
  assert.match(warnings[0] ?? "", /sends what cannot be read/);
  assert.equal(pool.stats().workers[0]?.loopLagMs, 0);
  assert.equal((await other.tell()).rooms.length, 2);
});

test("[POOL6] without the native module there is no SFU, and one line in the log says why", async (t) => {
  const { start, warnings } = poolWorld(t, { workers: 2 }, "cannot-load");
  assert.equal(await start(), null);
  const said = warnings.filter((line) => line.includes("there is no SFU"));
  assert.equal(said.length, 1);
  assert.match(said[0] ?? "", /native_module.*no binary for this machine/);
});

test("[POOL6] a worker that crashes at its start makes no SFU", async (t) => {
  const { start, warnings } = poolWorld(t, {}, "crashes");
  assert.equal(await start(), null);
  assert.match(warnings.at(-1) ?? "", /exit code 7.*there is no SFU/);
});

test("[POOL6] a worker that does not start in time is killed, and makes no SFU", async (t) => {
  const { start, warnings, clock, printed } = poolWorld(t, {}, "never-starts");
  const starting = start();
  const pid = Number(/here as (\d+)/.exec(await printed)?.[1]);
  clock.advance(LIMITS.workerStartMs);
  assert.equal(await starting, null);
  assert.ok(!isAlive(pid));
  assert.match(warnings.at(-1) ?? "", /did not start in time/);
});
