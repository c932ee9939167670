import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Harness, signedInProgram, startHttp } from "./harness.ts";
import type { Answer } from "./http-client.ts";

const ALLOWED = "https://portal.example";

let harness: Harness;
before(async () => {
  harness = await startHttp({ env: { ALLOWED_ORIGINS: `${ALLOWED},https://two.example` } });
});
after(() => harness.close());

function corsHeaders({ headers }: Answer): { [name: string]: unknown } {
  const entries = Object.entries(headers).filter(([name]) => name.startsWith("access-control-"));
  return Object.fromEntries(entries);
}

test("[CORS1] a page of an allowed origin may read what it asks with a bearer token", async () => {
  const program = await signedInProgram(harness);
  const answer = await program.send({ path: "/account/", headers: { origin: ALLOWED } });
  assert.equal(answer.status, 200);
  assert.deepEqual(corsHeaders(answer), {
    "access-control-allow-origin": ALLOWED,
    "access-control-expose-headers": "Retry-After",
  });
  assert.equal(answer.headers.vary, "Origin");
});

test("[CORS1] refusals can be read too, and POST /token/ works from there", async () => {
  const headers = { origin: ALLOWED, "sec-fetch-site": "cross-site" };
  const body = { username: "nobody", password: "wrong" };
  const ask = { method: "POST", path: "/token/", body, headers };
  const refused = await harness.client().send(ask);
  assert.equal(refused.status, 401);
  assert.equal(refused.headers["access-control-allow-origin"], ALLOWED);
  const missing = await harness.client().get("/nope", headers);
  assert.equal(missing.headers["access-control-allow-origin"], ALLOWED);
});

test("[CORS1] a preflight is answered with what may be sent, never with credentials", async () => {
  for (const path of ["/account/", "/room/abc-defg-hij/", "/token/"]) {
    const answer = await harness.client().send({
      method: "OPTIONS",
      path,
      headers: { origin: ALLOWED, "access-control-request-method": "PATCH" },
    });
    assert.equal(answer.status, 204, path);
    assert.equal(answer.text, "");
    assert.deepEqual(corsHeaders(answer), {
      "access-control-allow-origin": ALLOWED,
      "access-control-allow-methods": "GET, POST, PATCH, DELETE",
      "access-control-allow-headers": "Authorization, Content-Type",
      "access-control-max-age": "600",
    });
  }
});

test("[CORS1] other origins and lookalikes get nothing", async () => {
  const foreign = [
    "https://evil.example",
    "http://portal.example",
    "https://portal.example.evil.example",
    "https://portal.example:444",
    "https://PORTAL.example",
    "null",
    "*",
    "",
  ];
  for (const origin of foreign) {
    const preflight = { origin, "access-control-request-method": "GET" };
    const client = harness.client();
    const answers = [
      await client.get("/account/", { origin }),
      await client.send({ method: "OPTIONS", path: "/account/", headers: preflight }),
    ];
    for (const answer of answers) assert.deepEqual(corsHeaders(answer), {}, origin);
    assert.equal(answers[1]?.status, 405);
  }
  assert.deepEqual(corsHeaders(await harness.client().get("/account/")), {});
});

test("[CORS1] without ALLOWED_ORIGINS there is no CORS", async (t) => {
  const own = await startHttp();
  t.after(() => own.close());
  const answer = await own.client().get("/account/", { origin: ALLOWED });
  assert.deepEqual(corsHeaders(answer), {});
  assert.equal(answer.headers.vary, undefined);
});
