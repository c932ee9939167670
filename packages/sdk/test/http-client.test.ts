import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { User } from "@parley/protocol";
import { ApiError } from "../src/errors.ts";
import { HttpClient } from "../src/http-client.ts";
import { welcome } from "./support/messages.ts";
import { type HttpReply, type HttpRequest, TestServer } from "./support/test-server.ts";

const USER: User = { id: "u1", username: "ada", displayName: "Ada", createdAt: 5 };
const LINKED = { ...welcome().room, url: "http://127.0.0.1/abc-defg-hij" };

async function setUp(t: TestContext, ...replies: readonly HttpReply[]) {
  const server = await TestServer.start();
  const requests: HttpRequest[] = [];
  const left = [...replies];
  server.onRequest = (request) => {
    requests.push(request);
    return left.shift() ?? { status: 500 };
  };
  t.after(() => server.close());
  return { server, requests, http: new HttpClient({ baseUrl: `${server.httpUrl}/` }) };
}

const problem = (code: string, change: object = {}) => ({
  type: "about:blank",
  title: "No",
  status: 400,
  code,
  detail: "Because.",
  ...change,
});

test("each call is the request that the API describes", async (t) => {
  const joined = {
    room: LINKED,
    status: "joined",
    participantId: "p1",
    wsUrl: "ws://127.0.0.1/ws/room/abc-defg-hij/",
    ticket: "t1",
  };
  const { http, requests } = await setUp(
    t,
    { status: 201, body: USER },
    { status: 200, body: USER },
    { status: 200, body: { authenticated: true, user: USER } },
    { status: 201, body: LINKED },
    { status: 200, body: joined },
    { status: 200, body: { ...LINKED, participants: [] } },
    { status: 204 },
  );
  const account = { username: "ada", password: "pass" };
  assert.deepEqual(await http.register(account), USER);
  assert.deepEqual(await http.login(account), USER);
  assert.deepEqual(await http.authTest(), USER);
  assert.deepEqual(await http.createRoom({ name: "Team" }), LINKED);
  assert.deepEqual(await http.joinRoom("abc-defg-hij"), joined);
  assert.deepEqual(await http.getRoom("a/b?c"), { ...LINKED, participants: [] });
  await http.logout();
  assert.deepEqual(
    requests.map(({ method, path, body }) => [method, path, body]),
    [
      ["POST", "/register/", JSON.stringify(account)],
      ["POST", "/login/", JSON.stringify(account)],
      ["GET", "/auth-test/", ""],
      ["POST", "/create-room/", '{"name":"Team"}'],
      ["POST", "/join-room/", '{"code":"abc-defg-hij"}'],
      ["GET", "/room/a%2Fb%3Fc/", ""],
      ["POST", "/logout/", ""],
    ],
  );
  const types = requests.map(({ headers }) => headers["content-type"]);
  const json = "application/json";
  assert.deepEqual(types, [json, json, undefined, json, json, undefined, undefined]);
});

test("outside a browser the client keeps the cookies of who it is and no others", async (t) => {
  const signedIn = [
    "sessionid=s1; Path=/; HttpOnly; SameSite=Lax; Max-Age=100",
    "csrftoken=c1; Path=/; SameSite=Lax",
    "guestid=g1; Path=/; HttpOnly",
    "tracker=x; Path=/",
  ];
  const { http, requests } = await setUp(
    t,
    { status: 200, body: USER, headers: { "set-cookie": signedIn } },
    { status: 201, body: LINKED },
    { status: 200, body: { authenticated: true, user: USER } },
    {
      status: 204,
      headers: {
        "set-cookie": ["sessionid=; Path=/", "csrftoken=c1; Max-Age=0", "guestid=; Path=/"],
      },
    },
    { status: 401, body: problem("not_authenticated", { status: 401 }) },
  );
  await http.login({ username: "ada", password: "pass" });
  await http.createRoom();
  await http.authTest();
  await http.logout();
  assert.equal(await http.authTest(), null);
  assert.deepEqual(
    requests.map(({ headers }) => [headers["cookie"], headers["x-csrftoken"]]),
    [
      [undefined, undefined],
      ["sessionid=s1; csrftoken=c1; guestid=g1", "c1"],
      ["sessionid=s1; csrftoken=c1; guestid=g1", undefined],
      ["sessionid=s1; csrftoken=c1; guestid=g1", "c1"],
      [undefined, undefined],
    ],
  );
});

test("a problem document becomes an ApiError", async (t) => {
  const errors = [{ path: "/username", message: "is too long" }];
  const { http } = await setUp(
    t,
    { status: 400, body: problem("validation_failed", { errors }) },
    { status: 429, body: problem("rate_limited"), headers: { "retry-after": "7" } },
  );
  const invalid = await rejection(http.register({ username: "x".repeat(99), password: "pass" }));
  assert.equal(invalid.code, "validation_failed");
  assert.equal(invalid.status, 400);
  assert.equal(invalid.message, "Because.");
  assert.deepEqual(invalid.errors, errors);
  assert.equal(invalid.retryAfterMs, undefined);
  const limited = await rejection(http.joinRoom("abc-defg-hij"));
  assert.equal(limited.code, "rate_limited");
  assert.equal(limited.retryAfterMs, 7000);
});

test("answers that are not this server's are unexpected", async (t) => {
  const { http } = await setUp(
    t,
    { status: 502, text: "<h1>Bad gateway</h1>" },
    { status: 200, text: "<h1>Welcome to the hotel</h1>" },
    { status: 200, body: { ...USER, id: 5 } },
    { status: 418, body: problem("a_code_of_the_future") },
  );
  for (const status of [502, 200, 200, 418]) {
    const error = await rejection(http.login({ username: "ada", password: "pass" }));
    assert.equal(error.code, "unexpected_response");
    assert.equal(error.status, status);
  }
});

test("no answer is a network error", async (t) => {
  const { http, server } = await setUp(t);
  await server.close();
  const error = await rejection(http.authTest());
  assert.equal(error.code, "network_error");
  assert.equal(error.status, 0);
  assert(error.cause instanceof Error);
});

test("who is nobody is null; what is not about that is an error", async (t) => {
  const nobody = { status: 401, body: problem("not_authenticated", { status: 401 }) };
  const broken = { status: 503, body: problem("unavailable", { status: 503 }) };
  const { http } = await setUp(t, nobody, nobody, broken, broken);
  assert.equal(await http.authTest(), null);
  assert.equal(await http.guest(), null);
  assert.equal((await rejection(http.authTest())).code, "unavailable");
  assert.equal((await rejection(http.guest())).code, "unavailable");
});

test("a bearer token takes the place of cookies and CSRF token, while there is one", async (t) => {
  const { server, requests } = await setUp(
    t,
    { status: 200, body: USER, headers: { "set-cookie": ["sessionid=s1", "csrftoken=c1"] } },
    { status: 201, body: LINKED },
    { status: 201, body: LINKED },
  );
  const tokens = [null, "t1", null];
  const bearer = () => Promise.resolve(tokens.shift() ?? null);
  const http = new HttpClient({ baseUrl: server.httpUrl, bearer });
  await http.login({ username: "ada", password: "pass" });
  await http.createRoom();
  await http.createRoom();
  assert.deepEqual(
    requests.map(({ headers }) => [
      headers["authorization"],
      headers["cookie"],
      headers["x-csrftoken"],
    ]),
    [
      [undefined, undefined, undefined],
      ["Bearer t1", undefined, undefined],
      [undefined, "sessionid=s1; csrftoken=c1", "c1"],
    ],
  );
});

test("a bearer that is not to be had sends nothing, and its error comes through", async (t) => {
  const { server, requests } = await setUp(t);
  const error = new ApiError("invalid_refresh_token", 401, "Sign in again.");
  const http = new HttpClient({
    baseUrl: server.httpUrl,
    bearer: () => Promise.reject(error),
  });
  assert.equal(await rejection(http.account()), error);
  assert.deepEqual(requests, []);
});

async function rejection(work: Promise<unknown>): Promise<ApiError> {
  const [result] = await Promise.allSettled([work]);
  assert(result.status === "rejected" && result.reason instanceof ApiError);
  return result.reason;
}
