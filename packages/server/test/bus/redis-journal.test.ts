import assert from "node:assert/strict";
import { type TestContext, describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { ParleyError } from "@parley/protocol";
import { LIMITS } from "@parley/protocol/limits";
import { RedisJournals } from "../../src/bus/redis-journal.ts";
import { Redis } from "../../src/bus/redis.ts";
import type { Journal, PlacementStore } from "../../src/runtime/ports.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { SILENT, clusterOfFile } from "./cluster.ts";
import { passTimeUntil, until } from "./until.ts";

const TIMEOUT = { timeout: 60_000 };

const cluster = clusterOfFile();

type World = {
  readonly clock: FakeClock;
  readonly redis: Redis;
  readonly journals: RedisJournals;
  /** What went to Redis. */
  readonly commands: readonly (readonly string[])[];
  /** How many of these call this command of Redis. */
  readonly sent: (name: string) => number;
  /** Set: what is said in Postgres is refused. */
  readonly postgres: { isAway: boolean };
  readonly close: () => Promise<void>;
};

async function open(t: TestContext): Promise<World> {
  const clock = new FakeClock();
  const shared = { clock, limits: LIMITS, log: SILENT };
  const redis = new Redis({ ...shared, url: cluster.redisServer().url });
  await redis.start();
  const commands: (readonly string[])[] = [];
  const run = async (...command: readonly string[]): Promise<unknown> => {
    commands.push(command);
    return await redis.run(...command);
  };
  const store = await cluster.store();
  const postgres = { isAway: false };
  const setLogged: PlacementStore["setLogged"] = async (...args) => {
    if (postgres.isAway) throw new ParleyError("unavailable");
    await store.setLogged(...args);
  };
  const onReady = (listener: () => void) => redis.onReady(listener);
  const journals = new RedisJournals({ ...shared, redis: { run, onReady }, store: { setLogged } });
  const close = async () => {
    cluster.redisServer().resume();
    await journals.close();
    await redis.close();
  };
  t.after(close);
  const sent = (name: string) => commands.filter(([, script]) => script?.includes(name)).length;
  return { clock, redis, journals, commands, sent, postgres, close };
}

/** A room that the node `n1` has under fence 1. */
async function owned(): Promise<string> {
  const id = await cluster.room();
  await (await cluster.store()).claim(id, "n1", null);
  return id;
}

async function isLogged(roomId: string): Promise<boolean> {
  const { kysely } = await cluster.database();
  const query = kysely.selectFrom("roomOwners").select("isLogged").where("roomId", "=", roomId);
  return (await query.executeTakeFirst())?.isLogged === 1;
}

/** A journal, and how often it was told that there is a gap. */
function opened({ journals }: World, roomId: string) {
  const told = { gaps: 0 };
  const journal = journals.open(roomId, 1, () => (told.gaps += 1));
  return { journal, told };
}

async function written(journal: Journal, ...entries: readonly string[]): Promise<void> {
  for (const entry of entries) journal.append(entry, () => {});
  await journal.settled();
}

describe("Journals", TIMEOUT, () => {
  it("[JOURNAL1] give back the checkpoint before the last one, and everything since", async (t) => {
    const w = await open(t);
    const id = await owned();
    const { journal, told } = opened(w, id);
    assert.equal(await w.journals.read(id, 1), null);
    journal.append("before the first checkpoint", () => {});
    journal.checkpoint("one 王\0\n");
    await written(journal, "a", "", "b\r\n🦊");
    const first = { checkpoint: "one 王\0\n", entries: ["a", "", "b\r\n🦊"] };
    assert.deepEqual(await w.journals.read(id, 1), first);
    journal.append("c", () => {});
    journal.checkpoint("two");
    await written(journal, "d");
    assert.deepEqual(await w.journals.read(id, 1), {
      checkpoint: first.checkpoint,
      entries: [...first.entries, "c", "d"],
    });
    journal.checkpoint("three");
    await journal.settled();
    assert.deepEqual(await w.journals.read(id, 1), { checkpoint: "two", entries: ["d"] });
    assert.equal(await w.journals.read(id, 2), null);
    assert.equal(told.gaps, 0);
  });

  it("[JOURNAL2] are said to be complete from the first checkpoint on", async (t) => {
    const w = await open(t);
    const id = await owned();
    const { journal } = opened(w, id);
    await journal.settled();
    assert.equal(await isLogged(id), false);
    journal.checkpoint("one");
    await journal.settled();
    assert.equal(await isLogged(id), true);
  });

  it("what is written in one turn is one command", async (t) => {
    const w = await open(t);
    const { journal } = opened(w, await owned());
    journal.checkpoint("one");
    for (let n = 0; n < 1000; n += 1) journal.append(`entry ${n}`, () => {});
    await setImmediate();
    await journal.settled();
    assert.equal(w.sent("'RPUSH'"), 2);
    await written(journal, "last");
    assert.equal(w.sent("'RPUSH'"), 3);
  });

  it("keep what they have when they are told to, and add nothing after that", async (t) => {
    const w = await open(t);
    const [kept, gone] = [await owned(), await owned()];
    const { journal: keeps } = opened(w, kept);
    const { journal: goes } = opened(w, gone);
    for (const journal of [keeps, goes]) {
      journal.checkpoint("one");
      journal.append("a", () => {});
    }
    await Promise.all([keeps.close(true), goes.close(false), goes.close(false)]);
    for (const journal of [keeps, goes]) {
      journal.append("b", () => {});
      journal.checkpoint("two");
      await journal.settled();
    }
    assert.deepEqual(await w.journals.read(kept, 1), { checkpoint: "one", entries: ["a"] });
    assert.equal(await w.journals.read(gone, 1), null);
    assert.equal(w.clock.waiting, 0);
  });

  it("lapse when nobody renews them, and are renewed now and then", async (t) => {
    const w = await open(t);
    const id = await owned();
    const { journal } = opened(w, id);
    journal.checkpoint("one");
    journal.checkpoint("two");
    await journal.settled();
    const keys = [`parley:log:${id}:1`, `parley:log:${id}:1:before`];
    const shorten = async () => {
      for (const key of keys) await w.redis.run("PEXPIRE", key, "60000");
    };
    const left = async () => await Promise.all(keys.map((key) => w.redis.run("PTTL", key)));
    assert.ok((await left()).every((ms) => Number(ms) > 0.9 * LIMITS.journalKeptMs));
    await shorten();
    w.clock.advance(LIMITS.journalRenewMs - 2 * LIMITS.leaseRenewMs);
    assert.equal(w.sent("'PEXPIRE'"), 2);
    await passTimeUntil(w.clock, () => w.sent("'PEXPIRE'") === 3);
    await journal.settled();
    assert.ok((await left()).every((ms) => Number(ms) > 0.9 * LIMITS.journalKeptMs));
  });
});

describe("Journals that Redis loses", TIMEOUT, () => {
  it("[JOURNAL3] are not complete, drop entries, and are mended by a checkpoint", async (t) => {
    const w = await open(t);
    const [used, quiet] = [await owned(), await owned()];
    const [one, other] = [opened(w, used), opened(w, quiet)];
    for (const { journal } of [one, other]) {
      journal.checkpoint("one");
      await written(journal, "a");
    }
    await cluster.redisServer().stop("crash");
    await until(() => !w.redis.isReady);
    await written(one.journal, "lost");
    assert.deepEqual([await isLogged(used), await isLogged(quiet)], [false, true]);
    await written(one.journal, "dropped");
    await assert.rejects(w.journals.read(used, 1), { code: "unavailable" });
    assert.equal(one.told.gaps, 0);
    await cluster.redisServer().start();
    const since = w.clock.now();
    await passTimeUntil(w.clock, () => one.told.gaps === 1 && other.told.gaps === 1);
    assert.ok(w.clock.now() - since < LIMITS.journalRenewMs);
    while (await isLogged(quiet));
    w.clock.advance(5 * LIMITS.leaseRenewMs);
    await written(one.journal, "dropped too");
    assert.equal(await w.journals.read(used, 1), null);
    assert.deepEqual([one.told.gaps, other.told.gaps], [1, 1]);
    one.journal.checkpoint("two");
    await written(one.journal, "b");
    assert.equal(await isLogged(used), true);
    assert.deepEqual(await w.journals.read(used, 1), { checkpoint: "two", entries: ["b"] });
  });

  it("[JOURNAL3] notice it with the next entry, also when Redis was never away", async (t) => {
    const w = await open(t);
    const id = await owned();
    const { journal, told } = opened(w, id);
    journal.checkpoint("one");
    await written(journal, "a");
    await w.redis.run("DEL", `parley:log:${id}:1`);
    await written(journal, "b");
    assert.equal(await isLogged(id), false);
    await passTimeUntil(w.clock, () => told.gaps === 1);
    journal.checkpoint("two");
    await written(journal, "c");
    assert.deepEqual(await w.journals.read(id, 1), { checkpoint: "two", entries: ["c"] });
    assert.equal(await isLogged(id), true);
  });

  it("[JOURNAL3] have no gap in what they give, when a checkpoint comes before it is known", async (t) => {
    const w = await open(t);
    const id = await owned();
    const { journal, told } = opened(w, id);
    journal.checkpoint("one");
    await written(journal, "a");
    // Redis refuses the entry alone: its key is of another kind for a moment.
    await w.redis.run("RENAME", `parley:log:${id}:1`, "aside");
    await w.redis.run("SET", `parley:log:${id}:1`, "text");
    journal.append("refused", () => {});
    await setImmediate();
    const back = w.redis.run("RENAME", "aside", `parley:log:${id}:1`);
    journal.checkpoint("two");
    await Promise.all([back, journal.settled()]);
    assert.equal(await isLogged(id), false);
    await passTimeUntil(w.clock, () => told.gaps === 1);
    journal.checkpoint("three");
    await journal.settled();
    assert.deepEqual(await w.journals.read(id, 1), { checkpoint: "three", entries: [] });
  });

  it("[JOURNAL3] are said to have gaps as soon as Postgres can be told", async (t) => {
    const w = await open(t);
    const id = await owned();
    const { journal, told } = opened(w, id);
    journal.checkpoint("one");
    await journal.settled();
    w.postgres.isAway = true;
    await w.redis.run("DEL", `parley:log:${id}:1`);
    await written(journal, "a");
    assert.equal(await isLogged(id), true);
    w.clock.advance(LIMITS.leaseRenewMs);
    w.postgres.isAway = false;
    await until(() => told.gaps === 1);
    w.clock.advance(LIMITS.leaseRenewMs);
    while (await isLogged(id));
    journal.checkpoint("two");
    await journal.settled();
    assert.equal(await isLogged(id), true);
  });

  it("[JOURNAL5] are gone once they are forgotten", TIMEOUT, async (t) => {
    const { journals } = await open(t);
    const roomId = await owned();
    const journal = journals.open(roomId, 1, () => {});
    for (const text of ["one", "two"]) journal.checkpoint(text);
    await journal.close(true);
    assert.notEqual(await journals.read(roomId, 1), null);
    await journals.forget(roomId, 1);
    assert.equal(await journals.read(roomId, 1), null);
  });

  it("[JOURNAL4] are not changed by what an earlier connection has left on the way", async (t) => {
    const w = await open(t);
    const id = await owned();
    const { journal, told } = opened(w, id);
    journal.checkpoint("one");
    await written(journal, "a");
    cluster.redisServer().pause();
    const known = w.commands.length;
    journal.append("late", () => {});
    journal.checkpoint("late, too");
    const late = w.commands.slice(known);
    assert.equal(late.length, 2);
    w.clock.advance(LIMITS.redisCommandMs);
    await journal.settled();
    cluster.redisServer().resume();
    await passTimeUntil(w.clock, () => told.gaps === 1);
    journal.checkpoint("two");
    await written(journal, "b");
    for (const command of late) assert.equal(await w.redis.run(...command), 0);
    assert.deepEqual(await w.journals.read(id, 1), { checkpoint: "two", entries: ["b"] });
    await written(journal, "c");
    assert.equal(await isLogged(id), true);
    assert.deepEqual(await w.journals.read(id, 1), { checkpoint: "two", entries: ["b", "c"] });
  });
});
