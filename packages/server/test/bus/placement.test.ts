import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type TestContext, describe, it } from "node:test";
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

const { leaseMs, leaseRenewMs } = LIMITS;

const cluster = clusterOfFile();

async function node(t: TestContext, options: NodeOptions = {}): Promise<Node> {
  const started = await cluster.node(randomUUID(), options);
  t.after(() => started.close());
  return started;
}

/** The node is gone without a word: nothing has been heard of it for the lease. */
async function vanish({ placement, redis }: Node): Promise<void> {
  await redis.run("DEL", `parley:node:${placement.self.id}`);
  await cluster.silence(placement.self.id, leaseMs);
}

describe("Placement: finding and taking rooms", { timeout: 60_000 }, () => {
  it("[OWNER1] a room that nobody has is had by one, however many ask at once", async (t) => {
    const nodes = [await node(t), await node(t), await node(t)];
    const id = await cluster.room();
    const asked = nodes.flatMap(({ placement }) => [placement, placement, placement]);
    const places = await Promise.all(asked.map((placement) => placement.locate(id)));
    const owners = nodes.filter((_, n) => places[3 * n]?.state === "here");
    const [owner] = owners;
    assert.equal(owners.length, 1);
    assert.ok(owner !== undefined);
    const there = { state: "there", node: owner.placement.self };
    const claimed = { state: "here", claim: { fence: 1, before: null } };
    assert.deepEqual(
      places,
      asked.map((placement) => (placement === owner.placement ? claimed : there)),
    );
    for (const { placement } of nodes) {
      assert.deepEqual(await placement.look(id), owner.placement.self);
    }
  });

  it("[OWNER1] while Redis is away rooms that nobody has can be had, and others cannot", async (t) => {
    const [one, two] = [await node(t), await node(t)];
    const [taken, free] = [await cluster.room(), await cluster.room()];
    here(await one.placement.locate(taken));
    await cluster.redisServer().stop();
    t.after(async () => await cluster.redisServer().start());
    assert.deepEqual(here(await two.placement.locate(free)), { fence: 1, before: null });
    await two.placement.release(free, 1);
    assert.equal(await two.placement.look(free), null);
    assert.deepEqual(here(await two.placement.locate(free)), { fence: 2, before: null });
    await cluster.silence(one.placement.self.id, leaseMs);
    assert.equal((await two.placement.locate(taken)).state, "undecided");
    assert.deepEqual(await two.placement.look(taken), one.placement.self);
  });

  it("[OWNER2] a room is taken when its node is silent in Postgres and gone in Redis", async (t) => {
    const [one, two, three] = [await node(t), await node(t), await node(t)];
    const id = await cluster.room();
    here(await one.placement.locate(id));
    await (await cluster.store()).setLogged([{ roomId: id, fence: 1 }], true);
    const there = { state: "there", node: one.placement.self };
    await one.redis.run("DEL", `parley:node:${one.placement.self.id}`);
    assert.deepEqual(await two.placement.locate(id), there, "it is heard of in Postgres");
    await one.redis.run("SET", `parley:node:${one.placement.self.id}`, "1");
    await cluster.silence(one.placement.self.id, leaseMs);
    assert.deepEqual(await two.placement.locate(id), there, "it is there in Redis");
    await vanish(one);
    assert.equal(await two.placement.look(id), null);
    const places = await Promise.all([two.placement.locate(id), three.placement.locate(id)]);
    const takers = places.filter(({ state }) => state === "here");
    assert.deepEqual(takers, [{ state: "here", claim: { fence: 2, before: 1 } }]);
    assert.equal(await one.placement.isCurrent(id, 1), false);
  });

  it("[OWNER2] a node that closes leaves its rooms to be taken at once", async (t) => {
    const [one, two] = [await node(t), await node(t)];
    const id = await cluster.room();
    here(await one.placement.locate(id));
    await (await cluster.store()).setLogged([{ roomId: id, fence: 1 }], true);
    await Promise.all([one.placement.close(), one.placement.close()]);
    assert.equal(one.placement.holds(), false);
    assert.deepEqual(here(await two.placement.locate(id)), { fence: 2, before: 1 });
  });

  it("what we have is found without asking anybody", async (t) => {
    const one = await node(t);
    const id = await cluster.room();
    const claim = here(await one.placement.locate(id));
    one.postgres.fault = away;
    assert.deepEqual(await one.placement.locate(id), { state: "here", claim });
    await assert.rejects(one.placement.locate(await cluster.room()), isUnavailable);
    await assert.rejects(one.placement.isCurrent(id, 1), isUnavailable);
  });

  it("a room whose release failed is claimed anew, without a log", async (t) => {
    const one = await node(t);
    const id = await cluster.room();
    here(await one.placement.locate(id));
    one.postgres.fault = away;
    await one.placement.release(id, 1);
    one.postgres.fault = null;
    assert.deepEqual(here(await one.placement.locate(id)), { fence: 2, before: null });
    await one.placement.release(id, 1);
    assert.equal(await one.placement.isCurrent(id, 2), true);
  });
});

describe("Placement: handing over", { timeout: 60_000 }, () => {
  it("[OWNER3] the next owner waits for what the last one says, and then has the room", async (t) => {
    const [one, two] = [await node(t), await node(t)];
    const id = await cluster.room();
    here(await one.placement.locate(id));
    await (await cluster.store()).setLogged([{ roomId: id, fence: 1 }], true);
    const claim = await one.placement.handOver(id, 1, two.placement.self);
    assert.deepEqual(claim, { fence: 2, before: 1 });
    assert.equal((await two.placement.locate(id)).state, "undecided");
    assert.deepEqual(await one.placement.locate(id), { state: "there", node: two.placement.self });
    two.placement.accept(id, claim);
    assert.deepEqual(here(await two.placement.locate(id)), claim);
    assert.equal(await one.placement.handOver(id, 1, two.placement.self), null);
    await beat(one);
    assert.deepEqual(one.told, []);
  });

  it("[OWNER3] what nobody says anything of is claimed after the lease", async (t) => {
    const [one, two] = [await node(t), await node(t)];
    const id = await cluster.room();
    here(await one.placement.locate(id));
    await one.placement.handOver(id, 1, two.placement.self);
    assert.equal((await two.placement.locate(id)).state, "undecided");
    for (let passed = 0; passed < leaseMs; passed += leaseRenewMs) {
      await beat(two);
      assert.equal(two.placement.holds(), true);
    }
    assert.deepEqual(here(await two.placement.locate(id)), { fence: 3, before: null });
    two.placement.accept(id, { fence: 2, before: 1 });
    assert.deepEqual(here(await two.placement.locate(id)), { fence: 3, before: null });
  });

  it("a hand-over that failed leaves the room where it is until Postgres says whose it is", async (t) => {
    const [one, two] = [await node(t), await node(t)];
    const id = await cluster.room();
    here(await one.placement.locate(id));
    one.postgres.fault = away;
    await assert.rejects(one.placement.handOver(id, 1, two.placement.self), isUnavailable);
    assert.equal((await one.placement.locate(id)).state, "here");
  });

  it("[OWNER3] rooms are handed to the living that do not drain, the emptiest first", async (t) => {
    const [one, two, three, four] = [await node(t), await node(t), await node(t), await node(t)];
    here(await two.placement.locate(await cluster.room()));
    await beat(two);
    await four.placement.drain();
    const ids = async () => (await one.placement.others()).map(({ id }) => id);
    const store = await cluster.store();
    await store.heartbeat(two.placement.self, 1, false);
    assert.deepEqual(await ids(), [three.placement.self.id, two.placement.self.id]);
    await cluster.silence(three.placement.self.id, leaseMs);
    assert.deepEqual(await one.placement.others(), [two.placement.self]);
  });
});
