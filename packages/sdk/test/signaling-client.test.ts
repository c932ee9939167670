import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { LIMITS, type ServerMessage } from "@parley/protocol";
import { BACKOFF } from "../src/backoff.ts";
import { ApiError, SignalingError } from "../src/errors.ts";
import { SignalingClient, type SignalingOptions } from "../src/signaling-client.ts";
import { presence, welcome } from "./support/messages.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { Queue } from "./support/queue.ts";
import { type TestConnection, TestServer } from "./support/test-server.ts";
import { reached } from "./support/signaling-states.ts";

async function setUp(t: TestContext, options: Partial<SignalingOptions> = {}) {
  const server = await TestServer.start();
  const clock = new ManualClock();
  const messages = new Queue<ServerMessage>();
  const client = new SignalingClient({
    url: () => Promise.resolve(server.wsUrl),
    clock,
    random: () => 1,
    ...options,
  });
  client.on((message) => messages.push(message));
  t.after(async () => {
    client.giveUp("test over");
    await server.close();
  });
  return { server, clock, client, messages };
}

type SetUp = Awaited<ReturnType<typeof setUp>>;

async function open({ client, server, messages }: SetUp): Promise<TestConnection> {
  client.connect();
  const connection = await server.nextConnection();
  connection.send(welcome());
  await messages.next();
  return connection;
}

test("connects at once and is open with the welcome", async (t) => {
  const { client, server, messages } = await setUp(t);
  assert.deepEqual(client.state, { state: "idle" });
  client.connect();
  assert.deepEqual(client.state, { state: "connecting", attempt: 1 });
  const connection = await server.nextConnection();
  assert.equal(connection.socket.protocol, "parley.v1");
  assert.equal(client.state.state, "connecting");
  connection.send(welcome({ seq: 12 }));
  assert.deepEqual(await messages.next(), welcome({ seq: 12 }));
  assert.deepEqual(client.state, { state: "open" });
});

test("answers go to the request with their id and to no listener", async (t) => {
  const setup = await setUp(t);
  const { client, messages } = setup;
  const connection = await open(setup);
  const update = client.request({ type: "participant.update", name: "Bea" });
  const refused = client.request({ type: "ping", t: 1 });
  const ping = client.request({ type: "ping", t: 2 });
  const sent = [await connection.next(), await connection.next(), await connection.next()];
  assert.deepEqual(
    sent.map((message) => message["id"]),
    [1, 2, 3],
  );
  connection.send(
    { type: "pong", replyTo: 3, t: 2 },
    { type: "error", replyTo: 2, code: "rate_limited", message: "Slower.", retryAfterMs: 40 },
    { type: "ok", replyTo: 1 },
    presence(8),
  );
  await ping;
  await assert.rejects(refused, { name: "SignalingError", code: "rate_limited", retryAfterMs: 40 });
  await update;
  assert.equal((await messages.next()).type, "presence");
});

test("an error that answers nothing goes to the listeners", async (t) => {
  const setup = await setUp(t);
  const connection = await open(setup);
  connection.send({ type: "error", code: "rate_limited", message: "Slower." });
  assert.equal((await setup.messages.next()).type, "error");
});

test("a message of an unknown type is ignored, but counted", async (t) => {
  const setup = await setUp(t);
  const connection = await open(setup);
  connection.sendText(JSON.stringify({ type: "hologram" }));
  connection.sendText(JSON.stringify({ type: "hologram", seq: 8 }));
  connection.sendText(JSON.stringify({ type: "whisper", n: 1, after: 8 }));
  connection.send(presence(9), { type: "permissions", permissions: [], n: 2, after: 9 });
  assert.equal((await setup.messages.next()).type, "presence");
  assert.equal((await setup.messages.next()).type, "permissions");
  assert.equal(setup.client.state.state, "open");
});

test("a socket that breaks after it held is made anew at once, with a fresh URL", async (t) => {
  let tickets = 0;
  const setup: SetUp = await setUp(t, {
    url: () => Promise.resolve(`${setup.server.wsUrl}?ticket=${++tickets}`),
  });
  const { client, clock, server, messages } = setup;
  const first = await open(setup);
  assert.match(first.path, /ticket=1$/);
  clock.advance(BACKOFF.maxMs);
  first.socket.terminate();
  const waiting = await reached(client, "waiting");
  assert.deepEqual(waiting, { state: "waiting", attempt: 1, retryAt: clock.now() });
  clock.advance(0);
  const second = await server.nextConnection();
  assert.match(second.path, /ticket=2&/);
  second.send(welcome({ seq: 20 }));
  assert.deepEqual(await messages.next(), welcome({ seq: 20 }));
  assert.equal(client.state.state, "open");
});

test("attempts without an answer back off, up to 2 s", async (t) => {
  const error = new ApiError("network_error", 0, "no network");
  const { client, clock } = await setUp(t, { url: () => Promise.reject(error) });
  const waits: number[] = [];
  client.connect();
  for (let attempt = 2; attempt <= 8; attempt++) {
    const waiting = await reached(client, "waiting");
    assert(waiting.state === "waiting" && waiting.attempt === attempt);
    waits.push(waiting.retryAt - clock.now());
    clock.advance(waiting.retryAt - clock.now());
    assert.deepEqual(client.state, { state: "connecting", attempt });
  }
  assert.deepEqual(waits, [250, 500, 1000, 2000, 2000, 2000, 2000]);
});

test("connections that break right after the welcome back off too", async (t) => {
  const setup = await setUp(t);
  const { client, clock, server, messages } = setup;
  (await open(setup)).socket.terminate();
  for (const wait of [250, 500, 1000, 2000, 2000]) {
    const waiting = await reached(client, "waiting");
    assert(waiting.state === "waiting");
    assert.equal(waiting.retryAt - clock.now(), wait);
    clock.advance(wait);
    const connection = await server.nextConnection();
    connection.send(welcome());
    await messages.next();
    connection.socket.terminate();
  }
});

test("an attempt that gets no welcome in 10 s is given up", async (t) => {
  const { client, clock, server } = await setUp(t);
  client.connect();
  const connection = await server.nextConnection();
  clock.advance(10_000);
  assert.equal(client.state.state, "waiting");
  await connection.closed;
});

test("a refusal by the HTTP API ends the client with its code", async (t) => {
  const cases = [
    { error: new ApiError("room_not_found", 404, "no room"), action: "stop" },
    { error: new ApiError("room_full", 409, "full"), action: "rejoin" },
    { error: new ApiError("not_authenticated", 401, "sign in"), action: "stop" },
  ];
  for (const { error, action } of cases) {
    const { client } = await setUp(t, { url: () => Promise.reject(error) });
    client.connect();
    assert.deepEqual(await reached(client, "ended"), {
      state: "ended",
      reason: error.code,
      action,
    });
  }
});

test("too many requests are no reason to end: the wait that is asked for is kept", async (t) => {
  const error = new ApiError("rate_limited", 429, "slower", { retryAfterMs: 30_000 });
  const { client, clock } = await setUp(t, { url: () => Promise.reject(error), random: () => 0.5 });
  client.connect();
  const waiting = await reached(client, "waiting");
  assert.deepEqual(waiting, { state: "waiting", attempt: 2, retryAt: clock.now() + 30_125 });
});

test("an answer to an attempt that was given up changes nothing", async (t) => {
  const urls: PromiseWithResolvers<string>[] = [];
  const setup: SetUp = await setUp(t, {
    url: () => {
      const asked = Promise.withResolvers<string>();
      urls.push(asked);
      return asked.promise;
    },
  });
  const { client, clock, server } = setup;
  client.connect();
  clock.advance(10_250);
  assert.deepEqual(client.state, { state: "connecting", attempt: 2 });
  urls[0]?.resolve(`${server.wsUrl}?ticket=late`);
  urls[1]?.resolve(`${server.wsUrl}?ticket=current`);
  assert.match((await server.nextConnection()).path, /current$/);
  assert.equal(server.waitingConnections, 0);
});

test("the online event ends the wait", async (t) => {
  const network = new EventTarget();
  const setup = await setUp(t, { network });
  const first = await open(setup);
  network.dispatchEvent(new Event("online"));
  assert.equal(setup.client.state.state, "open");
  first.socket.terminate();
  await reached(setup.client, "waiting");
  network.dispatchEvent(new Event("online"));
  assert.equal(setup.client.state.state, "connecting");
  const second = await setup.server.nextConnection();
  second.send(welcome());
  await setup.messages.next();
  assert.equal(setup.server.waitingConnections, 0);
});

test("errors say what they are", () => {
  const error = new SignalingError("room_full");
  assert.match(error.message, /room_full/);
  assert.equal(error.retryAfterMs, undefined);
});

test("silence for 20 s is probed, and 5 s more give the socket up", async (t) => {
  const setup = await setUp(t);
  const { client, clock, server } = setup;
  const connection = await open(setup);
  clock.advance(LIMITS.clientIdleMs - 1);
  assert.equal(client.state.state, "open");
  clock.advance(1);
  assert.deepEqual(await connection.next(), { type: "ping", t: clock.now() });
  clock.advance(LIMITS.clientPongMs - 1);
  assert.equal(client.state.state, "open");
  clock.advance(1);
  assert.equal(client.state.state, "connecting");
  await server.nextConnection();
});

test("[SDKM11] in doubt the socket is probed at once, and given up after 1.5 s of silence", async (t) => {
  const setup = await setUp(t);
  const { client, clock, server } = setup;
  const connection = await open(setup);
  // So that it is no connection that failed at once.
  clock.advance(5000);
  client.probe();
  assert.deepEqual(await connection.next(), { type: "ping", t: clock.now() });
  clock.advance(1499);
  assert.equal(client.state.state, "open");
  clock.advance(1);
  assert.equal(client.state.state, "connecting");
  client.probe();
  await server.nextConnection();
});

test("a pong keeps the socket, and reaches no listener", async (t) => {
  const setup = await setUp(t);
  const { client, clock, messages } = setup;
  const connection = await open(setup);
  clock.advance(LIMITS.clientIdleMs);
  const { t: asked } = await connection.next();
  assert(typeof asked === "number");
  connection.send({ type: "pong", t: asked }, presence(8));
  assert.equal((await messages.next()).type, "presence");
  clock.advance(LIMITS.clientPongMs);
  assert.equal(client.state.state, "open");
});

/** A socket whose close takes for ever, as on a dead network. */
class LingeringWebSocket extends WebSocket {
  override close(): void {}
}

test("a socket that was given up delivers nothing into the new session", async (t) => {
  const setup = await setUp(t, { WebSocket: LingeringWebSocket });
  const { clock, server, messages } = setup;
  const stale = await open(setup);
  clock.advance(LIMITS.clientIdleMs + LIMITS.clientPongMs);
  const fresh = await server.nextConnection();
  stale.send(presence(8), { type: "goodbye", action: "stop", reason: "taken_over" });
  stale.socket.close();
  await stale.closed;
  fresh.send(welcome({ seq: 30 }), presence(31));
  assert.deepEqual(await messages.next(), welcome({ seq: 30 }));
  assert.deepEqual(await messages.next(), presence(31));
  assert.deepEqual(setup.client.state, { state: "open" });
});
