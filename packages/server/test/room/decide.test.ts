import assert from "node:assert/strict";
import { test } from "node:test";
import type { Speaker } from "../../src/room/command.ts";
import { isDeserted } from "../../src/room/state.ts";
import { deliveriesTo, endingsIn, presenceIn, welcomeOf } from "./deliveries.ts";
import { OWNER, ROOM, RoomWorld } from "./room-world.ts";

const relay = { signal: { type: "candidate", candidate: null }, plain: { a: 1 } } as const;

function relayed(world: RoomWorld, from: Speaker, to: string | null) {
  return world.ask(from, { type: "relay", to, relay });
}

test("[JOIN1] nobody is present before the stay is stored", () => {
  const world = new RoomWorld();
  world.join("a");
  assert.deepEqual(world.ids(), []);
  assert.deepEqual(
    world.storing.map(({ type }) => type),
    ["stay"],
  );
  world.settle();
  assert.deepEqual(world.ids(), ["a"]);
});

test("[JOIN2] a stay that cannot be stored ends the connection and lets nobody in", () => {
  const world = new RoomWorld();
  world.join("a");
  assert.deepEqual(endingsIn(world.fail().deliveries), { "a-c1": "internal" });
  assert.ok(isDeserted(world.state));
});

test("[JOIN3] welcome.seq includes one's own join, and the joiner gets no frame about itself", () => {
  const world = new RoomWorld();
  world.enter("a");
  world.knock("b");
  world.settle();
  const deliveries = world.flush();
  assert.deepEqual(
    deliveries.map(({ audience }) => audience),
    ["all", "welcome"],
  );
  assert.equal(presenceIn(deliveries).seq, 2);
  const { snapshot } = welcomeOf("b", deliveries);
  assert.equal(snapshot.seq, 2);
  assert.deepEqual(
    snapshot.participants.map(({ id }) => id),
    ["a", "b"],
  );
});

test("[JOIN4] a burst of joins is one frame", () => {
  const world = new RoomWorld();
  world.enter("a");
  for (const id of ["b", "c", "d"]) {
    world.knock(id);
    world.settle();
  }
  assert.equal(presenceIn(world.flush()).joined.length, 3);
  assert.equal(world.state.seq, 2);
});

test("[JOIN5] a full room refuses a newcomer and counts those who are still coming", () => {
  const world = new RoomWorld({ limits: { capacity: 2 } });
  world.enter("a");
  world.join("b");
  assert.equal(world.join("c").outcome, "room_full");
});

test("[JOIN5] who comes in by two connections at once takes one place", () => {
  const world = new RoomWorld({ limits: { capacity: 2 } });
  world.join("a", "c1");
  world.join("a", "c2");
  world.settle();
  assert.equal(world.join("b").outcome, "ok");
  assert.equal(world.join("c").outcome, "room_full");
});

test("[JOIN6] a full room lets those who are in it come back", () => {
  const world = new RoomWorld({ limits: { capacity: 1 } });
  world.disconnect(world.enter("a"));
  assert.equal(world.join("a", "a-c2").outcome, "ok");
  welcomeOf("a", world.flush());
});

test("[JOIN7] nobody joins an expired room", () => {
  const world = new RoomWorld({ room: { expiresAt: 1000 } });
  assert.equal(world.join("a").outcome, "room_expired");
});

test("[TAKE1] the newer connection takes over; the others see nothing", () => {
  const world = new RoomWorld();
  world.enter("a");
  world.enter("b");
  assert.deepEqual(endingsIn(world.join("a", "a-c2").deliveries), { "a-c1": "taken_over" });
  assert.deepEqual(
    world.flush().map(({ audience }) => audience),
    ["welcome"],
  );
  assert.equal(world.state.seq, 2);
});

test("[TAKE2] a connection that was taken over cannot speak, leave or be lost any more", () => {
  const world = new RoomWorld();
  const old = world.enter("a");
  world.join("a", "a-c2");
  world.flush();
  assert.equal(relayed(world, old, null).outcome, "unknown_participant");
  assert.equal(world.leave(old).outcome, "unknown_participant");
  world.disconnect(old);
  assert.equal(world.one("a").state, "online");
});

test("[TAKE3] two connections of one participant at once: one stay, the later one lives", () => {
  const world = new RoomWorld();
  world.join("a", "c1");
  world.join("a", "c2");
  world.settle();
  assert.deepEqual(endingsIn(world.settle().deliveries), { c1: "taken_over" });
  assert.deepEqual(world.closedStays(), ["stay-c2"]);
  assert.deepEqual(world.ids(), ["a"]);
  assert.equal(welcomeOf("a", world.flush()).connection, "c2");
});

test("[GRACE1] a broken socket keeps its place: reconnecting, then online, never left", () => {
  const world = new RoomWorld();
  const a = world.enter("a");
  world.enter("b");
  world.disconnect(a);
  assert.deepEqual(
    presenceIn(world.flush()).updated.map(({ id, state, version }) => [id, state, version]),
    [["a", "reconnecting", 2]],
  );
  world.join("a", "a-c2");
  assert.deepEqual(
    presenceIn(world.flush()).updated.map(({ state, version }) => [state, version]),
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
  assert.deepEqual(endingsIn(world.leave(a).deliveries), { "a-c1": "left" });
  assert.deepEqual(presenceIn(world.flush()).left, [{ id: "a", reason: "left" }]);
});

test("[LEAVE2] who comes and goes between two frames was never there for the others", () => {
  const world = new RoomWorld();
  world.enter("a");
  const b = world.knock("b");
  world.settle();
  world.leave(b);
  assert.deepEqual(world.flush(), []);
});

test("[LEAVE3] who leaves and comes back between two frames is in left and in joined", () => {
  const world = new RoomWorld();
  world.enter("a");
  world.leave(world.enter("b"));
  world.join("b", "b-c2");
  world.settle();
  const { left, joined } = presenceIn(world.flush());
  assert.deepEqual(
    left.map(({ id }) => id),
    ["b"],
  );
  assert.deepEqual(
    joined.map(({ id }) => id),
    ["b"],
  );
});

test("[LEAVE4] a connection that breaks while its stay is being stored leaves no trace", () => {
  const world = new RoomWorld();
  world.disconnect(world.knock("a"));
  assert.deepEqual(world.closedStays(), ["stay-a-c1"]);
  world.settle();
  assert.ok(isDeserted(world.state));
  assert.deepEqual(world.closedStays(), ["stay-a-c1"], "closed once");
});

test("[RELAY1] without `to` everyone else gets it, the sender does not", () => {
  const world = new RoomWorld();
  const a = world.enter("a");
  world.enter("b");
  world.enter("c");
  assert.deepEqual(relayed(world, a, null).deliveries, [
    { audience: "relay", from: "a", to: ["b", "c"], relay },
  ]);
});

test("[RELAY2] with `to` only that one gets it", () => {
  const world = new RoomWorld();
  const a = world.enter("a");
  world.enter("b");
  world.enter("c");
  const [delivery] = deliveriesTo("relay", relayed(world, a, "c").deliveries);
  assert.deepEqual(delivery?.to, ["c"]);
});

test("[RELAY3] for one who is away it is kept; to nobody or to oneself is a refusal", () => {
  const world = new RoomWorld();
  const a = world.enter("a");
  world.disconnect(world.enter("b"));
  assert.equal(relayed(world, a, "z").outcome, "unknown_participant");
  assert.equal(relayed(world, a, "a").outcome, "unknown_participant");
  const { outcome, deliveries } = relayed(world, a, "b");
  assert.equal(outcome, "ok");
  assert.deepEqual(deliveriesTo("relay", deliveries)[0]?.to, ["b"]);
});

test("[RELAY3] one who broke off before its first welcome has nothing to come back to", () => {
  const world = new RoomWorld();
  const a = world.enter("a");
  const b = world.knock("b");
  world.settle();
  world.disconnect(b);
  const { joined, updated } = presenceIn(world.flush());
  assert.deepEqual([joined.map(({ state }) => state), updated], [["reconnecting"], []]);
  assert.equal(relayed(world, a, "b").outcome, "unknown_participant");
});

test("[RELAY4] nobody is heard before the frame that announces it, or hears before its welcome", () => {
  const world = new RoomWorld();
  const a = world.enter("a");
  const b = world.knock("b");
  assert.equal(relayed(world, b, "a").outcome, "in_lobby");
  world.settle();
  assert.equal(relayed(world, b, "a").outcome, "in_lobby");
  assert.equal(world.ask(b, { type: "react", emoji: "👋" }).outcome, "in_lobby");
  assert.deepEqual(
    relayed(world, a, "b").deliveries.map(({ audience }) => audience),
    ["all", "welcome", "relay"],
  );
  assert.equal(relayed(world, b, "a").outcome, "ok");
});

test("[UPDATE1] media and name change the participant once, and only when they differ", () => {
  const world = new RoomWorld();
  const a = world.enter("a");
  world.ask(a, { type: "update", media: { mic: true }, name: "Asha" });
  world.ask(a, { type: "update", media: { mic: true } });
  const [participant] = presenceIn(world.flush()).updated;
  assert.deepEqual(participant?.media, { mic: true, camera: false, screen: false });
  assert.equal(participant?.name, "Asha");
  assert.equal(participant?.version, 2);
});

test("[PERM1] where screen sharing is off only hosts may start it; stopping is always allowed", () => {
  const settings = { ...ROOM.settings, screenShare: false };
  const world = new RoomWorld({ room: { settings } });
  const member = world.enter("m");
  const owner = world.enter("o", OWNER);
  const share = { type: "update", media: { screen: true } } as const;
  assert.equal(world.ask(member, share).outcome, "not_permitted");
  assert.equal(world.ask(owner, share).outcome, "ok");
  assert.equal(world.ask(owner, { ...share, media: { screen: false } }).outcome, "ok");
  assert.equal(world.one("o").media.screen, false);
});
