import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type JsonObject, LIMITS, decodeJson, isObject } from "@parley/protocol";
import { sql } from "kysely";
import { pino } from "pino";
import { startApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { openDatabase } from "../../src/db/database.ts";
import type { Part } from "../../src/http/deps.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { TestApp } from "../support/test-app.ts";
import { HttpClient } from "./http-client.ts";
import { startHttp } from "./harness.ts";
import { assertProblem } from "./problems.ts";

async function harness(t: TestContext, parts: readonly Part[] = []) {
  const started = await startHttp({ parts });
  t.after(() => started.close());
  return started.client();
}

test("[HEALTH1] whoever reaches the server is told that it lives, under any host name", async (t) => {
  const client = await harness(t, [{ name: "database", works: () => false }]);
  for (const host of ["localhost", "10.0.0.7:8000", "parley.internal"]) {
    const answer = await client.get("/health/live", { host });
    assert.deepEqual([answer.status, answer.text], [200, '{"status":"ok"}']);
    assert.equal(answer.headers["cache-control"], "no-store");
    const head = await client.send({ method: "HEAD", path: "/health/live/", headers: { host } });
    assert.equal(head.status, 200);
  }
});

test("[HEALTH2] ready is 503 with the parts that do not work, under any host name", async (t) => {
  const working = new Set(["draining", "database", "media"]);
  const parts = [...working].map((name) => ({ name, works: () => working.has(name) }));
  const client = await harness(t, parts);
  const ready = () => client.get("/health/ready", { host: "10.0.0.7:8000" });
  assert.deepEqual([(await ready()).status, (await ready()).text], [200, '{"status":"ok"}']);
  working.delete("media");
  const without = await ready();
  assertProblem(without, "unavailable");
  assert.equal(without.json()["detail"], "Not ready: media.");
  working.delete("database");
  assert.equal((await ready()).json()["detail"], "Not ready: database, media.");
  assert.equal((await ready()).headers["cache-control"], "no-store");
});

test("[HEALTH2] a server that stops is not ready from then on, and lives to the end", async (t) => {
  const app = await TestApp.start();
  t.after(() => app.close());
  const ann = await app.user("ann");
  const { socket } = await app.enter((await app.createRoom(ann)).code, ann);
  assert.equal((await app.fetch("/health/ready")).status, 200);
  // A client that does not answer the goodbye holds the stop up.
  socket.socket.pause();
  const stopped = app.stop();
  const ready = await app.fetch("/health/ready");
  assert.equal(ready.status, 503);
  assert.match(await ready.text(), /"detail":"Not ready: draining\."/);
  assert.equal((await app.fetch("/health/live")).status, 200);
  socket.terminate();
  await stopped;
});

test("[HEALTH2] a database that cannot be read makes it not ready, until it can", async (t) => {
  const app = await TestApp.start();
  const { kysely, close } = await openDatabase({ path: join(app.dataDir, "parley.db") });
  t.after(async () => {
    await close();
    await app.close();
  });
  const ready = async () => {
    app.clock.advance(LIMITS.probeMs);
    const answer = await app.fetch("/health/ready");
    return `${answer.status} ${await answer.text()}`;
  };
  assert.equal(await ready(), '200 {"status":"ok"}');
  await sql`alter table rooms rename to hidden`.execute(kysely);
  assert.match(await ready(), /^503 .*"detail":"Not ready: database\."/);
  await sql`alter table hidden rename to rooms`.execute(kysely);
  assert.equal(await ready(), '200 {"status":"ok"}');
});

const [STARTED, ENDED] = ["a media worker has started", "a media worker has ended"] as const;

/** A log; `next` resolves with the next entry that has this message. */
function watchedLog() {
  const waiting = new Map<string, (entry: JsonObject) => void>();
  const write = (line: string) => {
    const entry = decodeJson<JsonObject>(line, isObject);
    assert.ok(entry !== null);
    waiting.get(String(entry["msg"]))?.(entry);
  };
  const next = (message: string) =>
    new Promise<JsonObject>((resolve) => waiting.set(message, resolve));
  return { log: pino({ level: "info" }, { write }), next };
}

test("[HEALTH2] an SFU without a worker makes it not ready, until there is one again", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "parley-health-"));
  const env = { PORT: "0", DATA_DIR: folder, MEDIA_PORT: "0", MEDIA_WORKERS: "1" };
  const clock = new FakeClock();
  const { log, next } = watchedLog();
  const started = next(STARTED);
  const app = await startApp({ config: readConfig(env), log, webRoot: null, clock });
  t.after(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });
  const ready = async () => {
    clock.advance(LIMITS.probeMs);
    return (await new HttpClient(app.url).get("/health/ready")).text;
  };
  assert.equal(await ready(), '{"status":"ok"}');
  const { pid } = await started;
  const [ended, restarted] = [next(ENDED), next(STARTED)];
  process.kill(Number(pid), "SIGKILL");
  await ended;
  assert.match(await ready(), /"detail":"Not ready: media\."/);
  await restarted;
  assert.equal(await ready(), '{"status":"ok"}');
});
