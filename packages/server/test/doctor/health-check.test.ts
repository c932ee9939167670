import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { readConfig } from "../../src/config.ts";
import { checkPublicUrl, checkServer } from "../../src/doctor/health-check.ts";
import { TestApp } from "../support/test-app.ts";
import { freePort } from "../support/free-port.ts";
import { proxyTo, standIn, told } from "./replies.ts";

const run = promisify(execFile);

async function startApp(t: TestContext, env: { readonly [name: string]: string } = {}) {
  const app = await TestApp.start({ env });
  t.after(() => app.close());
  return { app, config: readConfig({ ...env, PORT: new URL(app.url).port }) };
}

test("[DOCTOR3] a server that is ready is said to be", async (t) => {
  const { config, app } = await startApp(t);
  assert.equal(told(await checkServer(config)), `ok: ${app.url} is ready.`);
  assert.match(told((await checkPublicUrl(config)).finding), /^ok: PUBLIC_URL is not set/);
});

test("[DOCTOR3] where nothing listens, HOST and PORT are named", async () => {
  const config = readConfig({ PORT: String(await freePort()) });
  const line = told(await checkServer(config));
  assert.match(line, /^fail: .* nothing listens there \(ECONNREFUSED\)\. -> .*HOST, PORT/);
});

test("[DOCTOR3] a port that the system chose cannot be found", async () => {
  assert.match(told(await checkServer(readConfig({ PORT: "0" }))), /^fail: .* -> Set PORT/);
});

test("[DOCTOR3] another name than loopback needs PUBLIC_URL", async () => {
  const { finding } = await checkPublicUrl(readConfig({ HOST: "0.0.0.0" }));
  const line = told(finding);
  assert.match(line, /^warn: .* -> Set PUBLIC_URL/);
});

async function publicly(url: string): Promise<string> {
  return told((await checkPublicUrl(readConfig({ PUBLIC_URL: url }))).finding);
}

test("[DOCTOR3] what stands in the way to PUBLIC_URL is explained", async (t) => {
  const moved = await standIn((_request, response) => {
    response.writeHead(308, { location: "https://meet.example.org/health/ready" }).end();
  });
  const other = await standIn((_request, response) => response.end("It works!"));
  const alone = await proxyTo("http://127.0.0.1:1", {});
  const mute = await standIn(() => undefined);
  const all = [moved, other, alone, mute];
  t.after(() => Promise.all(all.map((stand) => stand.close())));
  assert.match(await publicly(moved.url), /^fail: .* -> Set PUBLIC_URL to https:\/\/meet\.example/);
  assert.match(await publicly(other.url), /^fail: .* answered by something else \(200\)\. -> /);
  assert.match(await publicly(alone.url), /^fail: The proxy answers 502.* -> .*127\.0\.0\.1:8000/);
  assert.match(await publicly(mute.url), /^warn: .* -> See whether it opens on another machine/);
  const nowhere = await publicly(`http://127.0.0.1:${await freePort()}`);
  assert.match(nowhere, /^fail: .*ECONNREFUSED\)\. -> .*PUBLIC_URL/);
  assert.match(await publicly("https://no-such-name.invalid"), /^fail: .* -> .*DNS.*PUBLIC_URL/);
});

test("[DOCTOR3] PUBLIC_URL without https is of no use but on this machine", async (t) => {
  const { app } = await startApp(t, { HOST: "0.0.0.0" });
  const { port } = new URL(app.url);
  assert.match(await publicly(`http://localhost:${port}`), /^ok: /);
  const { addresses } = (await import("../../src/config/media.ts")).thisMachine();
  for (const address of addresses.slice(0, 1)) {
    assert.match(
      await publicly(`http://${address}:${port}`),
      /^fail: .* not https.* -> .*TLS_CERT/,
    );
  }
});

test("[DOCTOR3] what is wrong with a certificate is said", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "parley-doctor-"));
  t.after(() => rm(folder, { recursive: true }));
  const files = { TLS_CERT: join(folder, "cert.pem"), TLS_KEY: join(folder, "key.pem") };
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const out = ["-keyout", files.TLS_KEY, "-out", files.TLS_CERT];
  await run("openssl", ["req", "-x509", ...key, ...out, ...names]);
  const { app, config } = await startApp(t, files);
  assert.match(told(await checkServer(config)), /^ok: https:/);
  const url = app.url.replace("127.0.0.1", "localhost");
  assert.match(await publicly(url), /^warn: The certificate .* was made by yourself\. -> /);
  const plain = await publicly(url.replace("https", "http"));
  assert.match(plain, /^fail: .* does not answer/);
});
