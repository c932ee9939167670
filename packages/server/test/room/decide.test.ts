import assert from "node:assert/strict";
import { test } from "node:test";
import { permissionsOf } from "../../src/room/policy.ts";
import { isDeserted } from "../../src/room/state.ts";
import { ROOM, RoomWorld } from "./room-world.ts";

const relay = { signal: { type: "candidate", candidate: null }, plain: { a: 1 } } as const;

function relayed(
  world: RoomWorld,
  from: { participantId: string; connection: string },
  to: string | null,
) {
  return world.send({ type: "relay", at: world.now, ...from, to, relay });
}

test("[JOIN1] nobody is present before the stay is stored", () => {
  const world = new RoomWorld();
  world.join("a");
  assert.deepEqual(world.ids(), []);
  assert.deepEqual(
    world.effects.map(({ type }) => type),
    ["stay.open"],
  );
  world.stored("a-c1");
  assert.deepEqual(world.ids(), ["a"]);
});

test("[JOIN2] a stay that cannot be stored ends the connection and lets nobody in", () => {
  const world = new RoomWorld();
  world.join("a");
  const { deliveries } = world.send({ type: "join.failed", at: 1, connection: "a-c1" });
  assert.deepEqual(deliveries, [
    { audience: "connection", connection: "a-c1", ending: "internal" },
  ]);
  assert.ok(isDeserted(world.state));
});

test("[JOIN3] welcome.seq includes one's own join, and the joiner gets no frame about itself", () => {
  const world = new RoomWorld();
  world.enter("a");
  world.join("b");
  world.stored("b-c1");
  const [presence, welcome, ...rest] = world.flush();
  assert.equal(rest.length, 0);
  assert.ok(presence?.audience === "all" && welcome?.audience === "welcome");
  assert.equal(presence.message.seq, 2);
  assert.equal(welcome.snapshot.seq, 2);
  assert.deepEqual(
    welcome.snapshot.participants.map(({ id }) => id),
    ["a", "b"],
  );
});

test("[JOIN4] a burst of joins is one frame", () => {
  const world = new RoomWorld();
  world.enter("a");
  for (const id of ["b", "c", "d"]) {
    world.join(id);
    world.stored(`${id}-c1`);
  }
  const frames = world.flush().filter(({ audience }) => audience === "all");
  assert.equal(frames.length, 1);
  assert.equal(world.state.seq, 2);
});

test("[JOIN5] a full room refuses a newcomer and counts those who are still coming", () => {
  const world = new RoomWorld({ capacity: 2 });
  world.enter("a");
  world.join("b");
  assert.deepEqual(world.join("c").decision, { ok: false, code: "room_full" });
});

test("[JOIN6] a full room lets those who are in it come back", () => {
  const world = new RoomWorld({ capacity: 1 });
  const a = world.enter("a");
  world.disconnect(a);
  assert.ok(world.join("a", "a-c2").decision.ok);
});

test("[JOIN7] nobody joins an expired room", () => {
  const world = new RoomWorld({ room: { ...ROOM, expiresAt: 1000 } });
  assert.deepEqual(world.join("a").decision, { ok: false, code: "room_expired" });
});

test("[TAKE1] the newer connection takes over; the others see nothing", () => {
  const world = new RoomWorld();
  world.enter("a");
  world.enter("b");
  const { deliveries } = world.join("a", "a-c2");
  assert.deepEqual(deliveries, [
    { audience: "connection", connection: "a-c1", ending: "taken_over" },
  ]);
  const flushed = world.flush();
  assert.deepEqual(
    flushed.map(({ audience }) => audience),
    ["welcome"],
  );
  assert.equal(world.state.seq, 2);
});

test("[TAKE2] a connection that was taken over cannot speak, leave or be lost any more", () => {
  const world = new RoomWorld();
  const old = world.enter("a");
  world.join("a", "a-c2");
  world.flush();
  assert.deepEqual(relayed(world, old, null).decision, { ok: false, code: "unknown_participant" });
  assert.deepEqual(world.leave(old).decision, { ok: false, code: "unknown_participant" });
  world.disconnect(old);
  assert.equal(world.state.members.get("a")?.participant.state, "online");
});

test("[TAKE3] two connections of one participant at once: one stay, the later one lives", () => {
  const world = new RoomWorld();
  world.join("a", "c1");
  world.join("a", "c2");
  world.stored("c1");
  const { deliveries } = world.stored("c2");
  assert.deepEqual(deliveries, [
    { audience: "connection", connection: "c1", ending: "taken_over" },
  ]);
  assert.deepEqual(world.effects.at(-1), { type: "stay.close", stayId: "stay-c2", leftAt: 1000 });
  assert.deepEqual(world.ids(), ["a"]);
});

test("[GRACE1] a broken socket keeps its place: reconnecting, then online, never left", () => {
  const world = new RoomWorld();
  const a = world.enter("a");
  world.enter("b");
  world.disconnect(a);
  const [lost] = world.flush();
  assert.ok(lost?.audience === "all");
  assert.deepEqual(
    lost.message.updated.map(({ id, state, version }) => [id, state, version]),
    [["a", "reconnecting", 2]],
  );
  world.join("a", "a-c2");
  const [back] = world.flush();
  assert.ok(back?.audience === "all");
  assert.deepEqual(
    back.message.updated.map(({ state, version }) => [state, version]),
    [["online", 3]],
  );
  assert.equal(world.effects.length, 2, "coming back opens no new stay");
});

test("[GRACE2] after the grace time the participant has left, and its stay is closed", () => {
  const world = new RoomWorld();
  world.disconnect(world.enter("a"));
  world.send({ type: "grace.end", at: world.now + 29_999 });
  assert.deepEqual(world.ids(), ["a"]);
  world.send({ type: "grace.end", at: world.now + 30_000 });
  assert.deepEqual(world.ids(), []);
  assert.deepEqual(world.effects.at(-1), {
    type: "stay.close",
    stayId: "stay-a-c1",
    leftAt: world.now + 30_000,
  });
});

test("[LEAVE1] leaving is at once and without grace", () => {
  const world = new RoomWorld();
  const a = world.enter("a");
  world.enter("b");
  world.leave(a);
  const [frame] = world.flush();
  assert.ok(frame?.audience === "all");
  assert.deepEqual(frame.message.left, [{ id: "a", reason: "left" }]);
});

test("[LEAVE2] who comes and goes between two frames was never there for the others", () => {
  const world = new RoomWorld();
  world.enter("a");
  world.join("b");
  world.stored("b-c1");
  world.leave({ participantId: "b", connection: "b-c1" });
  assert.deepEqual(world.flush(), []);
});

test("[LEAVE3] who leaves and comes back between two frames is in left and in joined", () => {
  const world = new RoomWorld();
  world.enter("a");
  world.leave(world.enter("b"));
  world.join("b", "b-c2");
  world.stored("b-c2");
  const [frame] = world.flush();
  assert.ok(frame?.audience === "all");
  assert.deepEqual(
    frame.message.left.map(({ id }) => id),
    ["b"],
  );
  assert.deepEqual(
    frame.message.joined.map(({ id }) => id),
    ["b"],
  );
});

test("[LEAVE4] a connection that breaks while its stay is being stored leaves no trace", () => {
  const world = new RoomWorld();
  world.join("a");
  world.disconnect({ participantId: "a", connection: "a-c1" });
  world.stored("a-c1");
  assert.ok(isDeserted(world.state));
  assert.deepEqual(
    world.effects.map(({ type }) => type),
    ["stay.open", "stay.close"],
  );
});

test("[RELAY1] without `to` everyone else gets it, the sender does not", () => {
  const world = new RoomWorld();
  const a = world.enter("a");
  world.enter("b");
  world.enter("c");
  const [delivery] = relayed(world, a, null).deliveries;
  assert.ok(delivery?.audience === "some");
  assert.deepEqual(delivery.to, ["b", "c"]);
  assert.equal(delivery.from, "a");
});

test("[RELAY2] with `to` only that one gets it", () => {
  const world = new RoomWorld();
  const a = world.enter("a");
  world.enter("b");
  world.enter("c");
  const [delivery] = relayed(world, a, "c").deliveries;
  assert.ok(delivery?.audience === "some");
  assert.deepEqual(delivery.to, ["c"]);
});

test("[RELAY3] to nobody, to oneself, or to one who is away: a refusal, never silence", () => {
  const world = new RoomWorld();
  const a = world.enter("a");
  world.disconnect(world.enter("b"));
  assert.deepEqual(relayed(world, a, "z").decision, { ok: false, code: "unknown_participant" });
  assert.deepEqual(relayed(world, a, "a").decision, { ok: false, code: "unknown_participant" });
  assert.deepEqual(relayed(world, a, "b").decision, { ok: false, code: "participant_away" });
});

test("[RELAY4] nobody hears from a participant before the frame that announces it", () => {
  const world = new RoomWorld();
  world.enter("a");
  world.join("b");
  world.stored("b-c1");
  const { deliveries } = relayed(world, { participantId: "b", connection: "b-c1" }, "a");
  assert.deepEqual(
    deliveries.map(({ audience }) => audience),
    ["all", "welcome", "some"],
  );
});

test("[UPDATE1] media and name change the participant once, and only when they differ", () => {
  const world = new RoomWorld();
  const a = world.enter("a");
  world.send({ type: "update", at: 1, ...a, media: { mic: true }, name: "Asha" });
  world.send({ type: "update", at: 1, ...a, media: { mic: true } });
  const [frame] = world.flush();
  assert.ok(frame?.audience === "all");
  const [participant] = frame.message.updated;
  assert.deepEqual(participant?.media, { mic: true, camera: false, screen: false });
  assert.equal(participant?.name, "Asha");
  assert.equal(participant?.version, 2);
});

test("[PERM1] where screen sharing is off only hosts may start it; stopping is always allowed", () => {
  const settings = { ...ROOM.settings, screenShare: false };
  const world = new RoomWorld({ room: { ...ROOM, settings } });
  const member = world.enter("m");
  const owner = world.enter("o", { role: "owner" });
  const share = { type: "update", at: 1, media: { screen: true } } as const;
  assert.deepEqual(world.send({ ...share, ...member }).decision, {
    ok: false,
    code: "not_permitted",
  });
  assert.ok(world.send({ ...share, ...owner }).decision.ok);
  assert.ok(world.send({ ...share, ...owner, media: { screen: false } }).decision.ok);
});

test("[PERM2] the whole table of role and screen sharing", () => {
  for (const role of ["owner", "cohost", "member"] as const) {
    for (const screenShare of [true, false]) {
      const allowed = permissionsOf(role, { ...ROOM.settings, screenShare });
      assert.equal(allowed.includes("media.screen"), screenShare || role !== "member");
      assert.ok(allowed.includes("meeting.join"));
    }
  }
});
