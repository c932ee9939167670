import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError, SignalingError } from "@parley/sdk";
import { card, joined, settled, world } from "./visit-fixtures.ts";

const lapsed = new ApiError("not_authenticated", 401, "");

test("nobody is asked for a name first, and the room only after that", async () => {
  let asked = 0;
  const getRoom = () => Promise.resolve({ ...card, name: `asked ${(asked += 1)}` });
  const { visit } = world({ visitor: null, getRoom });
  await visit.look();
  const before = visit.view;
  assert.equal(before.state, "name-needed");
  assert.equal(asked, 0);
  await visit.enterAsGuest("Rosa");
  assert.ok(visit.view.state === "green-room");
  assert.deepEqual(visit.view.visitor, { kind: "guest", id: "g1", name: "Rosa" });
  visit.close();
});

test("a name that is refused can be changed", async () => {
  const { visit, identity } = world({ visitor: null });
  await visit.look();
  identity.enterAsGuest = () => Promise.reject(new ApiError("validation_failed", 400, ""));
  await visit.enterAsGuest("\u0007");
  assert.ok(visit.view.state === "name-needed" && !visit.view.busy);
  assert.equal(visit.view.failure?.code, "validation_failed");
});

test("a guest can go back and change the name", async () => {
  const { visit, devices, clock } = world({ visitor: null });
  await visit.look();
  await visit.enterAsGuest("Rosa");
  visit.changeName();
  assert.ok(visit.view.state === "name-needed" && visit.view.name === "Rosa");
  assert.equal(devices[0]?.closed, true);
  assert.equal(clock.pending, 0);
});

test("an identity that the server does not know any more is asked for anew", async () => {
  const { visit, identity } = world({ getRoom: () => Promise.reject(lapsed) });
  await visit.look();
  assert.equal(visit.view.state, "name-needed");
  assert.equal(identity.lapses, 1);
});

test("the lobby keeps the devices on, and leads into the meeting", async () => {
  const { visit, stays, devices, clock } = world();
  await visit.look();
  visit.join();
  stays[0]?.room.lobby();
  assert.ok(visit.view.state === "lobby" && visit.view.lobby.name === "Stand-up");
  assert.equal(devices[0]?.closed, false);
  assert.equal(clock.pending, 0);
  stays[0]?.room.letIn();
  assert.equal(visit.view.state, "meeting");
  visit.close();
});

test("cancelling leaves the lobby for the green room", async () => {
  const { visit, stays, devices } = world();
  await visit.look();
  visit.join();
  stays[0]?.room.lobby();
  visit.leave();
  assert.ok(visit.view.state === "green-room" && !visit.view.joining);
  assert.deepEqual([stays[0]?.room.left, stays[0]?.media.closed], [true, true]);
  assert.equal(devices[0]?.closed, false);
  stays[0]?.room.letIn();
  assert.equal(visit.view.state, "green-room");
  visit.close();
});

for (const reason of ["denied", "removed", "meeting_ended", "taken_over"]) {
  test(`the lobby ends with a page of its own: ${reason}`, async () => {
    const { visit, stays, devices } = world();
    await visit.look();
    visit.join();
    stays[0]?.room.lobby();
    stays[0]?.room.refuse(new SignalingError(reason));
    await settled();
    assert.ok(visit.view.state === "ended");
    assert.deepEqual([visit.view.reason, visit.view.lastedMs], [reason, null]);
    assert.equal(devices[0]?.closed, true);
    visit.rejoin();
    assert.equal(stays.length, 2);
    visit.close();
  });
}

test("who is banned learns it, and has no green room", async () => {
  const { visit, stays } = world();
  await visit.look();
  visit.join();
  stays[0]?.room.refuse(new SignalingError("banned"));
  await settled();
  assert.ok(visit.view.state === "unavailable" && visit.view.failure.code === "banned");
});

test("an invite goes with the join, and is used up by it", async () => {
  const { visit, stays } = await joined({ invite: "token" });
  assert.equal(stays[0]?.room.invite, "token");
  assert.equal(visit.invite, null);
  visit.leave();
  visit.rejoin();
  assert.equal(stays[1]?.room.invite, null);
  visit.close();
});

test("an invite that does not count is told, and left out of the next try", async () => {
  const { visit, stays } = world({ invite: "old" });
  await visit.look();
  assert.ok(visit.view.state === "green-room" && visit.view.invited);
  visit.join();
  stays[0]?.room.refuse(new ApiError("invalid_invite", 404, ""));
  await settled();
  assert.ok(visit.view.state === "green-room" && !visit.view.invited);
  assert.equal(visit.view.failure?.code, "invalid_invite");
  visit.join();
  assert.equal(stays[1]?.room.invite, null);
  visit.close();
});
