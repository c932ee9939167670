import assert from "node:assert/strict";
import { test } from "node:test";
import { audienceOf, endingsIn, toldTo, waitingOf, welcomeOf } from "./deliveries.ts";
import { COHOST, GUEST, OWNER, ROOM, RoomWorld } from "./room-world.ts";

const ALL = { type: "admit", waiters: { all: true } } as const;

function admit(...ids: string[]) {
  return { type: "admit", waiters: { ids } } as const;
}

/** An owner is in, and these guests wait. */
function lobby(...ids: string[]) {
  return lobbyOf(new RoomWorld(), ids);
}

function lobbyOf(world: RoomWorld, ids: readonly string[]) {
  const owner = world.enter("o", OWNER);
  for (const id of ids) world.knock(id, GUEST);
  world.flush();
  return { world, owner };
}

test("[LOBBY3] who waits gets the room's code and name, and nothing of what goes on in it", () => {
  const { world, owner } = lobby();
  world.store.put("g", GUEST);
  const { deliveries } = world.join("g");
  assert.deepEqual(deliveries, [
    {
      audience: "waiting",
      to: "g",
      connection: "g-c1",
      epoch: 1,
      room: { code: ROOM.code, name: ROOM.name },
    },
  ]);
  const later = [
    world.chat(owner, "hello").deliveries,
    world.settle().deliveries,
    world.ask(owner, { type: "react", emoji: "👍" }).deliveries,
    world.ask(owner, { type: "hand.raise" }).deliveries,
    world.do(owner, { type: "change", change: { name: "Retro" } }).deliveries,
    world.ask(owner, { type: "relay", to: null, relay: { signal: null, plain: {} } }).deliveries,
    world.flush(),
  ].flat();
  assert.ok(later.length > 4, "a lot went on");
  assert.ok(!audienceOf(later).some((one) => one === "g" || one === "g-c1"));
});

test("[LOBBY4] hosts are told who waits, in the order of knocking; nobody else is", () => {
  const { world } = lobby();
  world.enter("c", COHOST);
  world.enter("m");
  world.knock("g", GUEST);
  world.now += 1;
  world.knock("h", GUEST);
  const deliveries = world.flush();
  const waiting = [
    { id: "g", name: "G", kind: "guest", since: 1000 },
    { id: "h", name: "H", kind: "guest", since: 1001 },
  ];
  assert.deepEqual(deliveries, [
    { audience: "some", to: ["o", "c"], message: { type: "lobby.updated", waiting } },
  ]);
});

test("[LOBBY4] a host who comes later finds the list in its welcome; a member finds nothing", () => {
  const { world } = lobby("g");
  world.knock("c", COHOST);
  world.knock("m");
  world.settle();
  world.settle();
  const deliveries = world.flush();
  const waitingFor = (id: string) => welcomeOf(id, deliveries).own.waiting;
  assert.deepEqual(
    waitingFor("c").map(({ id }) => id),
    ["g"],
  );
  assert.deepEqual(waitingFor("m"), []);
});

test("[LOBBY5] an admission is stored first; then the person comes in like everybody else", () => {
  const { world, owner } = lobby("g");
  const asked = world.ask(owner, admit("g"));
  assert.equal(asked.outcome, "stored");
  assert.deepEqual([asked.events, world.waiting()], [[], ["g"]]);
  assert.equal(world.settle().outcome, "ok");
  assert.deepEqual([world.waiting(), world.ids()], [[], ["o"]]);
  assert.deepEqual(
    world.storing.map(({ type }) => type),
    ["stay"],
  );
  world.settle();
  const deliveries = world.flush();
  assert.deepEqual(
    welcomeOf("g", deliveries).snapshot.participants.map(({ id }) => id),
    ["o", "g"],
  );
  assert.deepEqual(toldTo("o", deliveries), [{ type: "lobby.updated", waiting: [] }]);
});

test("[LOBBY5] an admission that cannot be stored lets nobody in", () => {
  const { world, owner } = lobby("g");
  world.ask(owner, admit("g"));
  assert.deepEqual(world.fail().events, []);
  assert.deepEqual(world.waiting(), ["g"]);
  world.join("g", "g-c2");
  assert.deepEqual(world.waiting(), ["g"], "it is not remembered either");
});

test("[LOBBY6] some are let in, or all; who does not wait is nobody", () => {
  const { world, owner } = lobby("f", "g", "h");
  world.do(owner, admit("g", "gone"));
  world.settle();
  assert.deepEqual(world.waiting(), ["f", "h"]);
  assert.equal(world.ask(owner, admit("gone")).outcome, "unknown_participant");
  world.do(owner, ALL);
  world.settle();
  world.settle();
  assert.deepEqual(world.ids(), ["o", "g", "f", "h"]);
  assert.equal(world.ask(owner, ALL).outcome, "unknown_participant");
});

test("[LOBBY7] more than the room takes are not let in, and keep their places", () => {
  const small = new RoomWorld({ limits: { capacity: 3 } });
  const { world, owner } = lobbyOf(small, ["f", "g", "h"]);
  assert.equal(world.ask(owner, ALL).outcome, "room_full");
  assert.deepEqual(world.waiting(), ["f", "g", "h"]);
  assert.equal(world.ask(owner, admit("f", "g")).outcome, "stored");
});

test("[LOBBY7] who finds the room full after all is sent away, and need not ask again", () => {
  const small = new RoomWorld({ limits: { capacity: 3 } });
  const { world, owner } = lobbyOf(small, ["f", "g"]);
  world.ask(owner, ALL);
  world.join("m");
  const { deliveries } = world.settle();
  assert.deepEqual(endingsIn(deliveries), { "g-c1": "room_full" });
  assert.equal(world.storing.length, 2, "the stays of the others");
  assert.deepEqual(world.waiting(), []);
  world.settle();
  world.leave({ participantId: "m", connection: "m-c1" });
  world.join("g", "g-c2");
  assert.deepEqual(world.waiting(), []);
  assert.equal(world.take("stay").stay.participantId, "f");
  assert.equal(world.take("stay").stay.participantId, "g");
});

test("[LOBBY8] who is denied is told, and may ask again", () => {
  const { world, owner } = lobby("f", "g");
  const { outcome, deliveries } = world.ask(owner, { type: "deny", waiters: { ids: ["f"] } });
  assert.equal(outcome, "ok");
  assert.deepEqual(endingsIn(deliveries), { "f-c1": "denied" });
  assert.deepEqual(world.waiting(), ["g"]);
  waitingOf("f", world.join("f", "f-c2").deliveries);
  const all = world.ask(owner, { type: "deny", waiters: { all: true } });
  assert.deepEqual(endingsIn(all.deliveries), { "g-c1": "denied", "f-c2": "denied" });
  assert.equal(
    world.ask(owner, { type: "deny", waiters: { ids: ["f"] } }).outcome,
    "unknown_participant",
  );
});

test("[LOBBY9] a place in the lobby is kept for 30 s, and time counts from the first knock", () => {
  const { world } = lobby("g", "h");
  world.disconnect({ participantId: "g", connection: "g-c1" });
  world.send({ type: "grace.end", at: world.now + 29_999 });
  assert.deepEqual(world.waiting(), ["g", "h"]);
  world.now += 10;
  waitingOf("g", world.join("g", "g-c2").deliveries);
  assert.deepEqual(
    toldTo("o", world.flush()).map((message) => message.type === "lobby.updated" && message),
    [
      {
        type: "lobby.updated",
        waiting: [
          { id: "g", name: "G", kind: "guest", since: 1000 },
          { id: "h", name: "H", kind: "guest", since: 1000 },
        ],
      },
    ],
  );
  world.disconnect({ participantId: "g", connection: "g-c2" });
  world.send({ type: "grace.end", at: world.now + 30_000 });
  assert.deepEqual(world.waiting(), ["h"]);
});

test("[LOBBY9] the newer connection of one who waits takes over; who gives up is gone at once", () => {
  const { world } = lobby("g");
  assert.deepEqual(endingsIn(world.join("g", "g-c2").deliveries), { "g-c1": "taken_over" });
  assert.equal(
    world.leave({ participantId: "g", connection: "g-c1" }).outcome,
    "unknown_participant",
  );
  const { deliveries } = world.leave({ participantId: "g", connection: "g-c2" });
  assert.deepEqual(endingsIn(deliveries), { "g-c2": "left" });
  assert.deepEqual(world.waiting(), []);
});

test("[LOBBY9] who is let in while away comes in on its return", () => {
  const { world, owner } = lobby("g");
  world.disconnect({ participantId: "g", connection: "g-c1" });
  world.do(owner, ALL);
  assert.deepEqual([world.waiting(), world.storing], [[], []]);
  world.join("g", "g-c2");
  world.settle();
  welcomeOf("g", world.flush());
});

test("[LOBBY10] a full lobby takes nobody new, and takes its own back", () => {
  const { world } = lobby("e", "f", "g", "h");
  world.store.put("i", GUEST);
  assert.equal(world.join("i").outcome, "lobby_full");
  world.disconnect({ participantId: "e", connection: "e-c1" });
  assert.equal(world.join("e", "e-c2").outcome, "ok");
});

test("[LOBBY11] who was let in comes and goes; who need not ask any more leaves the lobby", () => {
  const { world, owner } = lobby("g", "h");
  world.do(owner, admit("g"));
  world.settle();
  world.leave({ participantId: "g", connection: "g-c1" });
  world.join("g", "g-c2");
  assert.equal(world.take("stay").stay.participantId, "g");
  world.do(owner, { type: "change", change: { access: "open" } });
  assert.deepEqual(world.waiting(), ["h"]);
  assert.deepEqual(endingsIn(world.join("h", "h-c2").deliveries), { "h-c1": "taken_over" });
  assert.deepEqual(world.waiting(), []);
});

test("[LOBBY12] a ban is stronger than an admission that was asked for before it happened", () => {
  const { world, owner } = lobby("g");
  world.ask(owner, { type: "remove", target: "g", ban: true });
  world.ask(owner, admit("g"));
  assert.deepEqual(endingsIn(world.settle().deliveries), { "g-c1": "banned" });
  assert.deepEqual(world.settle().events, []);
  world.administer("o", { type: "ban.lift", participantId: "g" });
  world.settle();
  world.join("g", "g-c2");
  assert.deepEqual(world.waiting(), ["g"]);
});
