import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { ServerMessages } from "@parley/protocol";
import { SignalingClient, type SignalingOptions } from "../src/signaling-client.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { welcome } from "./support/messages.ts";
import { reached } from "./support/signaling-states.ts";
import { type TestConnection, TestServer } from "./support/test-server.ts";

async function setUp(t: TestContext, options: Partial<SignalingOptions> = {}) {
  const server = await TestServer.start();
  const clock = new ManualClock();
  const url = () => Promise.resolve(server.wsUrl);
  const client = new SignalingClient({ url, clock, random: () => 1, ...options });
  t.after(async () => {
    client.giveUp("test over");
    await server.close();
  });
  return { server, clock, client };
}

type SetUp = Awaited<ReturnType<typeof setUp>>;

async function open({ client, server }: SetUp): Promise<TestConnection> {
  client.connect();
  const connection = await server.nextConnection();
  connection.send(welcome());
  await reached(client, "open");
  return connection;
}

const goodbye = (change: Partial<ServerMessages["goodbye"]>): ServerMessages["goodbye"] => ({
  type: "goodbye",
  action: "stop",
  reason: "taken_over",
  ...change,
});

test("a goodbye with stop or rejoin ends the client", async (t) => {
  for (const action of ["stop", "rejoin"] as const) {
    const setup = await setUp(t);
    const connection = await open(setup);
    connection.send(goodbye({ action, reason: "because" }));
    connection.socket.close(4999);
    const ended = await reached(setup.client, "ended");
    assert.deepEqual(ended, { state: "ended", reason: "because", action });
    await connection.closed;
    assert.equal(setup.clock.pending, 0);
  }
});

test("a goodbye with reconnect waits as long as it says, and a little more", async (t) => {
  const setup = await setUp(t);
  const connection = await open(setup);
  connection.send(goodbye({ action: "reconnect", reason: "draining", retryAfterMs: 3000 }));
  const waiting = await reached(setup.client, "waiting");
  assert(waiting.state === "waiting");
  assert.equal(waiting.retryAt - setup.clock.now(), 3250);
  setup.clock.advance(3249);
  assert.equal(setup.client.state.state, "waiting");
  setup.clock.advance(1);
  await setup.server.nextConnection();
});

test("a close without goodbye means what its code means", async (t) => {
  const cases = [
    { code: 1000, reason: "left", action: "stop" },
    { code: 4000, reason: "taken_over", action: "stop" },
    { code: 4401, reason: "not_authenticated", action: "stop" },
    { code: 4403, reason: "removed", action: "rejoin" },
    { code: 4404, reason: "room_not_found", action: "stop" },
    { code: 4409, reason: "room_full", action: "rejoin" },
    { code: 1009, reason: "frame_too_large", action: "stop" },
  ];
  for (const { code, reason, action } of cases) {
    const setup = await setUp(t);
    (await open(setup)).socket.close(code);
    assert.deepEqual(await reached(setup.client, "ended"), { state: "ended", reason, action });
  }
});

test("the server's restart, its faults and unknown codes are survived", async (t) => {
  for (const code of [1012, 1011, 4429, 4999]) {
    const setup = await setUp(t);
    (await open(setup)).socket.close(code);
    await reached(setup.client, "waiting");
  }
});

test("before the welcome the error tells which ending shares the code", async (t) => {
  const setup = await setUp(t);
  setup.client.connect();
  const connection = await setup.server.nextConnection();
  connection.send({ type: "error", code: "too_many_unknown_codes", message: "Stop guessing." });
  connection.socket.close(4429);
  const ended = await reached(setup.client, "ended");
  assert.deepEqual(ended, { state: "ended", reason: "too_many_unknown_codes", action: "stop" });
});

test("a refusal that allows another attempt says when", async (t) => {
  const setup = await setUp(t);
  setup.client.connect();
  const connection = await setup.server.nextConnection();
  const message = "Too many.";
  connection.send({ type: "error", code: "too_many_connections", message, retryAfterMs: 5000 });
  connection.socket.close(4429);
  const waiting = await reached(setup.client, "waiting");
  assert(waiting.state === "waiting");
  assert.equal(waiting.retryAt - setup.clock.now(), 5250);
});

test("closing leaves the meeting and then the socket", async (t) => {
  const setup = await setUp(t);
  const { client, clock } = setup;
  const connection = await open(setup);
  const closing = client.close();
  assert.deepEqual(client.state, { state: "ended", reason: "left", action: "stop" });
  assert.deepEqual(await connection.next(), { type: "leave", id: 1 });
  connection.send({ type: "ok", replyTo: 1 }, goodbye({ reason: "left" }));
  await closing;
  await connection.closed;
  assert.equal(client.close(), closing);
  assert.equal(clock.pending, 0);
});

test("closing takes a second at most when the server is silent", async (t) => {
  const setup = await setUp(t);
  const connection = await open(setup);
  const closing = setup.client.close();
  assert.equal((await connection.next())["type"], "leave");
  setup.clock.advance(1000);
  await closing;
  await connection.closed;
  assert.equal(setup.clock.pending, 0);
});

test("closing while the URL is asked for opens no socket", async (t) => {
  const url = Promise.withResolvers<string>();
  const { client, server, clock } = await setUp(t, { url: () => url.promise });
  client.connect();
  await client.close();
  url.resolve(server.wsUrl);
  await url.promise;
  assert.equal(client.state.state, "ended");
  assert.equal(clock.pending, 0);
  // A socket of another client comes first only if there is none of this one.
  const other = new SignalingClient({ url: () => Promise.resolve(`${server.wsUrl}?other`), clock });
  t.after(() => other.giveUp("test over"));
  other.connect();
  assert.match((await server.nextConnection()).path, /other$/);
});

test("closing while the socket connects ends there", async (t) => {
  const { client, server, clock } = await setUp(t);
  const asked = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  server.beforeUpgrade = () => {
    asked.resolve();
    return held.promise;
  };
  client.connect();
  await asked.promise;
  const closing = client.close();
  assert.deepEqual(client.state, { state: "ended", reason: "left", action: "stop" });
  clock.advance(1000);
  await closing;
  assert.equal(clock.pending, 0);
  held.resolve();
});

test("closing while the socket connects takes a leave along, if there is time", async (t) => {
  const { client, server } = await setUp(t);
  const asked = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  server.beforeUpgrade = () => {
    asked.resolve();
    return held.promise;
  };
  client.connect();
  await asked.promise;
  const closing = client.close();
  held.resolve();
  const connection = await server.nextConnection();
  assert.deepEqual(await connection.next(), { type: "leave", id: 1 });
  connection.socket.terminate();
  await closing;
});

test("closing while waiting stops the attempts", async (t) => {
  const setup = await setUp(t);
  (await open(setup)).socket.terminate();
  await reached(setup.client, "waiting");
  await setup.client.close();
  assert.equal(setup.client.state.state, "ended");
  assert.equal(setup.clock.pending, 0);
});

test("an ended client stays as it ended", async (t) => {
  const setup = await setUp(t);
  const connection = await open(setup);
  connection.send(goodbye({}));
  const ended = await reached(setup.client, "ended");
  await setup.client.close();
  setup.client.connect();
  setup.client.reconnect();
  assert.equal(setup.client.state, ended);
});

test("reconnecting on purpose drops the socket for a new one", async (t) => {
  const setup = await setUp(t);
  const connection = await open(setup);
  setup.client.reconnect();
  assert.equal(setup.client.state.state, "waiting");
  await connection.closed;
  setup.clock.advance(250);
  await setup.server.nextConnection();
});

test("a URL that cannot be connected to is tried again", async (t) => {
  const { client } = await setUp(t, { url: () => Promise.resolve("mailto:nobody") });
  client.connect();
  await reached(client, "waiting");
});
