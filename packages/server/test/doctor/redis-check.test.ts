import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient } from "@redis/client";
import { checkRedis } from "../../src/doctor/redis-check.ts";
import { startRedis } from "../support/redis.ts";
import { told } from "./replies.ts";

test("[DOCTOR7] Redis answers, and must not drop what it holds", async (t) => {
  const server = await startRedis();
  t.after(() => server.close());
  assert.match(told(await checkRedis(server.url)), /^ok: 127\.0\.0\.1:\d+ is Redis \d+\.\d+/);
  const client = createClient({ url: server.url });
  await client.connect();
  await client.configSet("maxmemory-policy", "allkeys-lru");
  assert.match(told(await checkRedis(server.url)), /^warn: .*allkeys-lru.* -> .*noeviction/);
  await client.configSet("maxmemory", "100mb");
  assert.match(told(await checkRedis(server.url)), /^fail: .*allkeys-lru.* -> .*maxmemory-policy/);
  await client.configSet("requirepass", "hunter2");
  client.destroy();
  const refused = told(await checkRedis(server.url));
  assert.match(refused, /^fail: .* does not work: .* -> .*REDIS_URL/);
  const wrong = told(await checkRedis(server.url.replace("//", "//:hunter3@")));
  assert.match(wrong, /^fail: /);
  assert.doesNotMatch(wrong, /hunter/);
});

test("[DOCTOR7] where nothing listens, or nothing is answered, there is no Redis", async (t) => {
  const server = await startRedis();
  t.after(() => server.close());
  server.pause();
  assert.match(told(await checkRedis(server.url)), /^fail: .* -> Start Redis/);
  server.resume();
  await server.stop();
  assert.match(told(await checkRedis(server.url)), /^fail: .* nothing listens there/);
});
