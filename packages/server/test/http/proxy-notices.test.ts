import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { pino } from "pino";
import { startHttp } from "./harness.ts";

type Env = { readonly [name: string]: string };

const PUBLISHED = { PUBLIC_URL: "https://meet.example.org" };
const HERE = { TRUST_PROXY: "loopback" };

/** The lines that an operator sees when each of these requests comes three times. */
async function linesFor(t: TestContext, env: Env, requests: readonly Env[]): Promise<string[]> {
  const lines: string[] = [];
  const log = pino({ level: "warn" }, { write: (line) => lines.push(line) });
  const harness = await startHttp({ log, env });
  t.after(() => harness.close());
  for (const headers of [...requests, ...requests, ...requests]) {
    await harness.client().get("/auth-test/", headers);
  }
  return lines;
}

const forwarded = { "x-forwarded-for": "198.51.100.7", "x-forwarded-proto": "https" };

const WRONG: readonly [string, Env, Env, RegExp][] = [
  ["TRUST_PROXY is missing", {}, { ...forwarded, host: "localhost" }, /TRUST_PROXY is not set/],
  [
    "TRUST_PROXY names another",
    { ...PUBLISHED, TRUST_PROXY: "10.0.0.7" },
    { ...forwarded, host: "meet.example.org" },
    /"peer":"127\.0\.0\.1".*name it in TRUST_PROXY/,
  ],
  [
    "PUBLIC_URL is missing",
    {},
    { host: "meet.example.org" },
    /"host":"meet\.example\.org".*set PUBLIC_URL/,
  ],
  [
    "people come over plain http",
    { ...HERE, ...PUBLISHED },
    { host: "meet.example.org", "x-forwarded-for": "198.51.100.7", "x-forwarded-proto": "http" },
    /"proto":"http".*than that of PUBLIC_URL/,
  ],
  [
    "people come over https and PUBLIC_URL does not say so",
    { ...HERE, PUBLIC_URL: "http://meet.example.org" },
    { host: "meet.example.org", ...forwarded },
    /"proto":"https".*than that of PUBLIC_URL/,
  ],
  [
    "the proxy does not pass the Host on",
    { ...HERE, ...PUBLISHED },
    { host: "127.0.0.1:8000", ...forwarded },
    /"host":"127\.0\.0\.1:8000".*than that of PUBLIC_URL/,
  ],
];

for (const [what, env, headers, line] of WRONG) {
  test(`[HOST2] one line in the log says so when ${what}`, async (t) => {
    const lines = await linesFor(t, env, [headers]);
    assert.equal(lines.length, 1, lines.join(""));
    assert.match(lines[0] ?? "", line);
  });
}

test("[HOST2] a trusted proxy without PUBLIC_URL is told of at the start", async (t) => {
  const lines = await linesFor(t, HERE, []);
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? "", /PUBLIC_URL is needed/);
});

test("[HOST2] nothing is said when proxy and settings fit together", async (t) => {
  const env = { ...HERE, ...PUBLISHED, ALLOWED_ORIGINS: "https://portal.example:8443" };
  const requests = [
    { host: "meet.example.org", ...forwarded },
    { host: "meet.example.org:443", ...forwarded, "x-forwarded-proto": "http, https" },
    { host: "portal.example:8443", ...forwarded },
    { host: "localhost:8000" },
  ];
  assert.deepEqual(await linesFor(t, env, requests), []);
  assert.deepEqual(await linesFor(t, {}, [{ host: "localhost:8000" }]), []);
});
