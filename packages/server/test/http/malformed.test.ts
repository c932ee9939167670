import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type ErrorCode, LIMITS } from "@parley/protocol";
import { type Harness, signedInClient, startHttp } from "./harness.ts";
import type { HttpClient } from "./http-client.ts";
import { INVALID_BODIES } from "./invalid-bodies.ts";
import { assertProblem } from "./problems.ts";

let harness: Harness;
let client: HttpClient;
before(async () => {
  const many = 10_000;
  harness = await startHttp({
    limits: {
      registersPerAddress: many,
      loginsPerAddress: many,
      createsPerAddress: many,
      joinsPerAddress: many,
      unknownCodesPerAddress: many,
      guestsPerAddress: many,
      refreshesPerAddress: many,
    },
  });
  client = await signedInClient(harness);
});
after(() => harness.close());

type Headers = { readonly [name: string]: string };

async function post(path: string, body?: unknown, headers: Headers = {}) {
  const token = client.cookies.get("csrftoken") ?? "";
  return client.send({
    method: "POST",
    path,
    body,
    headers: { "x-csrftoken": token, ...headers },
  });
}

const WITH_BODY = [
  ...["/register/", "/login/", "/create-room/", "/join-room/"],
  ...["/token/", "/token/refresh/", "/token/revoke/", "/guest/", "/account/password/"],
];

const NO_JSON = [
  "{",
  "}",
  "nonsense",
  "{'username': 'x'}",
  '{"username": "x"',
  '{"username": undefined}',
  '{"a": 1,}',
  '{"a": NaN}',
  '"\u0000',
  "\ufeff\ufeff{}",
  '{"__proto__": {"admin": true}}',
  '{"constructor": {"prototype": {"admin": true}}}',
  '{"a": "\u0001"}',
  "[".repeat(5000),
  "%7B%7D",
  "username=x&password=y",
];

test("[HTTP2] a body that is no JSON is malformed_json", async () => {
  for (const path of WITH_BODY) {
    for (const body of NO_JSON) {
      assertProblem(await post(path, body), "malformed_json", `${path} ${body.slice(0, 40)}`);
    }
  }
});

test("[HTTP2] an empty body is malformed_json where one is needed", async () => {
  for (const path of ["/register/", "/login/", "/join-room/"]) {
    const answer = await post(path, "", { "content-type": "application/json" });
    assertProblem(answer, "malformed_json", path);
    assertProblem(await post(path), "validation_failed", path);
  }
});

const NO_OBJECTS = ["null", "true", "0", '"text"', "[]", "[{}]", '[{"username":"a"}]'];

test("[HTTP2] JSON that is no object is validation_failed", async () => {
  for (const path of WITH_BODY) {
    for (const body of NO_OBJECTS) {
      assertProblem(await post(path, body), "validation_failed", `${path} ${body}`);
    }
  }
});

test("[HTTP2] a body of the wrong form is told what is wrong where", async () => {
  for (const [path, body, expected] of INVALID_BODIES) {
    const answer = await post(path, body);
    const about = `${path} ${JSON.stringify(body).slice(0, 60)}`;
    assertProblem(answer, "validation_failed", about);
    const { errors, detail } = answer.json();
    const wanted = Object.entries(expected).map(([at, message]) => ({ path: at, message }));
    assert.deepEqual(errors, wanted, about);
    for (const [at, message] of Object.entries(expected)) {
      assert.ok(String(detail).includes(`${at} ${message}.`), about);
    }
  }
});

test("[HTTP2] a body that is too large is body_too_large, declared or not", async () => {
  const large = JSON.stringify({ username: "a", password: "x".repeat(LIMITS.bodyBytes) });
  for (const path of WITH_BODY) {
    assertProblem(await post(path, large), "body_too_large", path);
    const chunked = await post(path, large, { "transfer-encoding": "chunked" });
    assertProblem(chunked, "body_too_large", path);
  }
});

const CONTENT_TYPES = [
  "text/plain",
  "text/plain; charset=utf-8",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "application/xml",
  "application/octet-stream",
  "application/problem+json",
  "application/jsonp",
  "application",
  "*/*",
  ",",
  "json",
];

test("[HTTP2] another content type, or none, is unsupported_media_type", async () => {
  for (const path of WITH_BODY) {
    for (const type of CONTENT_TYPES) {
      const answer = await post(path, '{"code":"x"}', { "content-type": type });
      assertProblem(answer, "unsupported_media_type", `${path} ${type}`);
    }
  }
});

test("a charset parameter and upper case in the content type are fine", async () => {
  for (const type of ["application/json; charset=utf-8", "Application/JSON"]) {
    const answer = await post("/create-room/", "{}", { "content-type": type });
    assert.equal(answer.status, 201, answer.text);
  }
});

const PATHS: readonly [path: string, code: ErrorCode][] = [
  ["/nope", "not_found"],
  ["/room/", "not_found"],
  ["/room", "not_found"],
  ["/room//", "validation_failed"],
  ["/room/abc-defg-hij/participants/", "not_found"],
  ["/room/%zz/", "bad_request"],
  ["/room/%/", "bad_request"],
  ["/%E0%A4%A", "bad_request"],
  ["/room/%00/", "room_not_found"],
  ["/room/%ff/", "bad_request"],
  ["/room/..%2f..%2fetc%2fpasswd/", "room_not_found"],
  [`/room/${"x".repeat(65)}/`, "validation_failed"],
  [`/room/${"x".repeat(5000)}/`, "validation_failed"],
  ["/room/__proto__/", "room_not_found"],
  ["/api/docs/static/../../../package.json", "not_found"],
  ["/api/docs/static/..%2f..%2fpackage.json", "not_found"],
  ["/api/docs/static/%2e%2e/package.json", "not_found"],
  ["/api/docs/static/", "not_found"],
  ["/api/docs/static/missing.js", "not_found"],
  ["//evil.example/", "not_found"],
  ["/Register/", "not_found"],
  ["/register/extra", "not_found"],
  ["/.env", "not_found"],
];

test("[HTTP2] a path that leads nowhere is a clear 4xx", async () => {
  for (const [path, code] of PATHS) assertProblem(await client.get(path), code, path);
});

test("[HTTP2] strange headers harm nothing", async () => {
  const headers: Headers[] = [
    { cookie: "sessionid" },
    { cookie: "=; ;;=x; sessionid==; csrftoken=%zz" },
    { cookie: `sessionid=${"x".repeat(5000)}` },
    { cookie: "sessionid=%00; sessionid=a" },
    { authorization: "Bearer x.y.z" },
    { "x-csrftoken": "\u00ff" },
    { "if-none-match": '"' },
    { range: "bytes=9-1" },
    { accept: "," },
    { "accept-encoding": ";q=" },
    { "content-type": "application/json" },
    { "accept-version": "9" },
    { "x-http-method-override": "DELETE" },
    { expect: "the unexpected" },
    { upgrade: "h2c", connection: "upgrade" },
    { "sec-fetch-site": "nonsense" },
  ];
  for (const more of headers) {
    const own = { cookie: "", ...more };
    const answer = await client.send({ path: "/auth-test/", headers: own });
    assertProblem(answer, "not_authenticated", JSON.stringify(more));
  }
});

test("text that is no valid Unicode is no fault of the server", async () => {
  for (const username of ["\\ud800", "\\udfff\\ud800", "a\\ud83d"]) {
    const answer = await post("/register/", `{"username":"${username}","password":"pass"}`);
    assert.ok(answer.status < 500, answer.text);
    const login = await post("/login/", `{"username":"${username}","password":"nope"}`);
    assert.ok(login.status < 500, login.text);
  }
});

test("[HTTP1] after all that the server answers as before", async () => {
  assert.equal((await client.get("/auth-test/")).status, 200);
});
