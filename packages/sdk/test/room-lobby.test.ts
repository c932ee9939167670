import assert from "node:assert/strict";
import { test } from "node:test";
import { lobby, welcome } from "./support/messages.ts";
import {
  CODE,
  type SetUp,
  broken,
  inState,
  live,
  problem,
  setUp,
  viewWhere,
} from "./support/room.ts";
import type { TestConnection } from "./support/test-server.ts";

const LOBBY = { state: "lobby", room: { code: CODE, name: "Team" } };

/** Joins, and has to wait. The promise of the join is in an object, so that nobody awaits it yet. */
async function waits(setup: SetUp): Promise<{ joined: Promise<void>; connection: TestConnection }> {
  const joined = setup.room.join();
  const connection = await setup.server.nextConnection();
  connection.send(lobby());
  await inState(setup.room, "lobby");
  return { joined, connection };
}

test("who has to wait sees no more than the room's name, and joins when let in", async (t) => {
  const setup = await setUp(t);
  const { room } = setup;
  const { joined, connection } = await waits(setup);
  assert.deepEqual(room.view.connection, LOBBY);
  assert.equal(room.view.room, null);
  assert.equal(room.view.joinedAt, null);
  assert.equal(room.join(), joined);
  connection.send(welcome());
  await joined;
  assert.deepEqual(room.view.connection, { state: "live" });
  assert.equal(room.view.joinedAt, setup.clock.now());
});

test("breaks of the connection do not show, however many", async (t) => {
  const setup = await setUp(t);
  const { room, clock, server } = setup;
  const { joined, connection } = await waits(setup);
  const states = new Set<string>();
  room.subscribe(() => states.add(room.view.connection.state));
  let last = connection;
  for (const wait of [250, 500, 1000, 2000, 2000]) {
    last.socket.terminate();
    await clock.timerOf(wait);
    clock.advance(wait);
    last = await server.nextConnection();
    assert.match(last.path, /&resume=w1$/);
  }
  last.send(lobby(), welcome());
  await joined;
  assert.deepEqual([...states], ["lobby", "live"]);
});

test("who is denied learns it, in the lobby and on the return to it", async (t) => {
  const goodbye = await setUp(t);
  const first = await waits(goodbye);
  first.connection.send({ type: "goodbye", action: "stop", reason: "denied" });
  await assert.rejects(first.joined, { name: "SignalingError", code: "denied" });
  const ended = { state: "ended", reason: "denied", action: "stop" };
  assert.deepEqual(goodbye.room.view.connection, ended);
  const refusal = await setUp(t);
  const second = await waits(refusal);
  second.connection.socket.terminate();
  await refusal.clock.timerOf(250);
  refusal.clock.advance(250);
  const connection = await refusal.server.nextConnection();
  connection.send({ type: "error", code: "denied", message: "No." });
  connection.socket.close(4403);
  await assert.rejects(second.joined, { name: "SignalingError", code: "denied" });
  assert.deepEqual(refusal.room.view.connection, ended);
});

test("a room that was locked meanwhile ends the wait", async (t) => {
  const setup = await setUp(t);
  const { joined, connection } = await waits(setup);
  setup.server.onRequest = () => problem(423, "room_locked");
  connection.socket.terminate();
  await setup.clock.timerOf(250);
  setup.clock.advance(250);
  await assert.rejects(joined, { name: "ApiError", code: "room_locked" });
  const ended = { state: "ended", reason: "room_locked", action: "rejoin" };
  assert.deepEqual(setup.room.view.connection, ended);
});

test("leaving the lobby says so, and rejects the join", async (t) => {
  const setup = await setUp(t);
  const { joined, connection } = await waits(setup);
  const left = setup.room.leave();
  await assert.rejects(joined, { code: "left" });
  assert.equal((await connection.next())["type"], "leave");
  connection.socket.terminate();
  await left;
});

test("who was removed may come back through the lobby, and sees nothing of the room there", async (t) => {
  const setup = await setUp(t);
  const { room } = setup;
  const connection = await live(setup);
  connection.send({ type: "goodbye", action: "rejoin", reason: "removed" });
  await inState(room, "ended");
  const again = await waits(setup);
  assert.deepEqual(room.view.participants, []);
  assert.equal(room.view.room, null);
  again.connection.send(welcome());
  await again.joined;
});

test("who comes back from a break into the lobby waits there, through the next break too", async (t) => {
  const setup = await setUp(t);
  const { room } = setup;
  const second = await broken(setup, await live(setup));
  second.send(lobby());
  await inState(room, "lobby");
  second.socket.terminate();
  await setup.clock.timerOf(500);
  assert.deepEqual(room.view.connection, LOBBY);
  setup.clock.advance(500);
  (await setup.server.nextConnection()).send(welcome());
  await inState(room, "live");
});

test("an invite goes with every request for a ticket", async (t) => {
  const setup = await setUp(t, { invite: "i1" });
  const bodies: string[] = [];
  setup.server.onRequest = ({ body }) => {
    bodies.push(body);
    return setup.joined();
  };
  const connection = await live(setup);
  connection.socket.terminate();
  await setup.clock.timerOf(250);
  setup.clock.advance(250);
  await setup.server.nextConnection();
  const body = JSON.stringify({ code: CODE, invite: "i1" });
  assert.deepEqual(bodies, [body, body]);
  await viewWhere(setup.room, ({ connection: { state } }) => state === "reconnecting");
});
