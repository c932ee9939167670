/** The pool with the real worker: node-datachannel and all. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { parse } from "sdp-transform";
import { pino } from "pino";
import type { MediaPool } from "../../../src/media/pool.ts";
import { startMediaPool } from "../../../src/media/start-pool.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { mediaServerContract } from "../../runtime/media-server-contract.ts";
import { TestRoom } from "./pool-world.ts";

async function realPool(): Promise<MediaPool> {
  const warnings: string[] = [];
  const pool = await startMediaPool({
    config: {
      ...{ bindAddress: "127.0.0.1", announced: ["127.0.0.1", "192.0.2.1"] },
      ...{ port: 0, portIs: "usual", workers: 1 },
    },
    environment: {},
    clock: systemClock,
    log: pino({ level: "warn" }, { write: (line) => warnings.push(line) }),
  });
  assert.ok(pool !== null, warnings.join(""));
  return pool;
}

mediaServerContract("the SFU", async () => {
  const pool = await realPool();
  return { server: pool, close: () => pool.close() };
});

async function startReal(t: TestContext): Promise<MediaPool> {
  const pool = await realPool();
  t.after(() => pool.close());
  return pool;
}

async function downOffer(room: TestRoom, participantId: string, generation: number) {
  room.send({ type: "join", participantId, generation });
  const notice = await room.next("offer");
  assert.ok(notice.type === "offer");
  assert.equal(notice.generation, generation);
  return parse(notice.sdp);
}

test("[POOL1] the worker's offer has the announced addresses with the port of the pool", async (t) => {
  const pool = await startReal(t);
  const offer = await downOffer(new TestRoom(pool, "r"), "ann", 1);
  const candidates = offer.media.flatMap((section) => section.candidates ?? []);
  const reached = new Set(candidates.map(({ ip, port }) => `${ip}:${port}`));
  assert.deepEqual(reached, new Set([`127.0.0.1:${pool.port}`, `192.0.2.1:${pool.port}`]));
});

test("[POOL10] signals that reach the whole group of processes do not end the worker", async (t) => {
  const pool = await startReal(t);
  const { pid } = pool;
  assert.ok(pid !== null);
  for (const signal of ["SIGTERM", "SIGINT"]) process.kill(pid, signal);
  const offer = await downOffer(new TestRoom(pool, "r"), "ann", 1);
  assert.ok(offer.media.length > 0);
  assert.equal(pool.pid, pid);
});

test("[POOL3] after kill -9 the worker is back, and so are its rooms", async (t) => {
  const pool = await startReal(t);
  const room = new TestRoom(pool, "r");
  await downOffer(room, "ann", 1);
  assert.ok(pool.pid !== null);
  process.kill(pool.pid, "SIGKILL");
  await room.next("lost");
  await room.next("ready");
  const offer = await downOffer(room, "ann", 2);
  assert.ok(offer.media.length > 0);
});
