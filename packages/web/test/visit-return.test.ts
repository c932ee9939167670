import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS, type Role } from "@parley/protocol";
import { ApiError } from "@parley/sdk";
import { returnNotes } from "../src/visit/return-notes.ts";
import { Visit } from "../src/visit/visit.ts";
import { participant } from "./meeting-fixtures.ts";
import { CODE, type World, details, joined, linked, settled, world } from "./visit-fixtures.ts";

/** The same tab after a reload: nothing is left but the note. */
function reloaded(before: World): Visit<World["stays"][number]> {
  before.visit.remember();
  return new Visit(CODE, before.ports);
}

test("a reload leads back in without a click, with the devices as they were", async () => {
  const before = await joined();
  await before.devices[0]?.setMic(false);
  const visit = reloaded(before);
  before.clock.move(2000);
  await visit.look();
  assert.equal(visit.view.state, "returning");
  assert.deepEqual(before.devices[1]?.on, ["off", "starting"]);
  before.stays[1]?.room.letIn();
  assert.equal(visit.view.state, "meeting");
  visit.close();
});

test("who was away for longer than the place is kept gets the green room", async () => {
  const before = await joined();
  const visit = reloaded(before);
  before.clock.move(LIMITS.graceMs + 1);
  await visit.look();
  assert.equal(visit.view.state, "green-room");
  visit.close();
});

test("a note that has aged during the meeting is made new when the page goes", async () => {
  const before = await joined();
  before.clock.move(60 * 60_000);
  const visit = reloaded(before);
  await visit.look();
  assert.equal(visit.view.state, "returning");
  visit.close();
});

test("leaving, an ending and going to another page leave no way back in", async () => {
  const left = await joined();
  left.visit.leave();
  assert.equal(left.notes.note, null);
  const ended = await joined();
  ended.stays[0]?.room.end("taken_over");
  assert.equal(ended.notes.note, null);
  const gone = await joined();
  gone.visit.close();
  assert.equal(gone.notes.note, null);
});

test("a server that does not answer the reloaded page is asked again, and then one is back", async () => {
  const before = await joined();
  const answers = [() => Promise.reject(new ApiError("network_error", 0, ""))];
  const getRoom = () => answers.shift()?.() ?? Promise.resolve(details);
  before.visit.remember();
  const visit = new Visit(CODE, { ...before.ports, http: { getRoom } });
  await visit.look();
  assert.equal(visit.view.state, "unavailable");
  before.clock.move(LIMITS.graceMs + 1);
  await visit.look();
  assert.equal(visit.view.state, "returning");
  visit.close();
});

test("a return that is refused stops in the green room", async () => {
  const before = await joined();
  const visit = reloaded(before);
  await visit.look();
  before.stays[1]?.room.refuse(new ApiError("room_full", 409, ""));
  await settled();
  assert.ok(visit.view.state === "green-room" && visit.view.failure?.code === "room_full");
  visit.close();
});

test("a page that opens its visit twice comes back once", async () => {
  const before = await joined();
  const visit = reloaded(before);
  const first = visit.look();
  visit.close();
  await Promise.all([first, visit.look()]);
  assert.equal(visit.view.state, "returning");
  assert.equal(before.stays.length, 2);
  visit.close();
});

const strictRoom = { ...linked, settings: { ...linked.settings, muteOnEntry: true } };

async function entered(role: Role): Promise<World> {
  const here = world();
  await here.visit.look();
  here.visit.join();
  here.stays[0]?.room.letIn({ room: strictRoom, participants: [participant("me", { role })] });
  return here;
}

test("where the room wants it a member comes in with the microphone off, and is told", async () => {
  const { visit, devices } = await entered("member");
  assert.ok(visit.view.state === "meeting" && visit.view.mutedOnEntry);
  assert.deepEqual(devices[0]?.on, ["off", "starting"]);
  visit.close();
});

test("a host comes in as they like", async () => {
  const { visit, devices } = await entered("cohost");
  assert.ok(visit.view.state === "meeting" && !visit.view.mutedOnEntry);
  assert.deepEqual(devices[0]?.on, ["starting", "starting"]);
  visit.close();
});

test("coming back is no entry: who had unmuted is heard again", async () => {
  const before = await entered("member");
  await before.devices[0]?.setMic(true);
  const visit = reloaded(before);
  await visit.look();
  before.stays[1]?.room.letIn({ room: strictRoom });
  assert.ok(visit.view.state === "meeting" && !visit.view.mutedOnEntry);
  assert.deepEqual(before.devices[1]?.on, ["starting", "starting"]);
  visit.close();
});

test("notes are kept per room, and what is no note is none", () => {
  const values = new Map<string, string>();
  const notes = returnNotes({
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  });
  const note = { mic: true, camera: false, at: 1_760_000_000_000 };
  notes.keep("a", note);
  assert.deepEqual(notes.recall("a"), note);
  assert.equal(notes.recall("b"), null);
  for (const key of values.keys()) values.set(key, "1x nonsense");
  assert.equal(notes.recall("a"), null);
  notes.forget("a");
  assert.equal(values.size, 0);
});

test("without a storage there are no notes, and nothing breaks", () => {
  const notes = returnNotes(undefined);
  notes.keep("a", { mic: true, camera: true, at: 1 });
  assert.equal(notes.recall("a"), null);
  notes.forget("a");
});
