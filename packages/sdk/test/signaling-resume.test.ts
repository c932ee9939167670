import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { ServerMessage } from "@parley/protocol";
import { BACKOFF } from "../src/backoff.ts";
import { SignalingClient } from "../src/signaling-client.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { lobby, presence, resumed, welcome } from "./support/messages.ts";
import { Queue } from "./support/queue.ts";
import { reached } from "./support/signaling-states.ts";
import { type TestConnection, TestServer } from "./support/test-server.ts";

async function setUp(t: TestContext) {
  const server = await TestServer.start();
  const clock = new ManualClock();
  const messages = new Queue<ServerMessage>();
  const url = () => Promise.resolve(`${server.wsUrl}?ticket=t`);
  const client = new SignalingClient({ url, clock, random: () => 1 });
  client.on((message) => messages.push(message));
  t.after(async () => {
    client.giveUp("test over");
    await server.close();
  });
  return { server, clock, client, messages };
}

type SetUp = Awaited<ReturnType<typeof setUp>>;

async function connect(setup: SetUp, first: ServerMessage): Promise<TestConnection> {
  setup.client.connect();
  const connection = await setup.server.nextConnection();
  connection.send(first);
  assert.deepEqual(await setup.messages.next(), first);
  return connection;
}

/** The next connection, after the wait for it. */
async function reconnected({ client, clock, server }: SetUp): Promise<TestConnection> {
  const waiting = await reached(client, "waiting");
  assert(waiting.state === "waiting");
  clock.advance(waiting.retryAt - clock.now());
  return server.nextConnection();
}

const queryOf = ({ path }: TestConnection) => path.slice(path.indexOf("?"));
const rename = { type: "participant.update", name: "Bea" } as const;

test("after a break the client returns to where it was", async (t) => {
  const setup = await setUp(t);
  const { messages } = setup;
  const first = await connect(setup, welcome({ n: 0 }));
  assert.equal(queryOf(first), "?ticket=t");
  first.send(presence(8), { type: "permissions", permissions: [], n: 1, after: 8 });
  await messages.next();
  await messages.next();
  first.socket.terminate();
  const second = await reconnected(setup);
  assert.equal(queryOf(second), "?ticket=t&resume=r1&stream=s1&seq=8&n=1");
  second.send(resumed({ seq: 8, n: 1, resumeToken: "r2" }), presence(9));
  assert.equal((await messages.next()).type, "welcome");
  assert.deepEqual(await messages.next(), presence(9));
  second.socket.terminate();
  const third = await reconnected(setup);
  assert.equal(queryOf(third), "?ticket=t&resume=r2&stream=s1&seq=9&n=1");
});

test("[SDK4] one request is one promise through resumed and new sessions", async (t) => {
  const setup = await setUp(t);
  const { client } = setup;
  const first = await connect(setup, welcome());
  const handled = client.request(rename);
  const lost = client.request({ type: "hand.raise" });
  assert.equal((await first.next())["id"], 1);
  assert.equal((await first.next())["id"], 2);
  first.socket.terminate();
  const second = await reconnected(setup);
  const queued = client.request({ type: "hand.lower" });
  second.send(resumed({ received: 1 }), { type: "ok", replyTo: 1 });
  await handled;
  assert.deepEqual(await second.next(), { type: "hand.raise", id: 2 });
  assert.deepEqual(await second.next(), { type: "hand.lower", id: 3 });
  second.socket.terminate();
  const third = await reconnected(setup);
  third.send(welcome({ stream: "s2", seq: 0 }));
  assert.deepEqual(await third.next(), { type: "hand.raise", id: 2 });
  assert.deepEqual(await third.next(), { type: "hand.lower", id: 3 });
  third.send({ type: "ok", replyTo: 2 }, { type: "ok", replyTo: 3 }, { type: "ok", replyTo: 3 });
  await Promise.all([lost, queued]);
});

test("[SDK5] a gap in either counter is followed by a snapshot, in the same place", async (t) => {
  const gaps: ServerMessage[] = [
    presence(9),
    { type: "permissions", permissions: [], n: 2, after: 7 },
  ];
  for (const gap of gaps) {
    const setup = await setUp(t);
    const first = await connect(setup, welcome());
    first.send(gap);
    const second = await reconnected(setup);
    await first.closed;
    assert.equal(queryOf(second), "?ticket=t&resume=r1");
    second.send(welcome({ seq: 30 }), presence(31));
    assert.equal((await setup.messages.next()).type, "welcome");
    assert.deepEqual(await setup.messages.next(), presence(31));
  }
});

test("so is a frame that cannot be read, and an unknown one that does not follow", async (t) => {
  for (const text of ['{"type":"presence","seq":8}', '{"type":"hologram","seq":9}', "{"]) {
    const setup = await setUp(t);
    const first = await connect(setup, welcome());
    first.sendText(text);
    assert.equal(queryOf(await reconnected(setup)), "?ticket=t&resume=r1");
  }
});

test("snapshot after snapshot is not asked for without a pause", async (t) => {
  const setup = await setUp(t);
  (await connect(setup, welcome())).sendText("{");
  for (const wait of [250, 500, 1000]) {
    const waiting = await reached(setup.client, "waiting");
    assert(waiting.state === "waiting");
    assert.equal(waiting.retryAt - setup.clock.now(), wait);
    const connection = await reconnected(setup);
    connection.send(welcome());
    await setup.messages.next();
    connection.sendText("{");
  }
});

test("a refused resume is followed by a join without it", async (t) => {
  const reason = "resume_refused";
  const refusals: readonly ((connection: TestConnection) => void)[] = [
    (connection) => connection.send({ type: "goodbye", action: "reconnect", reason }),
    (connection) => {
      connection.send({ type: "error", code: reason, message: "No." });
      connection.socket.close(4401);
    },
  ];
  for (const refuse of refusals) {
    const setup = await setUp(t);
    const first = await connect(setup, welcome());
    first.socket.terminate();
    const second = await reconnected(setup);
    refuse(second);
    const third = await reconnected(setup);
    assert.equal(queryOf(third), "?ticket=t");
  }
});

test("who waits in the lobby keeps the place, and is let in on the same connection", async (t) => {
  const setup = await setUp(t);
  const { client, clock, messages } = setup;
  const first = await connect(setup, lobby());
  assert.deepEqual(client.state, { state: "lobby", room: { code: "abc-defg-hij", name: "Team" } });
  // No attempt that is given up after a while: people wait for as long as it takes.
  clock.advance(BACKOFF.maxMs);
  first.socket.terminate();
  const waiting = await reached(client, "waiting");
  assert.deepEqual(waiting, { state: "waiting", attempt: 1, retryAt: clock.now() });
  const second = await reconnected(setup);
  assert.equal(queryOf(second), "?ticket=t&resume=w1");
  const asked = client.request(rename);
  second.send(lobby({ resumeToken: "w2" }));
  assert.equal((await messages.next()).type, "waiting");
  second.send(welcome());
  assert.equal((await messages.next()).type, "welcome");
  assert.deepEqual(await second.next(), { ...rename, id: 1 });
  second.send({ type: "ok", replyTo: 1 });
  await asked;
  assert.deepEqual(client.state, { state: "open" });
});

test("the lobby has no time limit", async (t) => {
  const setup = await setUp(t);
  const connection = await connect(setup, lobby());
  for (let minute = 0; minute < 30; minute++) {
    setup.clock.advance(20_000);
    const { t: asked } = await connection.next();
    assert(typeof asked === "number");
    connection.send({ type: "pong", t: asked }, lobby());
    await setup.messages.next();
  }
  assert.equal(setup.client.state.state, "lobby");
});

test("what was not answered when the client ends is rejected", async (t) => {
  const setup = await setUp(t);
  const connection = await connect(setup, welcome());
  const asked = setup.client.request(rename);
  await connection.next();
  connection.send({ type: "goodbye", action: "stop", reason: "taken_over" });
  await assert.rejects(asked, { code: "connection_lost" });
  await assert.rejects(setup.client.request(rename), { code: "connection_lost" });
  assert.equal(setup.clock.pending, 0);
});
