import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type ErrorCode, LIMITS } from "@parley/protocol";
import { type Harness, signedInClient, startHttp } from "./harness.ts";
import type { HttpClient } from "./http-client.ts";
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

const WITH_BODY = ["/register/", "/login/", "/create-room/", "/join-room/"];

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

/** Bodies with what is wrong in them: path -> message. */
const INVALID: readonly [path: string, body: unknown, errors: { [path: string]: string }][] = [
  ["/register/", {}, { "/username": "is required", "/password": "is required" }],
  ["/register/", { username: "a" }, { "/password": "is required" }],
  ["/register/", { username: 5, password: "pass" }, { "/username": "must be string" }],
  ["/register/", { username: null, password: "pass" }, { "/username": "must be string" }],
  ["/register/", { username: ["a"], password: "pass" }, { "/username": "must be string" }],
  ["/register/", { username: "a", password: 12_345_678 }, { "/password": "must be string" }],
  [
    "/register/",
    { username: "a", password: "pass", admin: true, "a/b~c": 1 },
    { "/admin": "is not a known field", "/a~1b~0c": "is not a known field" },
  ],
  ["/register/", { username: "a b", password: "pass" }, pattern("/username")],
  ["/register/", { username: "a\u0000", password: "pass" }, pattern("/username")],
  ["/register/", { username: "a\u202eb", password: "pass" }, pattern("/username")],
  [
    "/register/",
    { username: "a".repeat(65), password: "pass" },
    { "/username": "must not have more than 64 characters" },
  ],
  [
    "/register/",
    { username: "a", password: "x".repeat(1025) },
    { "/password": "must not have more than 1024 characters" },
  ],
  ["/register/", { username: "a", password: "pass", displayName: " " }, pattern("/displayName")],
  ["/register/", { username: "a", password: "pass", displayName: "a\nb" }, pattern("/displayName")],
  [
    "/register/",
    { username: "a", password: "pass", displayName: 1 },
    { "/displayName": "must be string" },
  ],
  ["/login/", { username: "a" }, { "/password": "is required" }],
  [
    "/login/",
    { username: "a", password: "b", remember: 1 },
    { "/remember": "is not a known field" },
  ],
  ["/login/", { username: {}, password: "b" }, { "/username": "must be string" }],
  [
    "/login/",
    { username: "", password: "b" },
    { "/username": "must not have fewer than 1 characters" },
  ],
  ["/create-room/", { name: 1 }, { "/name": "must be string" }],
  ["/create-room/", { name: "a\tb" }, pattern("/name")],
  ["/create-room/", { code: "abc-defg-hij" }, { "/code": "is not a known field" }],
  [
    "/create-room/",
    { access: "secret" },
    { "/access": "must be one of open, trusted, restricted" },
  ],
  ["/create-room/", { expiresIn: "60" }, { "/expiresIn": "must be integer" }],
  ["/create-room/", { expiresIn: 1.5 }, { "/expiresIn": "must be integer" }],
  ["/create-room/", { expiresIn: 0 }, { "/expiresIn": "must be >= 1" }],
  ["/create-room/", { expiresIn: 31_622_401 }, { "/expiresIn": "must be <= 31622400" }],
  ["/create-room/", { settings: [] }, { "/settings": "must be object" }],
  ["/create-room/", { settings: { chat: 1 } }, { "/settings/chat": "must be boolean" }],
  [
    "/create-room/",
    { settings: { colour: "red" } },
    { "/settings/colour": "is not a known field" },
  ],
  [
    "/create-room/",
    { settings: { media: "carrier pigeon" } },
    { "/settings/media": "must be one of sfu, mesh" },
  ],
  ["/join-room/", {}, { "/code": "is required" }],
  ["/join-room/", { code: 1 }, { "/code": "must be string" }],
  ["/join-room/", { code: "" }, { "/code": "must not have fewer than 1 characters" }],
  ["/join-room/", { code: "abc-defg-hij", invite: "x" }, { "/invite": "is not a known field" }],
];

function pattern(path: string): { [path: string]: string } {
  return { [path]: "has characters that are not allowed" };
}

test("[HTTP2] a body of the wrong form is told what is wrong where", async () => {
  for (const [path, body, expected] of INVALID) {
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
