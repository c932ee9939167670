/** That no worker is left, however the server ends, and that ports are what was asked for. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { LIMITS } from "@parley/protocol";
import { MediaPortError } from "../../../src/media/start-pool.ts";
import {
  TestRoom,
  freePort,
  gone,
  isAlive,
  poolWorld,
  runningPool,
  script,
  takePort,
} from "./pool-world.ts";

test("[POOL7] closing ends every worker, one that waits for its restart too", async (t) => {
  const { pool, clock } = await runningPool(t, { workers: 2 });
  const [one, two] = [new TestRoom(pool, "1"), new TestRoom(pool, "2")];
  const [first, second] = [await one.tell(), await two.tell()];
  process.kill(first.pid, "SIGKILL");
  await one.next("lost");
  await Promise.all([pool.close(), pool.close()]);
  assert.ok(!isAlive(second.pid));
  assert.equal(clock.waiting, 0, "nothing is started any more");
  assert.deepEqual(two.types, ["answer"], "a room hears nothing of the end");
  one.send({ type: "leave", participantId: "ann" });
  one.close();
  const late = new TestRoom(pool, "late");
  assert.deepEqual(late.types, []);
});

test("[POOL7] a worker that does not stop when it is asked to is killed", async (t) => {
  const { pool, clock } = await runningPool(t);
  const room = new TestRoom(pool, "r");
  const { pid } = await room.tell();
  await room.ask({ deed: "hang" });
  const closing = pool.close();
  clock.advance(LIMITS.workerSilenceMs - 1);
  assert.ok(isAlive(pid));
  clock.advance(1);
  await closing;
  assert.ok(!isAlive(pid));
  assert.equal(clock.waiting, 0);
});

/** What a server logs until it has said so of two workers: their process ids. */
async function pidsIn(lines: AsyncIterable<string>): Promise<number[]> {
  const pids: number[] = [];
  for await (const line of lines) {
    const pid = /"pid":(\d+).*has started/.exec(line)?.[1];
    if (pid !== undefined) pids.push(Number(pid));
    if (pids.length === 2) break;
  }
  return pids;
}

test("[POOL7] when the server is killed its workers end by themselves", async (t) => {
  const path = fileURLToPath(script("parent"));
  const worker = new URL("../../../src/media/worker/main.ts", import.meta.url).href;
  const parent = spawn(process.execPath, [path, worker]);
  t.after(() => parent.kill("SIGKILL"));
  const pids = await pidsIn(createInterface(parent.stdout));
  assert.deepEqual(pids.map(isAlive), [true, true]);
  parent.kill("SIGKILL");
  await once(parent, "exit");
  await Promise.all(pids.map(gone));
});

test("[POOL8] a UDP port that was asked for and is taken stops the start with a line that names it", async (t) => {
  const { port, free } = await takePort();
  t.after(free);
  const { start, warnings } = poolWorld(t, { port, portIs: "wanted" });
  await assert.rejects(start, (error) => {
    assert.ok(error instanceof MediaPortError);
    assert.match(error.message, new RegExp(`^MEDIA_PORT takes a free UDP port, .*:${port} `));
    return true;
  });
  assert.deepEqual(warnings, []);
});

test("[POOL8] when the usual UDP port is taken any free one will do, with a warning", async (t) => {
  const { port, free } = await takePort();
  t.after(free);
  const { pool, warnings } = await runningPool(t, { port });
  assert.notEqual(pool.port, port);
  assert.ok(pool.port !== null && pool.port > 0);
  assert.match(warnings.join(""), new RegExp(`"port":${port}.*MEDIA_PORT`));
});

test("[POOL8] workers have ports one after another", async (t) => {
  const port = await freePort(2);
  await runningPool(t, { port, portIs: "wanted", workers: 2 });
  await assert.rejects(takePort(port), /EADDRINUSE/);
  await assert.rejects(takePort(port + 1), /EADDRINUSE/);
});

test("[POOL9] a worker has nothing of the server's environment but what it is given", async (t) => {
  const { pool } = await runningPool(t);
  const { env } = await new TestRoom(pool, "r").tell();
  const { NODE_CHANNEL_FD: _fd, NODE_CHANNEL_SERIALIZATION_MODE: _mode, ...rest } = env;
  // What makes it smaller is the same for every worker.
  const { MALLOC_ARENA_MAX: _arenas, NODE_COMPILE_CACHE: _cache, ...given } = rest;
  assert.deepEqual(given, { PATH: "/usr/bin", MARK: "of this test" });
});
