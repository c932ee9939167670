import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Harness, PASSWORD, freshName, signedInClient, startHttp } from "./harness.ts";
import type { HttpClient } from "./http-client.ts";
import { assertProblem } from "./problems.ts";

let harness: Harness;
let client: HttpClient;
before(async () => {
  harness = await startHttp({ env: { ALLOWED_ORIGINS: "https://portal.example" } });
  client = await signedInClient(harness);
});
after(() => harness.close());

const UNSAFE = [
  { path: "/create-room/", body: {} },
  { path: "/join-room/", body: { code: "abc-defg-hij" } },
  { path: "/logout/", body: undefined },
  { path: "/account/password/", body: { password: PASSWORD, newPassword: "battery staple" } },
  { method: "PATCH", path: "/account/", body: { displayName: "Mallory" } },
  { method: "DELETE", path: "/account/", body: undefined },
  { method: "DELETE", path: "/account/sessions/", body: undefined },
];

type Headers = { readonly [name: string]: string };

async function assertRefused(headers: Headers, about: string): Promise<void> {
  for (const { method = "POST", path, body } of UNSAFE) {
    const answer = await client.send({ method, path, body, headers });
    assertProblem(answer, "csrf_failed", `${path}, ${about}`);
  }
}

function session(): string {
  return `sessionid=${client.cookies.get("sessionid")}`;
}

test("[CSRF2] an unsafe request without the header is refused", async () => {
  await assertRefused({}, "no header");
  await assertRefused({ "x-csrftoken": "" }, "empty header");
});

test("[CSRF2] a wrong header is refused", async () => {
  const token = client.cookies.get("csrftoken") ?? "";
  for (const wrong of ["x", `${token}x`, token.slice(1), token.split(".")[0] ?? "", `${token},x`]) {
    await assertRefused({ "x-csrftoken": wrong }, wrong);
  }
});

test("[CSRF2] a right header without its cookie, or beside another one, is refused", async () => {
  const token = client.cookies.get("csrftoken") ?? "";
  await assertRefused({ cookie: session(), "x-csrftoken": token }, "no cookie");
  const other = `${session()}; csrftoken=${token}x`;
  await assertRefused({ cookie: other, "x-csrftoken": token }, "another cookie");
});

test("[CSRF2] a token of another session is refused, even as cookie and header", async () => {
  const stranger = await signedInClient(harness);
  const token = stranger.cookies.get("csrftoken") ?? "";
  const cookie = `${session()}; csrftoken=${token}`;
  await assertRefused({ cookie, "x-csrftoken": token }, "of another session");
});

test("[CSRF2] a made-up pair is refused", async () => {
  const cookie = `${session()}; csrftoken=made.up`;
  await assertRefused({ cookie, "x-csrftoken": "made.up" }, "made up");
});

test("[CSRF2] refusals change nothing: the session goes on", async () => {
  assert.equal((await client.get("/auth-test/")).status, 200);
});

test("[CSRF2] with the right token an unsafe request goes through", async () => {
  assert.equal((await client.post("/create-room/", {})).status, 201);
});

test("[CSRF2] reading needs no token", async () => {
  assert.equal((await client.get("/auth-test/")).status, 200);
  assert.equal((await client.send({ method: "HEAD", path: "/auth-test/" })).status, 200);
});

test("[CSRF2] an invalid session counts as none: 401 comes before 403", async () => {
  const headers = { cookie: `sessionid=${"A".repeat(43)}` };
  for (const { method = "POST", path, body } of UNSAFE) {
    const answer = await client.send({ method, path, body, headers });
    assertProblem(answer, "not_authenticated", path);
  }
});

test("[CSRF3] register and login need no token, signed in or not", async () => {
  const credentials = { username: freshName(), password: PASSWORD };
  const signedIn = await signedInClient(harness);
  for (const path of ["/register/", "/login/"]) {
    const answer = await signedIn.send({ method: "POST", path, body: credentials });
    assert.ok(answer.status < 300, `${path}: ${answer.text}`);
  }
});

test("[CSRF3] register and login refuse a foreign origin", async () => {
  const body = { username: freshName(), password: PASSWORD };
  const foreign: Headers[] = [
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: `${harness.url}.evil.example` },
    { origin: harness.url.replace("http:", "https:") },
    { origin: "http://127.0.0.1:1" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ];
  for (const path of ["/register/", "/login/"]) {
    for (const headers of foreign) {
      const answer = await client.send({ method: "POST", path, body, headers });
      assertProblem(answer, "foreign_origin", JSON.stringify(headers));
    }
  }
  assert.equal(await harness.stores.accounts.byUsernameKey(body.username), null);
});

test("[CSRF3] register and login take our own origin, an allowed one, and none", async () => {
  const own: Headers[] = [
    { origin: harness.url, "sec-fetch-site": "same-origin" },
    { origin: "https://portal.example", "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "none" },
    {},
  ];
  for (const headers of own) {
    const body = { username: freshName(), password: PASSWORD };
    for (const path of ["/register/", "/login/"]) {
      const answer = await harness.client().send({ method: "POST", path, body, headers });
      assert.ok(answer.status < 300, `${path} ${JSON.stringify(headers)}: ${answer.text}`);
    }
  }
});
