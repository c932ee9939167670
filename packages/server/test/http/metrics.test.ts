import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { TestApp } from "../support/test-app.ts";
import { startHttp } from "./harness.ts";
import { assertProblem } from "./problems.ts";

const TOKEN = "a-token-of-the-tests-that-is-long-enough";

async function harness(t: TestContext, env: { readonly [name: string]: string } = {}) {
  const started = await startHttp({ env });
  t.after(() => started.close());
  return { app: started.app, client: started.client() };
}

test("[METRIC1] programs on this machine read /metrics, in Prometheus' format", async (t) => {
  const { client } = await harness(t);
  for (const host of ["127.0.0.1", "localhost:8000"]) {
    const answer = await client.get("/metrics", { host });
    assert.equal(answer.status, 200);
    assert.match(answer.headers["content-type"] ?? "", /^text\/plain; version=0\.0\.4/);
    assert.match(answer.text, /^parley_rooms 0$/m);
    assert.match(answer.text, /^process_resident_memory_bytes \d+$/m);
    assert.match(answer.text, /^nodejs_eventloop_lag_p99_seconds /m);
  }
});

test("[METRIC1] what a proxy on this machine passes on finds nothing at /metrics", async (t) => {
  const { client } = await harness(t, { PUBLIC_URL: "https://meet.example.org" });
  const passedOn = [
    { host: "meet.example.org" },
    { host: "192.0.2.7:8000" },
    { "x-forwarded-for": "192.0.2.1" },
    { "x-forwarded-proto": "https" },
    { "x-real-ip": "192.0.2.1" },
    { forwarded: "for=192.0.2.1" },
    { via: "1.1 proxy" },
  ];
  for (const headers of passedOn) {
    const answer = await client.get("/metrics", { host: "localhost", ...headers });
    assertProblem(answer, "not_found", JSON.stringify(headers));
  }
});

test("[METRIC1] another machine finds nothing at /metrics", async (t) => {
  const { app } = await harness(t);
  const statusFor = async (remoteAddress: string) => {
    const headers = { host: "localhost" };
    return (await app.inject({ url: "/metrics", remoteAddress, headers })).statusCode;
  };
  for (const address of ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"]) {
    assert.equal(await statusFor(address), 200, address);
  }
  for (const address of ["192.0.2.1", "::ffff:192.0.2.1", "2001:db8::1", "::127.0.0.1"]) {
    assert.equal(await statusFor(address), 404, address);
  }
});

test("[METRIC1] with METRICS_TOKEN only those who bear it read /metrics, from anywhere", async (t) => {
  const { client } = await harness(t, { METRICS_TOKEN: TOKEN });
  const bearing = (token: string) => ({ authorization: `Bearer ${token}` });
  const wrong = [{}, bearing("x"), bearing(`${TOKEN}x`), bearing(TOKEN.slice(1)), bearing("")];
  wrong.push({ authorization: `Basic ${TOKEN}` }, { authorization: TOKEN });
  for (const headers of wrong) {
    assertProblem(await client.get("/metrics", headers), "not_found", JSON.stringify(headers));
  }
  for (const host of ["127.0.0.1", "192.0.2.7:8000", "box.example.org"]) {
    const headers = { host, "x-forwarded-for": "192.0.2.1", ...bearing(TOKEN) };
    assert.equal((await client.get("/metrics", headers)).status, 200, host);
  }
});

test("[METRIC2] rooms and participants are counted", async (t) => {
  const app = await TestApp.start();
  t.after(() => app.close());
  const [ann, bob] = [await app.user("ann"), await app.user("bob")];
  const { code } = await app.createRoom(ann, { access: "open" });
  const lines = async () => await (await app.fetch("/metrics")).text();
  assert.match(await lines(), /^parley_rooms 0$/m);
  await app.enter(code, ann);
  await app.enter(code, bob);
  assert.match(await lines(), /^parley_rooms 1$/m);
  assert.match(await lines(), /^parley_participants 2$/m);
});
