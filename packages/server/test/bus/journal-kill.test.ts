import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { LIMITS } from "@parley/protocol/limits";
import { RedisJournals } from "../../src/bus/redis-journal.ts";
import { Redis } from "../../src/bus/redis.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { SILENT, clusterOfFile } from "./cluster.ts";

const APPEND_AND_DIE = join(import.meta.dirname, "children/append-and-die.ts");

const cluster = clusterOfFile();

/** Resolves with the signal that has ended the process. */
function appendAndDie(url: string, roomId: string): Promise<NodeJS.Signals | null> {
  const child = spawn(process.execPath, [APPEND_AND_DIE, url, roomId], { stdio: "inherit" });
  return new Promise((resolve) => child.once("exit", (_, signal) => resolve(signal)));
}

test("[JOURNAL6] a log has what is said to be written, also when the process is killed at once", async () => {
  const { url } = cluster.redisServer();
  const shared = { clock: systemClock, limits: LIMITS, log: SILENT };
  const redis = new Redis({ ...shared, url });
  await redis.start();
  const journals = new RedisJournals({ ...shared, redis, store: await cluster.store() });
  try {
    for (let round = 0; round < 5; round += 1) {
      const roomId = await cluster.room();
      assert.equal(await appendAndDie(url, roomId), "SIGKILL");
      assert.deepEqual(await journals.read(roomId, 1), {
        checkpoint: "checkpoint",
        entries: ["the last words"],
      });
    }
  } finally {
    await journals.close();
    await redis.close();
  }
});
