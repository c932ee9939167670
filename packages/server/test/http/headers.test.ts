import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { signedInClient, startHttp } from "./harness.ts";
import { assertProblem } from "./problems.ts";

const run = promisify(execFile);

const CSP = [
  "default-src 'self'",
  "base-uri 'none'",
  "connect-src 'self'",
  "font-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob: mediastream:",
  "object-src 'none'",
  "script-src 'self'",
  "script-src-attr 'none'",
  "style-src 'self'",
];

test("[SEC1] every answer tells browsers to be careful, errors too", async (t) => {
  const harness = await startHttp();
  t.after(() => harness.close());
  const client = await signedInClient(harness);
  for (const path of ["/auth-test/", "/api/docs/", "/api/docs/static/swagger-ui.css", "/nope"]) {
    const { headers } = await client.get(path);
    assert.deepEqual(headers["content-security-policy"]?.toString().split(";"), CSP, path);
    const permissions = "camera=(self), microphone=(self), display-capture=(self)";
    assert.equal(headers["permissions-policy"], permissions, path);
    assert.equal(headers["referrer-policy"], "same-origin", path);
    assert.equal(headers["x-content-type-options"], "nosniff", path);
    assert.equal(headers["x-frame-options"], "DENY", path);
    assert.equal(headers["cross-origin-opener-policy"], undefined, path);
    assert.equal(headers["strict-transport-security"], undefined, path);
    assert.equal(headers["x-powered-by"], undefined, path);
    assert.equal(headers["access-control-allow-origin"], undefined, path);
  }
});

test("[SEC2] answers of the API are not kept by caches", async (t) => {
  const harness = await startHttp();
  t.after(() => harness.close());
  const client = await signedInClient(harness);
  for (const path of ["/auth-test/", "/nope", "/%zz", "/room/zzz-zzzz-zzz/"]) {
    assert.equal((await client.get(path)).headers["cache-control"], "no-store", path);
  }
});

async function certificate(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), "parley-tls-"));
  t.after(() => rm(folder, { recursive: true }));
  const [certPath, keyPath] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const subject = [
    "-subj",
    "/CN=localhost",
    "-addext",
    "subjectAltName=DNS:localhost,IP:127.0.0.1",
  ];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const files = ["-keyout", keyPath, "-out", certPath, "-days", "1"];
  await run("openssl", ["req", "-x509", ...key, ...files, ...subject]);
  const tls = { cert: await readFile(certPath), key: await readFile(keyPath) };
  return { tls, env: { TLS_CERT: certPath, TLS_KEY: keyPath } };
}

test("[TLS1] with a certificate it speaks https: Secure cookies, HSTS, wss links", async (t) => {
  const harness = await startHttp(await certificate(t));
  t.after(() => harness.close());
  assert.match(harness.url, /^https:/);
  const client = await signedInClient(harness);
  const answer = await client.get("/auth-test/");
  assert.equal(answer.status, 200);
  assert.equal(answer.headers["strict-transport-security"], "max-age=31536000");
  assert.equal(answer.headers["cross-origin-opener-policy"], "same-origin");
  const room = (await client.post("/create-room/")).json();
  assert.equal(room["url"], `${harness.url}/${String(room["code"])}`);
  const joined = (await client.post("/join-room/", { code: room["code"] })).json();
  assert.match(String(joined["wsUrl"]), /^wss:\/\/127\.0\.0\.1:/);
  const gone = await client.post("/logout/");
  for (const cookie of gone.headers["set-cookie"] ?? []) assert.match(cookie, /; Secure/);
});

test("[TLS1] the cookies that sign in are Secure on https", async (t) => {
  const harness = await startHttp(await certificate(t));
  t.after(() => harness.close());
  const client = harness.client();
  const credentials = { username: "ada", password: "correct horse" };
  await client.post("/register/", credentials);
  const { headers } = await client.post("/login/", credentials);
  const guest = await harness.client().post("/guest/", { displayName: "Ada" });
  const cookies = [headers, guest.headers].flatMap((set) => set["set-cookie"] ?? []);
  assert.equal(cookies.length, 4);
  for (const cookie of cookies) assert.match(cookie, /; Secure(;|$)/);
});

test("[TLS1] over https a page of the http origin is foreign", async (t) => {
  const harness = await startHttp(await certificate(t));
  t.after(() => harness.close());
  const headers = { origin: harness.url.replace("https:", "http:") };
  const body = { username: "ada", password: "correct horse" };
  const ask = { method: "POST", path: "/register/", body, headers };
  assertProblem(await harness.client().send(ask), "foreign_origin");
});
