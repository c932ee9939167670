import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type TestContext, describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { ParleyError } from "@parley/protocol";
import { LIMITS } from "@parley/protocol/limits";
import {
  type Node,
  type NodeOptions,
  away,
  beat,
  clusterOfFile,
  here,
  isUnavailable,
} from "./cluster.ts";
import { passTimeUntil, until } from "./until.ts";

const { leaseMs, leaseRenewMs, leaseMarginMs } = LIMITS;

const cluster = clusterOfFile();

async function node(t: TestContext, options: NodeOptions = {}): Promise<Node> {
  const started = await cluster.node(randomUUID(), options);
  t.after(() => started.close());
  return started;
}

/** It never answers, until the test says so. */
function hanging(): { readonly fault: () => Promise<never>; readonly end: () => void } {
  const { promise, reject } = Promise.withResolvers<never>();
  return { fault: () => promise, end: () => reject(new ParleyError("unavailable")) };
}

/** The node is gone without a word: nothing has been heard of it for the lease. */
async function vanish({ placement, redis }: Node): Promise<void> {
  await redis.run("DEL", `parley:node:${placement.self.id}`);
  await cluster.silence(placement.self.id, leaseMs);
}

describe("Placement: the lease", { timeout: 60_000 }, () => {
  const held = leaseMs - leaseMarginMs;

  it("[LEASE1] either of Redis and Postgres keeps it, whether the other fails or hangs", async (t) => {
    const one = await node(t);
    const { fault, end } = hanging();
    for (const each of [away, fault]) {
      one.postgres.fault = each;
      for (let n = 0; n < 6; n += 1) {
        await beat(one);
        assert.equal(one.placement.holds(), true);
      }
    }
    one.postgres.fault = null;
    end();
    await beat(one);
    cluster.redisServer().pause();
    t.after(() => cluster.redisServer().resume());
    for (let n = 0; n < 6; n += 1) {
      const { beats } = one.postgres;
      one.clock.advance(leaseRenewMs);
      await until(() => one.postgres.beats > beats);
      await setImmediate();
      assert.equal(one.placement.holds(), true);
    }
    assert.deepEqual(one.told, []);
  });

  it("[LEASE1] it counts from the start of a renewal, and ends before others may take the room", async (t) => {
    const one = await node(t);
    one.postgres.fault = away;
    await cluster.redisServer().stop();
    t.after(async () => await cluster.redisServer().start());
    one.clock.advance(held - 1);
    assert.equal(one.placement.holds(), true);
    one.clock.advance(1);
    assert.equal(one.placement.holds(), false);
    const id = await cluster.room();
    assert.equal((await one.placement.locate(id)).state, "undecided");
  });

  it("[LEASE2] who had lost it does not get it back by Redis alone", async (t) => {
    const [one, two] = [await node(t), await node(t)];
    const [kept, taken] = [await cluster.room(), await cluster.room()];
    here(await one.placement.locate(kept));
    here(await one.placement.locate(taken));
    one.postgres.fault = away;
    await vanish(one);
    one.clock.advance(held);
    assert.equal(one.placement.holds(), false);
    here(await two.placement.locate(taken));
    await passTimeUntil(one.clock, () => one.redis.isReady);
    for (let n = 0; n < 3; n += 1) {
      await beat(one);
      assert.equal(await two.redis.run("EXISTS", `parley:node:${one.placement.self.id}`), 1);
      assert.equal(one.placement.holds(), false);
    }
    assert.deepEqual(one.told, []);
    one.postgres.fault = null;
    one.clock.advance(leaseRenewMs);
    await until(() => one.placement.holds());
    assert.deepEqual(one.told, [`lost ${taken}`, "held"]);
    assert.equal((await one.placement.locate(kept)).state, "here");
    assert.equal((await one.placement.locate(taken)).state, "there");
    await beat(one);
    assert.deepEqual(one.told, [`lost ${taken}`, "held"]);
  });

  it("[LEASE2] a renewal in Redis that is answered after the lease's end does not prolong it", async (t) => {
    const one = await node(t, { limits: { redisCommandMs: 2 * leaseMs } });
    one.postgres.fault = away;
    cluster.redisServer().pause();
    t.after(() => cluster.redisServer().resume());
    one.clock.advance(leaseMs);
    assert.equal(one.placement.holds(), false);
    cluster.redisServer().resume();
    await one.redis.run("PING");
    await setImmediate();
    assert.equal(one.placement.holds(), false);
  });

  it("[LEASE3] a room that another has taken is told once, and not told when we gave it away", async (t) => {
    const [one, two] = [await node(t), await node(t)];
    const ids = [await cluster.room(), await cluster.room(), await cluster.room()];
    const [taken, given, released] = ids;
    assert.ok(taken !== undefined && given !== undefined && released !== undefined);
    for (const id of ids) here(await one.placement.locate(id));
    const store = await cluster.store();
    await store.handOver(
      { roomId: taken, fence: 1 },
      { from: one.placement.self.id, to: two.placement.self.id },
    );
    await one.placement.handOver(given, 1, two.placement.self);
    await one.placement.release(released, 1);
    one.clock.advance(leaseRenewMs);
    await until(() => one.told.length > 0);
    await beat(one);
    assert.deepEqual(one.told, [`lost ${taken}`]);
    assert.equal(await one.placement.handOver(taken, 1, two.placement.self), null);
  });

  it("[LEASE3] a room that is claimed while a renewal is under way is not taken for lost", async (t) => {
    const one = await node(t);
    const id = await cluster.room();
    const answer = Promise.withResolvers<void>();
    const { beats } = one.postgres;
    one.postgres.late = answer.promise;
    one.clock.advance(leaseRenewMs);
    await until(() => one.postgres.beats > beats);
    here(await one.placement.locate(id));
    answer.resolve();
    await setImmediate();
    await beat(one);
    assert.deepEqual(one.told, []);
    assert.equal(await one.placement.isCurrent(id, 1), true);
  });

  it("leaves no timer behind, and no trace of itself", async (t) => {
    const one = await node(t);
    const { id } = one.placement.self;
    one.clock.advance(leaseRenewMs);
    await one.close();
    assert.equal(one.clock.waiting, 0);
    const two = await node(t);
    assert.equal(await two.redis.run("EXISTS", `parley:node:${id}`), 0);
    assert.ok((await two.placement.others()).every((other) => other.id !== id));
    await assert.rejects(node(t, { fault: away }), isUnavailable);
  });
});
