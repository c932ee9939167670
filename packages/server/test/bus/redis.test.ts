import assert from "node:assert/strict";
import { type TestContext, after, before, describe, it } from "node:test";
import { ParleyError } from "@parley/protocol";
import { LIMITS } from "@parley/protocol/limits";
import { Redis } from "../../src/bus/redis.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { type Redis as RedisServer, startRedis } from "../support/redis.ts";
import { passTimeUntil, until } from "./until.ts";

let running: RedisServer | null = null;

before(async () => {
  running = await startRedis();
});

after(async () => await running?.close());

function server(): RedisServer {
  assert.ok(running !== null);
  return running;
}

type World = {
  readonly redis: Redis;
  readonly clock: FakeClock;
  /** What the operator was told. */
  readonly lines: readonly string[];
};

async function open(t: TestContext, url = server().url): Promise<World> {
  const clock = new FakeClock();
  const lines: string[] = [];
  const keep = (_details: object, line: string): void => void lines.push(line);
  const redis = new Redis({ url, clock, log: { info: keep, warn: keep }, limits: LIMITS });
  t.after(async () => {
    server().resume();
    await redis.close();
  });
  await redis.start();
  return { redis, clock, lines };
}

function isUnavailable(error: unknown): true {
  assert.ok(error instanceof ParleyError);
  assert.equal(error.code, "unavailable");
  assert.ok(error.cause instanceof Error);
  return true;
}

function socketsOpen(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length;
}

const GONE = "Redis cannot be reached; it is tried again";
const BACK = "Redis is back";

describe("Redis", { timeout: 30_000 }, () => {
  it("answers commands, in their order", async (t) => {
    const { redis, clock, lines } = await open(t);
    const replies = ["a", "b", "c"].map((text) => redis.run("RPUSH", "in-order", text));
    assert.deepEqual(await Promise.all(replies), [1, 2, 3]);
    assert.deepEqual(await redis.run("LRANGE", "in-order", "0", "-1"), ["a", "b", "c"]);
    assert.equal(await redis.run("GET", "nothing"), null);
    assert.equal(clock.waiting, 0);
    assert.deepEqual(lines, []);
  });

  it("a command that Redis refuses is unavailable, and ends nothing", async (t) => {
    const { redis } = await open(t);
    await redis.run("SET", "text", "a");
    await assert.rejects(redis.run("RPUSH", "text", "b"), isUnavailable);
    assert.equal(await redis.run("GET", "text"), "a");
  });

  for (const how of ["shutdown", "crash"] as const) {
    it(`[REDIS1] after a ${how} commands fail at once, until it is back by itself`, async (t) => {
      const { redis, clock, lines } = await open(t);
      let ready = 0;
      redis.onReady(() => (ready += 1));
      const pending = redis.run("BLPOP", "nothing", "0");
      await Promise.all([server().stop(how), assert.rejects(pending, isUnavailable)]);
      await until(() => !redis.isReady);
      await assert.rejects(redis.run("PING"), isUnavailable);
      for (let failures = 0; failures < 5; failures += 1) {
        await passTimeUntil(clock, () => clock.waiting > 0);
        clock.advance(LIMITS.redisAgainMs.most);
      }
      assert.deepEqual(lines, [GONE]);
      await server().start();
      await passTimeUntil(clock, () => redis.isReady);
      assert.equal(await redis.run("PING"), "PONG");
      assert.deepEqual([lines, ready], [[GONE, BACK], 1]);
    });
  }

  it("[REDIS1] what is not answered in time has failed, and works again later", async (t) => {
    const { redis, clock, lines } = await open(t);
    server().pause();
    const pending = [redis.run("PING"), redis.run("PING")];
    const failed = Promise.all(pending.map((reply) => assert.rejects(reply, isUnavailable)));
    clock.advance(LIMITS.redisCommandMs);
    await failed;
    await until(() => !redis.isReady);
    // Its system still takes connections, but nobody answers on them.
    for (let seconds = 0; seconds < 5; seconds += 1) {
      await until(() => clock.waiting > 0);
      clock.advance(LIMITS.redisCommandMs);
    }
    assert.equal(redis.isReady, false);
    server().resume();
    await passTimeUntil(clock, () => redis.isReady);
    assert.equal(await redis.run("PING"), "PONG");
    assert.deepEqual(lines, [GONE, BACK]);
  });

  it("[REDIS1] it may be away at the start", async (t) => {
    await server().stop();
    const { redis, clock, lines } = await open(t);
    assert.equal(redis.isReady, false);
    await assert.rejects(redis.run("PING"), isUnavailable);
    await server().start();
    await passTimeUntil(clock, () => redis.isReady);
    assert.deepEqual(lines, [GONE, BACK]);
  });

  it("can be closed at any time, twice, and leaves nothing behind", async (t) => {
    await until(() => socketsOpen() === 0);
    const idle = await open(t);
    await Promise.all([idle.redis.close(), idle.redis.close()]);
    await assert.rejects(idle.redis.run("PING"), isUnavailable);
    const busy = await open(t);
    server().pause();
    const pending = busy.redis.run("PING");
    await Promise.all([assert.rejects(pending, isUnavailable), busy.redis.close()]);
    const hanging = new Redis({
      ...{ url: server().url, clock: busy.clock, limits: LIMITS },
      log: { info: () => {}, warn: () => {} },
    });
    const starting = hanging.start();
    await Promise.all([starting, hanging.close()]);
    server().resume();
    await server().stop();
    const trying = await open(t);
    await trying.redis.close();
    await server().start();
    await until(() => socketsOpen() === 0);
    for (const { clock } of [idle, busy, trying]) assert.equal(clock.waiting, 0);
    assert.deepEqual(idle.lines, []);
  });

  it("says its password and picks its database", async (t) => {
    const { redis } = await open(t);
    await redis.run("ACL", "SETUSER", "parley", "on", ">p@ss", "~*", "+@all");
    const { redis: other } = await open(t, server().url.replace("//", "//parley:p%40ss@") + "/3");
    await other.run("SET", "where", "three");
    assert.equal(await redis.run("GET", "where"), null);
    const wrong = await open(t, server().url.replace("//", "//parley:hunter2@"));
    assert.equal(wrong.redis.isReady, false);
    assert.deepEqual(wrong.lines, [GONE]);
  });
});
