import assert from "node:assert/strict";
import { test } from "node:test";
import { permissionsOf } from "../../src/room/policy.ts";
import { audienceOf, presenceIn, sharedIn, toldTo } from "./deliveries.ts";
import { COHOST, GUEST, OWNER, ROOM, RoomWorld } from "./room-world.ts";

const NO_SCREENS = { type: "change", change: { settings: { screenShare: false } } } as const;
const NO_CHAT = { type: "change", change: { settings: { chat: false } } } as const;

function meeting() {
  const world = new RoomWorld();
  const people = {
    owner: world.enter("o", OWNER),
    cohost: world.enter("c", COHOST),
    member: world.enter("m"),
    guest: world.enter("g", { kind: "guest" }),
  };
  return { world, ...people };
}

test("[SET1] a change is stored first; then everyone gets the room as it is", () => {
  const { world, cohost } = meeting();
  const { seq } = world.state;
  const change = { name: "Retro", locked: true, access: "restricted" } as const;
  const asked = world.ask(cohost, { type: "change", change });
  assert.deepEqual([asked.outcome, asked.events], ["stored", []]);
  assert.deepEqual(world.state.room, ROOM);
  const stored = world.settle();
  assert.equal(stored.outcome, "ok");
  assert.deepEqual(stored.deliveries, [
    {
      audience: "all",
      message: { type: "room.updated", seq: seq + 1, room: { ...ROOM, ...change } },
    },
  ]);
  assert.deepEqual(world.state.room, world.store.room);
});

test("[SET1] a change that cannot be stored changes nothing", () => {
  const { world, owner } = meeting();
  world.ask(owner, NO_CHAT);
  assert.deepEqual(world.fail().events, []);
  assert.deepEqual(world.state.room, ROOM);
});

test("[SET2] changes that overlap are merged as they are in the store", () => {
  const { world, owner, cohost } = meeting();
  world.ask(owner, NO_SCREENS);
  world.ask(cohost, NO_CHAT);
  world.ask(owner, { type: "change", change: { settings: { chat: true }, locked: true } });
  const rooms = [world.settle(), world.settle(), world.settle()].map(
    ({ deliveries }) => sharedIn(deliveries, "room.updated")[0]?.room,
  );
  assert.deepEqual(
    rooms.map((room) => [room?.settings.screenShare, room?.settings.chat, room?.locked]),
    [
      [false, true, false],
      [false, false, false],
      [false, true, true],
    ],
  );
  assert.deepEqual(world.state.room, world.store.room);
});

test("[SET3] exactly those whose permissions change are told, before they can trip over it", () => {
  const { world, owner } = meeting();
  for (const change of [NO_CHAT, NO_SCREENS]) {
    const { deliveries } = world.do(owner, change);
    const permissions = permissionsOf("member", world.state.room.settings);
    for (const id of ["m", "g"]) {
      assert.deepEqual(toldTo(id, deliveries), [{ type: "permissions", permissions }]);
    }
    assert.deepEqual([...toldTo("o", deliveries), ...toldTo("c", deliveries)], []);
  }
});

test("[SET3] nobody is told when nobody's permissions change, nor who waits", () => {
  const { world, owner } = meeting();
  world.knock("w", GUEST);
  world.flush();
  const quiet = { locked: true, name: "Retro", settings: { chat: true, muteOnEntry: true } };
  assert.deepEqual(audienceOf(world.do(owner, { type: "change", change: quiet }).deliveries), [
    "all",
  ]);
  const { deliveries } = world.do(owner, NO_CHAT);
  assert.deepEqual(audienceOf(deliveries), ["all", "m", "g"]);
});

test("[SET4] screens that may not be shared any more go off, and who shared them is told", () => {
  const { world, owner, cohost, member, guest } = meeting();
  for (const speaker of [owner, cohost, member, guest]) {
    world.ask(speaker, { type: "update", media: { screen: true, camera: true } });
  }
  world.disconnect(guest);
  world.flush();
  const { deliveries } = world.do(cohost, NO_SCREENS);
  for (const id of ["m", "g"]) {
    assert.deepEqual(toldTo(id, deliveries).at(-1), { type: "muted", source: "screen", by: "c" });
    assert.deepEqual(world.one(id).media, { mic: false, camera: true, screen: false });
  }
  assert.deepEqual(
    presenceIn(world.flush()).updated.map(({ id }) => id),
    ["m", "g"],
  );
  assert.ok(world.one("o").media.screen && world.one("c").media.screen, "hosts go on");
});

test("[SET5] from outside the meeting hosts may change it, and only the owner when it expires", () => {
  const { world } = meeting();
  const lock = { type: "room.change", patch: { locked: true } } as const;
  const expire = { type: "room.change", patch: { expiresAt: 9000 } } as const;
  assert.equal(world.administer("m", lock).outcome, "not_permitted");
  assert.equal(world.administer("c", lock).outcome, "stored");
  assert.equal(world.administer("m", expire).outcome, "not_permitted");
  assert.equal(world.administer("c", expire).outcome, "not_permitted");
  const forever = { type: "room.change", patch: { expiresAt: null } } as const;
  assert.equal(world.administer("c", forever).outcome, "not_permitted");
  assert.equal(world.administer("o", expire).outcome, "stored");
  world.settle();
  world.settle();
  assert.deepEqual(world.state.room, { ...ROOM, locked: true, expiresAt: 9000 });
});

test("[SET5] a room that is gone from the store is not changed", () => {
  const { world, owner } = meeting();
  world.ask(owner, NO_CHAT);
  const refused = world.answer({ type: "room", change: world.take("room"), found: false });
  assert.deepEqual([refused.outcome, refused.events], ["room_not_found", []]);
});
