import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { TestApp, type TestUser } from "../support/test-app.ts";
import type { HttpClient } from "./http-client.ts";
import { type HarnessOptions, freshName, signedInClient, startHttp } from "./harness.ts";
import { assertProblem } from "./problems.ts";

/** The address from which the tests' own requests come. */
const HERE = { TRUST_PROXY: "127.0.0.1" };

async function harness(t: TestContext, options: HarnessOptions) {
  const started = await startHttp(options);
  t.after(() => started.close());
  return { started, url: started.url, client: () => started.client() };
}

const LIMITS_OF_ONE = {
  registersPerAddress: 1,
  loginsPerAddress: 1,
  guestsPerAddress: 1,
  refreshesPerAddress: 1,
};

type Throttled = { readonly path: string; readonly body: () => object };

const THROTTLED: readonly Throttled[] = [
  { path: "/register/", body: () => ({ username: freshName(), password: "correct horse" }) },
  { path: "/login/", body: () => ({ username: freshName(), password: "correct horse" }) },
  { path: "/token/refresh/", body: () => ({ refresh: "x".repeat(43) }) },
  { path: "/guest/", body: () => ({ displayName: "Ada" }) },
];

/** Whether a request that a proxy passes on is let through. */
async function passes(client: HttpClient, { path, body }: Throttled, forwardedFor: string) {
  const headers = { "x-forwarded-for": forwardedFor };
  const answer = await client.send({ method: "POST", path, body: body(), headers });
  return answer.status !== 429;
}

test("[PROXY1] behind a trusted proxy each client has its own throttles", async (t) => {
  const { client } = await harness(t, { env: HERE, limits: LIMITS_OF_ONE });
  for (const throttled of THROTTLED) {
    const from = (address: string) => passes(client(), throttled, address);
    assert.equal(await from("198.51.100.7"), true, throttled.path);
    assert.equal(await from("198.51.100.7"), false, throttled.path);
    assert.equal(await from("203.0.113.1, 198.51.100.7"), false, `spoofed: ${throttled.path}`);
    assert.equal(await from("198.51.100.8"), true, throttled.path);
  }
});

test("[PROXY1] wrong passwords and unknown codes are counted per client too", async (t) => {
  const { client } = await harness(t, {
    env: HERE,
    limits: { loginFailures: 1, unknownCodesPerAddress: 1 },
  });
  const ann = client();
  const credentials = { username: freshName(), password: "correct horse" };
  await ann.post("/register/", credentials);
  await ann.post("/login/", credentials);
  const wrong = { path: "/login/", body: () => ({ ...credentials, password: "wrong battery" }) };
  assert.equal(await passes(client(), wrong, "198.51.100.7"), true);
  assert.equal(await passes(client(), wrong, "198.51.100.7"), false);
  assert.equal(await passes(client(), wrong, "198.51.100.8"), true);
  const look = (address: string) =>
    ann.get("/room/zzz-zzzz-zzz/", { "x-forwarded-for": address }).then(({ status }) => status);
  assert.deepEqual([await look("198.51.100.7"), await look("198.51.100.7")], [404, 429]);
  assert.equal(await look("198.51.100.8"), 404);
});

test("[PROXY1] a client that is no trusted proxy has no say in its address", async (t) => {
  const { client } = await harness(t, {
    env: { TRUST_PROXY: "127.0.0.2, 10.0.0.0/8" },
    limits: LIMITS_OF_ONE,
  });
  for (const throttled of THROTTLED) {
    assert.equal(await passes(client(), throttled, "198.51.100.7"), true, throttled.path);
    assert.equal(await passes(client(), throttled, "198.51.100.8"), false, throttled.path);
  }
});

test("[PROXY1] sockets are counted per client behind a trusted proxy, and only there", async (t) => {
  const limits = { connectionsPerAddress: 1 };
  for (const [TRUST_PROXY, isBelieved] of [
    ["127.0.0.1", true],
    ["127.0.0.2", false],
  ] as const) {
    const app = await TestApp.start({ limits, env: { TRUST_PROXY } });
    t.after(() => app.close());
    const [ann, bob] = [await app.user("ann"), await app.user("bob")];
    const { code } = await app.createRoom(ann, { access: "open" });
    const come = (user: TestUser, address: string) =>
      app.connect(code, { user, headers: { "x-forwarded-for": address } });
    await come(ann, "198.51.100.7").next("welcome");
    const spoofing = come(bob, "203.0.113.1, 198.51.100.7");
    assert.equal((await spoofing.next("error")).code, "too_many_connections");
    const elsewhere = come(bob, "198.51.100.8");
    if (isBelieved) await elsewhere.next("welcome");
    else assert.equal((await elsewhere.next("error")).code, "too_many_connections");
  }
});

test("[PROXY1] a peer without an address, on a Unix socket, is no trusted proxy", async (t) => {
  const { started } = await harness(t, { env: { TRUST_PROXY: "loopback" }, limits: LIMITS_OF_ONE });
  const folder = await mkdtemp(join(tmpdir(), "parley-unix-"));
  const socketPath = join(folder, "parley.sock");
  const door = createServer((socket) => started.app.server.emit("connection", socket)).listen(
    socketPath,
  );
  t.after(async () => {
    await new Promise((resolve) => door.close(resolve));
    await rm(folder, { recursive: true });
  });
  await once(door, "listening");
  const enter = async (address: string) => {
    const headers = { host: "localhost", "x-forwarded-for": address, connection: "close" };
    const path = "/guest/";
    const outgoing = request({ socketPath, method: "POST", path, headers, agent: false });
    outgoing.setHeader("content-type", "application/json");
    outgoing.end(JSON.stringify({ displayName: "Ada" }));
    const statuses: number[] = [];
    outgoing.on("response", (response) => {
      statuses.push(response.statusCode ?? 0);
      response.resume();
    });
    await once(outgoing, "close");
    return statuses;
  };
  assert.deepEqual(await enter("198.51.100.7"), [201]);
  assert.deepEqual(await enter("198.51.100.8"), [429]);
});

const PUBLISHED = { ...HERE, PUBLIC_URL: "https://meet.example.org" };
const HOST = { host: "meet.example.org" };

type Headers = { readonly [name: string]: string };

/** What a proxy says that is wrong, or lets through from outside. */
const MISLEADING: readonly Headers[] = [
  {},
  { "x-forwarded-proto": "http" },
  { "x-forwarded-proto": "http", "x-forwarded-host": "evil.example", "x-forwarded-port": "80" },
  { forwarded: "for=198.51.100.7;proto=http;host=evil.example" },
];

test("[PROXY2] PUBLIC_URL says how people come, whatever a proxy says", async (t) => {
  const { started, client: visitor } = await harness(t, { env: PUBLISHED });
  const client = await signedInClient(started);
  const csrf = client.cookies.get("csrftoken") ?? "";
  const post = (path: string, body: object, headers: Headers) =>
    client.send({ method: "POST", path, body, headers: { ...HOST, ...headers } });
  for (const misleading of MISLEADING) {
    const headers = { ...misleading, "x-csrftoken": csrf };
    const made = await post("/create-room/", {}, headers);
    assert.equal(made.headers["strict-transport-security"], "max-age=31536000");
    const { code, url } = made.json();
    assert.equal(url, `https://meet.example.org/${String(code)}`);
    const joined = (await post("/join-room/", { code }, headers)).json();
    assert.equal(joined["wsUrl"], `wss://meet.example.org/ws/room/${String(code)}/`);
    const entry = { method: "POST", path: "/guest/", body: { displayName: "Ada" } };
    const guest = await visitor().send({ ...entry, headers: { ...HOST, ...misleading } });
    const cookies = guest.headers["set-cookie"] ?? [];
    assert.equal(cookies.length, 2);
    for (const cookie of cookies) assert.match(cookie, /; Secure(;|$)/);
  }
});

test("[PROXY2] forwarded hosts open neither the Host check nor that of the Origin", async (t) => {
  const { client } = await harness(t, { env: PUBLISHED });
  const guest = (headers: Headers) =>
    client().send({ method: "POST", path: "/guest/", body: { displayName: "Ada" }, headers });
  for (const forwarded of ["localhost", "meet.example.org"]) {
    const rebound = await guest({ host: "evil.example", "x-forwarded-host": forwarded });
    assertProblem(rebound, "misdirected_host", forwarded);
  }
  const origin = "https://evil.example";
  for (const name of ["x-forwarded-host", "x-forwarded-server", "x-original-host"]) {
    const foreign = await guest({ ...HOST, origin, [name]: "evil.example" });
    assertProblem(foreign, "foreign_origin", name);
  }
  assert.equal((await guest({ ...HOST, origin: "https://meet.example.org" })).status, 201);
});

test("[METRIC1] a trusted proxy on this machine finds nothing at /metrics either", async (t) => {
  const { client, url } = await harness(t, { env: { TRUST_PROXY: "loopback" } });
  for (const forwardedFor of ["198.51.100.7", "127.0.0.1", "::1", "", "localhost"]) {
    const headers = { host: "localhost", "x-forwarded-for": forwardedFor };
    assertProblem(await client().get("/metrics", headers), "not_found", forwardedFor);
  }
  assert.equal((await client().get("/metrics", { host: "localhost" })).status, 200);
  assert.match(await bare(url, "GET /metrics HTTP/1.0\r\nHost: localhost\r\n\r\n"), / 404 /);
});

/** The answer to a request as nginx passes it on when nobody tells it to say from whom. */
async function bare(url: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.end(text);
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(socket, "close");
  return Buffer.concat(chunks).toString("utf8").split("\r\n", 1)[0] ?? "";
}
