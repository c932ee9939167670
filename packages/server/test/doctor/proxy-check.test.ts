import assert from "node:assert/strict";
import type { OutgoingHttpHeaders } from "node:http";
import { test } from "node:test";
import { readConfig } from "../../src/config.ts";
import { checkProxy } from "../../src/doctor/proxy-check.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { TestApp } from "../support/test-app.ts";
import { proxyTo, told } from "./replies.ts";

const SECRET = "a secret of the doctor's tests, of 32 or more";

type Env = { readonly [name: string]: string };

/** What is found through a proxy that sets these headers, as the server for this origin. */
async function through(headers: OutgoingHttpHeaders, env: Env = {}): Promise<string> {
  const settings = { SECRET, ...env };
  const app = await TestApp.start({ env: settings, clock: systemClock });
  const proxy = await proxyTo(app.url, headers);
  try {
    const { port } = new URL(app.url);
    const findings = await checkProxy(readConfig({ ...settings, PORT: port }), proxy.url);
    return findings.map(told).join("\n");
  } finally {
    await proxy.close();
    await app.close();
  }
}

const FORWARDED = { "x-forwarded-for": "192.0.2.9", "x-forwarded-proto": "http" };
const TRUSTING = { TRUST_PROXY: "loopback" };

test("[DOCTOR4] a proxy that is believed is said to be, with the address that counts", async () => {
  const line = await through(FORWARDED, TRUSTING);
  assert.equal(line, "ok: The proxy at 127.0.0.1 is believed; the server sees 192.0.2.9.");
});

test("[DOCTOR4] a proxy that is not believed FAILs and names TRUST_PROXY", async () => {
  const line = await through(FORWARDED);
  assert.match(line, /^fail: .*x-forwarded-for.* not believed\. -> Set TRUST_PROXY to loopback/);
  const other = await through(FORWARDED, { TRUST_PROXY: "192.0.2.0/24" });
  assert.match(other, /-> Set TRUST_PROXY to a list with loopback/);
});

test("[DOCTOR4] a proxy that does not say for whom it asks FAILs", async () => {
  assert.match(await through({}), /^fail: The proxy at 127\.0\.0\.1 .* -> .*X-Forwarded-For/);
  const only = await through({ "x-forwarded-proto": "http" }, TRUSTING);
  assert.match(only, /^fail: .* sends no X-Forwarded-For\. -> /);
});

test("[DOCTOR4] another Host or scheme than that of PUBLIC_URL is told", async () => {
  const loopback = await through({ ...FORWARDED, host: "localhost" }, TRUSTING);
  assert.match(
    loopback,
    /^warn: The proxy asks for the Host localhost .* -> .*pass the header Host/,
  );
  const foreign = await through({ ...FORWARDED, host: "upstream" }, TRUSTING);
  assert.match(foreign, /^fail: The proxy asks for the Host upstream/);
  const scheme = await through({ ...FORWARDED, "x-forwarded-proto": "https" }, TRUSTING);
  assert.match(scheme, /^warn: .* people come by https, .* -> Correct PUBLIC_URL/);
});

test("[DOCTOR4] without a proxy there is nothing to be believed", async (t) => {
  const app = await TestApp.start({ env: { SECRET }, clock: systemClock });
  t.after(() => app.close());
  const config = readConfig({ SECRET, PORT: new URL(app.url).port });
  const findings = await checkProxy(config, app.url);
  assert.deepEqual(findings.map(told), ["ok: There is none: PUBLIC_URL is the server itself."]);
});

test("[DOCTOR4] a proxy that keeps Authorization for itself is told", async (t) => {
  const line = await through({ authorization: "Basic eDp4" });
  assert.match(line, /^fail: .* -> .*Authorization/);
  t.diagnostic(line);
});
