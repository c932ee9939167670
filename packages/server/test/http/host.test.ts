import assert from "node:assert/strict";
import { test } from "node:test";
import { pino } from "pino";
import { freshName, startHttp } from "./harness.ts";
import { assertProblem } from "./problems.ts";

test("[HOST1] a foreign Host is 421 everywhere, with a line that names PUBLIC_URL", async (t) => {
  const harness = await startHttp();
  t.after(() => harness.close());
  const client = harness.client();
  for (const path of ["/", "/auth-test/", "/api/docs/", "/api/schema/", "/nope"]) {
    const answer = await client.get(path, { host: "evil.example" });
    assertProblem(answer, "misdirected_host", path);
    assert.match(String(answer.json()["detail"]), /Set PUBLIC_URL to /);
  }
  const body = { username: freshName(), password: "pass" };
  const headers = { host: "evil.example", origin: "http://evil.example" };
  const rebound = await client.send({ method: "POST", path: "/register/", body, headers });
  assertProblem(rebound, "misdirected_host");
});

test("[HOST1] PUBLIC_URL's host and loopback names are answered", async (t) => {
  const harness = await startHttp({ env: { PUBLIC_URL: "https://meet.example.org" } });
  t.after(() => harness.close());
  const client = harness.client();
  for (const host of ["meet.example.org", "localhost:1", "127.0.0.1", "[::1]:8000"]) {
    assertProblem(await client.get("/auth-test/", { host }), "not_authenticated", host);
  }
});

test("[HOST2] forwarded headers are ignored, and that is logged once", async (t) => {
  const lines: string[] = [];
  const log = pino({ level: "warn" }, { write: (line) => lines.push(line) });
  const harness = await startHttp({ log, limits: { loginsPerAddress: 2 } });
  t.after(() => harness.close());
  const client = harness.client();
  const body = { username: freshName(), password: "pass" };
  const statuses = [];
  for (const last of [1, 2, 3]) {
    const headers = {
      "x-forwarded-for": `192.0.2.${last}`,
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "https",
      forwarded: `for=192.0.2.${last}`,
    };
    const answer = await client.send({ method: "POST", path: "/login/", body, headers });
    statuses.push(answer.status);
  }
  assert.deepEqual(statuses, [401, 401, 429], "the addresses were believed");
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? "", /TRUST_PROXY/);
});
