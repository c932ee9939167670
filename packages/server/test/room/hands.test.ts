import assert from "node:assert/strict";
import { test } from "node:test";
import { presenceIn } from "./deliveries.ts";
import { COHOST, OWNER, RoomWorld } from "./room-world.ts";

const RAISE = { type: "hand.raise" } as const;
const LOWER_MINE = { type: "hand.lower", target: { participantId: null } } as const;
const LOWER_ALL = { type: "hand.lower", target: { all: true } } as const;

function lower(participantId: string) {
  return { type: "hand.lower", target: { participantId } } as const;
}

function meeting() {
  const world = new RoomWorld();
  const people = {
    o: world.enter("o", OWNER),
    c: world.enter("c", COHOST),
    a: world.enter("a"),
    b: world.enter("b"),
  };
  return { world, ...people };
}

/** Whose hands are up, first raised first. */
function raised(world: RoomWorld): string[] {
  const hands = world.ids().map((id) => ({ id, at: world.one(id).handRaisedAt }));
  return hands
    .flatMap(({ id, at }) => (at === null ? [] : [{ id, at }]))
    .toSorted((one, other) => one.at - other.at)
    .map(({ id }) => id);
}

test("[HAND1] hands have an order, also those that are raised in the same millisecond", () => {
  const { world, a, b, c, o } = meeting();
  for (const speaker of [c, b, o, a]) world.ask(speaker, RAISE);
  const times = ["c", "b", "o", "a"].map((id) => world.one(id).handRaisedAt);
  assert.deepEqual(times, [1000, 1001, 1002, 1003]);
  assert.deepEqual(
    presenceIn(world.flush()).updated.map(({ id }) => id),
    ["c", "b", "o", "a"],
  );
});

test("[HAND1] nor does a clock that goes back change the order", () => {
  const { world, a, b } = meeting();
  world.ask(a, RAISE);
  world.now -= 500;
  world.ask(b, RAISE);
  assert.deepEqual(raised(world), ["a", "b"]);
});

test("[HAND1] a hand that is lowered and raised again is the last one", () => {
  const { world, a, b } = meeting();
  world.ask(a, RAISE);
  world.ask(b, RAISE);
  world.ask(a, LOWER_MINE);
  world.ask(a, RAISE);
  assert.deepEqual(raised(world), ["b", "a"]);
});

test("[HAND2] raising a raised hand and lowering a lowered one change nothing", () => {
  const { world, a } = meeting();
  assert.deepEqual(world.ask(a, LOWER_MINE).events, []);
  world.ask(a, RAISE);
  world.now += 10;
  assert.deepEqual(world.ask(a, RAISE).events, []);
  assert.equal(world.one("a").handRaisedAt, 1000);
});

test("[HAND3] hosts lower the hands of others, one or all; a co-host not the owner's", () => {
  const { world, o, c, a, b } = meeting();
  for (const speaker of [o, c, a, b]) world.ask(speaker, RAISE);
  world.ask(c, lower("a"));
  assert.deepEqual(raised(world), ["o", "c", "b"]);
  world.ask(c, LOWER_ALL);
  assert.deepEqual(raised(world), ["o"]);
  world.ask(b, RAISE);
  world.ask(o, LOWER_ALL);
  assert.deepEqual(raised(world), []);
});

test("[HAND4] a member lowers no hand but its own, whether others are up or not", () => {
  const { world, a, b } = meeting();
  assert.equal(world.ask(a, lower("b")).outcome, "not_permitted");
  world.ask(b, RAISE);
  assert.equal(world.ask(a, lower("b")).outcome, "not_permitted");
  assert.equal(world.ask(a, LOWER_ALL).outcome, "not_permitted");
  world.ask(a, RAISE);
  assert.equal(world.ask(a, LOWER_ALL).outcome, "not_permitted");
  assert.equal(world.ask(a, lower("a")).outcome, "ok");
  assert.deepEqual(raised(world), ["b"]);
});

test("[HAND5] a hand stays up through a break, and goes with who leaves", () => {
  const { world, a } = meeting();
  world.ask(a, RAISE);
  world.disconnect(a);
  world.join("a", "a-c2");
  assert.deepEqual(raised(world), ["a"]);
  world.leave({ participantId: "a", connection: "a-c2" });
  world.join("a", "a-c3");
  world.settle();
  assert.deepEqual(raised(world), []);
});

test("[REACT1] a reaction reaches everyone at once, in order with everything else", () => {
  const { world, a } = meeting();
  const { seq } = world.state;
  const { outcome, deliveries } = world.ask(a, { type: "react", emoji: "🎉" });
  assert.equal(outcome, "ok");
  assert.deepEqual(deliveries, [
    {
      audience: "all",
      message: { type: "reaction", seq: seq + 1, participantId: "a", emoji: "🎉" },
    },
  ]);
});

test("[REACT2] where reactions are off only hosts send them", () => {
  const { world, o, c, a } = meeting();
  world.do(o, { type: "change", change: { settings: { reactions: false } } });
  const react = { type: "react", emoji: "🎉" } as const;
  assert.equal(world.ask(a, react).outcome, "not_permitted");
  assert.equal(world.ask(o, react).outcome, "ok");
  assert.equal(world.ask(c, react).outcome, "ok");
});
