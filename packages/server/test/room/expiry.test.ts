import assert from "node:assert/strict";
import { test } from "node:test";
import { isDeserted } from "../../src/room/state.ts";
import { deliveriesTo, endingsIn } from "./deliveries.ts";
import { COHOST, GUEST, OWNER, RoomWorld } from "./room-world.ts";

const EXPIRES = 60_000;

/** Somebody in every place that there is, until the room expires. */
function meeting(expiresAt: number | null = EXPIRES) {
  const world = new RoomWorld({ room: { expiresAt } });
  world.enter("o", OWNER);
  world.enter("c", COHOST);
  world.disconnect(world.enter("away"));
  world.knock("waiting", GUEST);
  world.knock("coming");
  world.flush();
  return world;
}

function everyone(ending: string) {
  return { "o-c1": ending, "c-c1": ending, "coming-c1": ending, "waiting-c1": ending };
}

const STAYS = ["o", "c", "away", "coming"].map((id) => `stay-${id}-c1`).toSorted();

test("[EXPIRE1] everyone who is there now is warned of the room's end; nothing is kept of it", () => {
  const world = meeting();
  const { seq } = world.state;
  const { deliveries } = world.send({ type: "expiry.near", at: EXPIRES - 1 });
  assert.deepEqual(deliveries, [
    { audience: "now", message: { type: "expiring", expiresAt: EXPIRES } },
  ]);
  assert.equal(world.state.seq, seq);
});

test("[EXPIRE2] at its end the room puts everyone out, wherever they are, and takes nobody", () => {
  const world = meeting();
  assert.deepEqual(world.send({ type: "expiry", at: EXPIRES - 1 }).events, []);
  world.now = EXPIRES;
  const { deliveries } = world.send({ type: "expiry", at: EXPIRES });
  assert.deepEqual(endingsIn(deliveries), everyone("room_expired"));
  assert.deepEqual(world.closedStays().toSorted(), STAYS);
  world.settle();
  assert.ok(isDeserted(world.state));
  for (const id of ["o", "away", "waiting"]) {
    assert.equal(world.join(id, `${id}-c2`).outcome, "room_expired");
  }
});

test("[EXPIRE3] an end that was moved or taken away holds for warnings, the end and the door", () => {
  const world = meeting();
  world.administer("o", { type: "room.change", patch: { expiresAt: 2 * EXPIRES } });
  world.settle();
  world.settle();
  world.now = EXPIRES;
  assert.deepEqual(world.send({ type: "expiry", at: EXPIRES }).events, []);
  const [warning] = deliveriesTo(
    "now",
    world.send({ type: "expiry.near", at: EXPIRES }).deliveries,
  );
  assert.deepEqual(warning?.message, { type: "expiring", expiresAt: 2 * EXPIRES });
  assert.equal(world.join("new").outcome, "ok");
  world.administer("o", { type: "room.change", patch: { expiresAt: null } });
  world.settle();
  world.settle();
  for (const type of ["expiry", "expiry.near"] as const) {
    assert.deepEqual(world.send({ type, at: 2 * EXPIRES }).events, []);
  }
});

test("[EXPIRE3] an expired room that gets a later end can be joined again", () => {
  const world = meeting();
  world.now = EXPIRES;
  world.send({ type: "expiry", at: EXPIRES });
  world.settle();
  world.administer("o", { type: "room.change", patch: { expiresAt: null } });
  world.settle();
  world.join("o", "o-c2");
  world.settle();
  assert.deepEqual(world.ids(), ["o"]);
});

test("[DELETE1] only the owner deletes; it is stored first, then everyone is out for good", () => {
  const world = meeting(null);
  world.settle();
  world.flush();
  assert.equal(world.administer("c", { type: "room.delete" }).outcome, "not_permitted");
  const asked = world.administer("o", { type: "room.delete" });
  assert.deepEqual([asked.outcome, asked.events], ["stored", []]);
  const { outcome, deliveries } = world.settle();
  assert.equal(outcome, "ok");
  assert.deepEqual(endingsIn(deliveries), everyone("room_deleted"));
  assert.deepEqual(world.closedStays().toSorted(), STAYS);
  for (const id of ["o", "c", "new"]) {
    assert.equal(world.join(id, `${id}-c2`).outcome, "room_deleted");
  }
});

test("[DELETE1] a deletion that cannot be stored ends nothing", () => {
  const world = meeting(null);
  world.settle();
  world.administer("o", { type: "room.delete" });
  assert.deepEqual(world.fail().events, []);
  assert.deepEqual(world.ids(), ["o", "c", "away", "coming"]);
  assert.equal(world.join("new").outcome, "ok");
});

test("[DELETE2] a room that went with its owner's account ends at once", () => {
  const world = meeting(null);
  const { deliveries } = world.send({ type: "deleted", at: world.now });
  assert.deepEqual(endingsIn(deliveries), everyone("room_deleted"));
  assert.equal(world.join("c", "c-c2").outcome, "room_deleted");
  world.settle();
  assert.ok(isDeserted(world.state));
});
