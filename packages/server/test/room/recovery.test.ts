import assert from "node:assert/strict";
import { test } from "node:test";
import { GUEST, RoomWorld } from "./room-world.ts";

function recovered(world: RoomWorld) {
  return world.send({ type: "recovered", at: world.now });
}

test("[MOVE2] on another node everybody is away at first, and nobody has left", () => {
  const world = new RoomWorld();
  world.enter("ann");
  world.enter("bob");
  recovered(world);
  const [presence] = world.flush();
  assert.ok(presence?.audience === "all" && presence.message.type === "presence");
  const { joined, updated, left } = presence.message;
  assert.deepEqual([joined, left], [[], []]);
  assert.deepEqual(
    updated.map(({ id, state }) => [id, state]),
    [
      ["ann", "reconnecting"],
      ["bob", "reconnecting"],
    ],
  );
});

test("[MOVE2] who was away already has the whole grace time again", () => {
  const world = new RoomWorld();
  world.enter("ann");
  const bob = world.enter("bob");
  world.send({ type: "disconnect", at: world.now, ...bob });
  world.now += 29_000;
  recovered(world);
  world.now += 29_000;
  world.send({ type: "grace.end", at: world.now });
  assert.deepEqual([...world.state.members.keys()], ["ann", "bob"]);
  world.now += 1000;
  world.send({ type: "grace.end", at: world.now });
  assert.deepEqual([...world.state.members.keys()], []);
});

test("[MOVE2] who waits in the lobby keeps the place there", () => {
  const world = new RoomWorld();
  world.enter("ann", { role: "owner" });
  const eve = world.knock("eve", GUEST);
  recovered(world);
  assert.deepEqual([...world.state.lobby.keys()], ["eve"]);
  assert.equal(world.ask(eve, { type: "hand.raise" }).outcome, "unknown_participant");
});

test("[MOVE3] a join that was on its way is none, and its stay is closed", () => {
  const world = new RoomWorld();
  world.knock("ann");
  const { effects } = recovered(world);
  assert.equal(world.state.entries.size, 0);
  assert.deepEqual(effects, [{ type: "stay.close", stayId: "stay-ann-c1", leftAt: world.now }]);
});
