import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS, type ServerMessages } from "@parley/protocol";
import type { Signal } from "../src/room-events.ts";
import type { ManualClock } from "./support/manual-clock.ts";
import { participant, presence, resumed, welcome } from "./support/messages.ts";
import { CODE, GRACE, inState, live, problem, setUp, viewWhere } from "./support/room.ts";

test("joining asks for a ticket, connects with it and shows the room", async (t) => {
  const setup = await setUp(t);
  const { room, clock, server } = setup;
  assert.deepEqual(room.view.connection, { state: "idle" });
  const joined = room.join();
  assert.deepEqual(room.view.connection, { state: "joining" });
  assert.equal(room.join(), joined);
  const connection = await server.nextConnection();
  assert.equal(connection.path, `/ws/room/${CODE}/?ticket=ticket+1`);
  connection.send(welcome({ participants: [participant(), GRACE] }));
  await joined;
  assert.deepEqual(room.view, {
    connection: { state: "live" },
    room: welcome().room,
    selfId: "p1",
    participants: [participant(), GRACE],
    awaited: new Set(),
    tracks: [],
    permissions: ["meeting.join", "media.mic"],
    iceServers: [],
    joinedAt: clock.now(),
    chat: [],
    waiting: [],
    expiresSoonAt: null,
  });
  assert.equal(room.join(), joined);
});

test("presence changes the view; the one before stays as it was", async (t) => {
  const setup = await setUp(t);
  const connection = await live(setup);
  const before = setup.room.view;
  assert.equal(setup.room.view, before);
  connection.send(presence(8, { left: [{ id: "p2", reason: "left" }] }));
  const after = await viewWhere(setup.room, ({ participants }) => participants.length === 1);
  assert.deepEqual(before.participants, [participant(), GRACE]);
  assert.equal(after.room, before.room);
});

test("a lost connection is shown, then mended with a fresh ticket", async (t) => {
  const setup = await setUp(t);
  const { room, clock, server } = setup;
  const connection = await live(setup);
  const welcomes: string[] = [];
  room.onWelcome(({ stream }) => welcomes.push(stream));
  const joinedAt = clock.now();
  clock.advance(9000);
  connection.socket.terminate();
  const lost = await inState(room, "reconnecting");
  const since = clock.now();
  const attempt = { state: "reconnecting", since, attempt: 1 };
  assert.deepEqual(lost.connection, { ...attempt, retryAt: since });
  assert.equal(lost.participants.length, 2);
  clock.advance(0);
  assert.deepEqual(room.view.connection, { ...attempt, retryAt: null });
  const second = await server.nextConnection();
  assert.match(second.path, /ticket\+2&resume=r1&stream=s1&seq=7&n=0$/);
  second.send(welcome({ stream: "s2", seq: 90 }));
  const mended = await inState(room, "live");
  assert.deepEqual(mended.participants, [participant(), { ...GRACE, state: "reconnecting" }]);
  clock.advance(LIMITS.graceMs);
  assert.deepEqual(room.view.participants, [participant()], "nobody is awaited for ever");
  assert.equal(mended.joinedAt, joinedAt);
  assert.deepEqual(welcomes, ["s2"]);
});

test("a resumed session changes nothing but what is current; the missed frames follow", async (t) => {
  const setup = await setUp(t);
  const { room, clock, server } = setup;
  const connection = await live(setup);
  clock.advance(9000);
  connection.socket.terminate();
  await inState(room, "reconnecting");
  clock.advance(0);
  const change = { permissions: [], room: { ...welcome().room, locked: true } };
  const second = await server.nextConnection();
  second.send(resumed(change));
  const mended = await inState(room, "live");
  assert.deepEqual(mended.participants, [participant(), GRACE]);
  assert.equal(mended.selfId, "p1");
  assert.deepEqual(mended.permissions, []);
  assert.equal(mended.room?.locked, true);
  second.send(presence(8, { left: [{ id: "p2", reason: "left" }] }));
  const after = await viewWhere(room, ({ participants }) => participants.length === 1);
  assert.deepEqual(after.participants, [participant()]);
});

test("a gap in seq is answered by a new connection and its snapshot", async (t) => {
  const setup = await setUp(t);
  const { room, clock, server } = setup;
  const connection = await live(setup);
  connection.send(presence(9, { left: [{ id: "p2", reason: "left" }] }));
  const lost = await inState(room, "reconnecting");
  assert.equal(lost.participants.length, 2);
  await connection.closed;
  clock.advance(250);
  (await server.nextConnection()).send(welcome({ seq: 9 }));
  assert.deepEqual((await inState(room, "live")).participants, [participant()]);
});

test("who is refused learns why", async (t) => {
  const { room, server } = await setUp(t);
  server.onRequest = () => problem(404, "room_not_found");
  await assert.rejects(room.join(), { name: "ApiError", code: "room_not_found", status: 404 });
  const ended = { state: "ended", reason: "room_not_found", action: "stop" };
  assert.deepEqual(room.view.connection, ended);
});

test("a first join does not wait for a server that is not there or asks to wait", async (t) => {
  const setup = await setUp(t);
  const { room, server } = setup;
  server.onRequest = () => problem(429, "rate_limited");
  await assert.rejects(room.join(), { code: "rate_limited" });
  assert.deepEqual(room.view.connection, {
    state: "ended",
    reason: "rate_limited",
    action: "rejoin",
  });
  server.onRequest = setup.joined;
  await live(setup);
  const left = room.leave();
  setup.clock.advance(1000);
  await left;
  await server.close();
  await assert.rejects(room.join(), { code: "network_error" });
});

test("a first join gives up after three sockets", async (t) => {
  const { room, clock, server } = await setUp(t);
  const refused = assert.rejects(room.join(), { name: "SignalingError", code: "connection_lost" });
  for (const wait of [250, 500, 0]) {
    const connection = await server.nextConnection();
    connection.socket.terminate();
    await connection.closed;
    if (wait === 0) break;
    await waitingFor(clock, wait);
  }
  await refused;
  assert.deepEqual(room.view.connection, {
    state: "ended",
    reason: "connection_lost",
    action: "rejoin",
  });
});

test("a refusal by the socket ends the join", async (t) => {
  const { room, server } = await setUp(t);
  const joined = room.join();
  const connection = await server.nextConnection();
  connection.send({ type: "error", code: "room_full", message: "Full." });
  connection.socket.close(4409);
  await assert.rejects(joined, { name: "SignalingError", code: "room_full" });
  assert.deepEqual(room.view.connection, { state: "ended", reason: "room_full", action: "rejoin" });
});

test("who was taken over can join again", async (t) => {
  const setup = await setUp(t);
  const connection = await live(setup);
  connection.send({ type: "goodbye", action: "stop", reason: "taken_over" });
  const ended = await inState(setup.room, "ended");
  assert.deepEqual(ended.connection, { state: "ended", reason: "taken_over", action: "stop" });
  assert.equal(ended.participants.length, 2);
  setup.clock.advance(5000);
  await live(setup);
  assert.deepEqual(setup.room.view.connection, { state: "live" });
  assert.equal(setup.room.view.joinedAt, setup.clock.now());
});

test("leaving says so, and ends for good", async (t) => {
  const setup = await setUp(t);
  const { room, clock } = setup;
  const connection = await live(setup);
  const left = room.leave();
  assert.deepEqual(room.view.connection, { state: "ended", reason: "left", action: "stop" });
  assert.equal((await connection.next())["type"], "leave");
  connection.send({ type: "ok", replyTo: 1 });
  await left;
  await connection.closed;
  await room.leave();
  assert.equal(clock.pending, 0);
});

test("leaving does not wait for a server that says nothing", async (t) => {
  const setup = await setUp(t);
  const connection = await live(setup);
  const left = setup.room.leave();
  await connection.next();
  setup.clock.advance(1000);
  await left;
});

test("leaving before the welcome rejects the join", async (t) => {
  const { room, server } = await setUp(t);
  const refused = assert.rejects(room.join(), { name: "SignalingError", code: "left" });
  const connection = await server.nextConnection();
  const left = room.leave();
  await refused;
  assert.equal((await connection.next())["type"], "leave");
  connection.socket.terminate();
  await left;
});

test("leaving without having joined does nothing", async (t) => {
  const { room } = await setUp(t);
  await room.leave();
  assert.deepEqual(room.view.connection, { state: "idle" });
});

test("updates and signals are requests; without a connection they are refused", async (t) => {
  const setup = await setUp(t);
  const { room } = setup;
  await assert.rejects(room.update({ name: "Bea" }), { code: "connection_lost" });
  const connection = await live(setup);
  const update = room.update({ media: { mic: true }, name: "Bea" });
  const signal = room.signal({ type: "candidate", to: "p2", candidate: null });
  const media = { mic: true };
  const expected = { type: "participant.update", media, name: "Bea", id: 1 };
  assert.deepEqual(await connection.next(), expected);
  assert.deepEqual(await connection.next(), {
    type: "candidate",
    to: "p2",
    candidate: null,
    id: 2,
  });
  connection.send({ type: "ok", replyTo: 1 });
  connection.send({ type: "error", replyTo: 2, code: "unknown_participant", message: "Gone." });
  await update;
  await assert.rejects(signal, { code: "unknown_participant" });
});

test("signals of others arrive in order; one may stop listening", async (t) => {
  const setup = await setUp(t);
  const connection = await live(setup);
  const offer: ServerMessages["offer"] = {
    type: "offer",
    from: "p2",
    description: { type: "offer", sdp: "v=0" },
    n: 1,
    after: 7,
  };
  const candidate: Signal = { type: "candidate", from: "p2", candidate: null, n: 2, after: 7 };
  const received: Signal[] = [];
  const stop = setup.room.onSignal((signal) => {
    received.push(signal);
    if (received.length === 2) stop();
  });
  connection.send(offer, candidate, { ...candidate, n: 3 }, presence(8));
  const before = setup.room.view;
  await viewWhere(setup.room, (view) => view !== before);
  assert.deepEqual(received, [offer, candidate]);
});

/** Moves the clock as soon as a timer of this length has been set. */
async function waitingFor(clock: ManualClock, ms: number): Promise<void> {
  await clock.timerOf(ms);
  clock.advance(ms);
}
