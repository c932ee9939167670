import assert from "node:assert/strict";
import { test } from "node:test";
import type { RoomResult } from "@parley/protocol";
import { ApiError, SignalingError } from "@parley/sdk";
import { hasDetails } from "../src/visit/door.ts";
import { participant } from "./meeting-fixtures.ts";
import { type World, details, joined, settled, world } from "./visit-fixtures.ts";

const unreachable = new ApiError("network_error", 0, "");

/** Who the green room says is in. */
function presentIn({ view }: World["visit"]): string[] {
  assert.ok(view.state === "green-room" && hasDetails(view.room));
  return view.room.participants.map(({ id }) => id);
}

test("a room that is found opens its green room with both devices on", async () => {
  const { visit, devices } = world();
  assert.equal(visit.view.state, "looking");
  await visit.look();
  assert.equal(visit.view.state, "green-room");
  assert.deepEqual(devices[0]?.on, ["starting", "starting"]);
  visit.close();
});

test("a room that is not found says so, and can be looked for again", async () => {
  const unknown = new ApiError("room_not_found", 404, "");
  const answers = [() => Promise.reject(unknown)];
  const { visit, devices } = world({
    getRoom: () => answers.shift()?.() ?? Promise.resolve(details),
  });
  await visit.look();
  assert.ok(visit.view.state === "unavailable" && visit.view.failure.code === "room_not_found");
  assert.equal(devices.length, 0);
  await visit.look();
  assert.equal(visit.view.state, "green-room");
  visit.close();
});

test("who is in is asked again while one waits, and a failure of that changes nothing", async () => {
  const mia = { ...details, participants: [participant("mia")] };
  const answers = [() => Promise.resolve(details), () => Promise.reject(unreachable)];
  const { visit, clock } = world({ getRoom: () => answers.shift()?.() ?? Promise.resolve(mia) });
  await visit.look();
  clock.move(10_000);
  await clock.armed();
  assert.deepEqual(presentIn(visit), []);
  clock.move(10_000);
  await clock.armed();
  assert.deepEqual(presentIn(visit), ["mia"]);
  visit.close();
  assert.equal(clock.pending, 0);
});

test("joining leads into the meeting, and the green room stops asking", async () => {
  const { visit, clock, stays } = await joined();
  assert.equal(visit.view.state, "meeting");
  assert.equal(clock.pending, 0);
  assert.equal(stays.length, 1);
  visit.close();
});

test("joining twice is one joining", async () => {
  const { visit, stays } = world();
  await visit.look();
  visit.join();
  visit.join();
  assert.equal(stays.length, 1);
  visit.close();
});

test("a full room leaves one in the green room, with the reason and the devices", async () => {
  const { visit, stays, devices } = world();
  await visit.look();
  visit.join();
  stays[0]?.room.refuse(new ApiError("room_full", 409, ""));
  await settled();
  assert.ok(visit.view.state === "green-room" && !visit.view.joining);
  assert.equal(visit.view.failure?.code, "room_full");
  assert.equal(stays[0]?.media.closed, true);
  assert.equal(devices[0]?.closed, false);
  visit.join();
  assert.equal(stays.length, 2);
  visit.close();
});

test("a room that has expired meanwhile closes the green room and its devices", async () => {
  const { visit, stays, devices, clock } = world();
  await visit.look();
  visit.join();
  stays[0]?.room.refuse(new ApiError("room_expired", 410, ""));
  await settled();
  assert.ok(visit.view.state === "unavailable" && visit.view.failure.code === "room_expired");
  assert.equal(devices[0]?.closed, true);
  assert.equal(clock.pending, 0);
});

test("leaving closes everything and tells how long it was", async () => {
  const { visit, clock, stays, devices } = await joined();
  clock.move(90_000);
  visit.leave();
  assert.ok(visit.view.state === "ended");
  assert.deepEqual([visit.view.reason, visit.view.lastedMs], ["left", 90_000]);
  assert.deepEqual(
    [stays[0]?.room.left, stays[0]?.media.closed, devices[0]?.closed],
    [true, true, true],
  );
});

test("an ending of the server's is shown with its reason", async () => {
  const { visit, stays, devices } = await joined();
  stays[0]?.room.end("taken_over");
  assert.ok(visit.view.state === "ended" && visit.view.reason === "taken_over");
  assert.equal(devices[0]?.closed, true);
});

test("a break of the connection is no ending", async () => {
  const { visit, stays } = await joined();
  const [stay] = stays;
  assert.ok(stay !== undefined);
  const connection = { state: "reconnecting", since: 0, attempt: 1, retryAt: null } as const;
  stay.room.set({ ...stay.room.view, connection });
  assert.equal(visit.view.state, "meeting");
  stay.room.letIn();
  assert.equal(visit.view.state, "meeting");
  visit.close();
});

test("rejoining goes straight in, with the devices as they were", async () => {
  const { visit, stays, devices } = await joined();
  await devices[0]?.setCamera(false);
  visit.leave();
  visit.rejoin();
  assert.equal(visit.view.state, "returning");
  stays[1]?.room.letIn();
  assert.equal(visit.view.state, "meeting");
  assert.deepEqual(devices[1]?.on, ["starting", "off"]);
  visit.close();
});

test("rejoining that is refused stops in the green room, and says why", async () => {
  const { visit, stays, clock } = await joined();
  visit.leave();
  visit.rejoin();
  stays[1]?.room.refuse(new ApiError("room_locked", 423, ""));
  await settled();
  assert.ok(visit.view.state === "green-room" && visit.view.failure?.code === "room_locked");
  visit.close();
  assert.equal(clock.pending, 0);
});

test("who is signed out meanwhile is asked who they are", async () => {
  const { visit, stays, identity } = await joined();
  stays[0]?.room.end("signed_out");
  assert.ok(visit.view.state === "ended");
  assert.equal(identity.lapses, 1);
  visit.rejoin();
  assert.equal(visit.view.state, "name-needed");
});

test("a look that closing overtook opens nothing", async () => {
  const answer = Promise.withResolvers<RoomResult>();
  const { visit, devices, clock } = world({ getRoom: () => answer.promise });
  const looking = visit.look();
  visit.close();
  answer.resolve(details);
  await looking;
  assert.equal(devices.length, 0);
  assert.equal(clock.pending, 0);
});

test("closing while joining leaves nothing behind, whatever the answer", async () => {
  const { visit, stays, devices, clock } = world();
  await visit.look();
  visit.join();
  visit.close();
  visit.close();
  stays[0]?.room.letIn();
  await settled();
  assert.notEqual(visit.view.state, "meeting");
  assert.deepEqual(
    [stays[0]?.room.left, stays[0]?.media.closed, devices[0]?.closed],
    [true, true, true],
  );
  assert.equal(clock.pending, 0);
});

test("a connection that is given up after the welcome ends the meeting, once", async () => {
  const { visit, stays } = await joined();
  stays[0]?.room.refuse(new SignalingError("connection_lost"));
  await settled();
  assert.ok(visit.view.state === "ended" && visit.view.reason === "connection_lost");
});
