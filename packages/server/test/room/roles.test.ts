import assert from "node:assert/strict";
import { test } from "node:test";
import { permissionsOf } from "../../src/room/policy.ts";
import { presenceIn, toldTo, welcomeOf } from "./deliveries.ts";
import { COHOST, GUEST, OWNER, ROOM, RoomWorld } from "./room-world.ts";

function meeting() {
  const world = new RoomWorld();
  const people = {
    owner: world.enter("o", OWNER),
    cohost: world.enter("c", COHOST),
    member: world.enter("m"),
  };
  return { world, ...people };
}

function pushed(role: "owner" | "cohost" | "member") {
  return { type: "permissions", permissions: permissionsOf(role, ROOM.settings) };
}

const PROMOTE = { type: "role", target: "m", role: "cohost" } as const;

test("[ROLE1] the owner makes and unmakes co-hosts; nobody else does, and nobody themselves", () => {
  const { world, owner, cohost, member } = meeting();
  for (const speaker of [cohost, member]) {
    for (const target of ["o", "c", "m"]) {
      for (const role of ["cohost", "member"] as const) {
        assert.equal(world.ask(speaker, { type: "role", target, role }).outcome, "not_permitted");
      }
    }
  }
  const self = { type: "role", target: "o", role: "member" } as const;
  assert.equal(world.ask(owner, self).outcome, "not_permitted");
  world.do(owner, PROMOTE);
  world.do(owner, { type: "role", target: "c", role: "member" });
  assert.deepEqual(
    world.ids().map((id) => world.one(id).role),
    ["owner", "member", "cohost"],
  );
});

test("[ROLE2] a role is stored first; then all see it, and the one who has it gets its permissions", () => {
  const { world, owner } = meeting();
  const asked = world.ask(owner, PROMOTE);
  assert.deepEqual([asked.outcome, asked.events], ["stored", []]);
  const stored = world.settle();
  assert.equal(stored.outcome, "ok");
  assert.deepEqual(stored.deliveries, [{ audience: "some", to: ["m"], message: pushed("cohost") }]);
  const { updated } = presenceIn(world.flush());
  assert.deepEqual(
    updated.map(({ id, role }) => [id, role]),
    [["m", "cohost"]],
  );
});

test("[ROLE2] a role that cannot be stored, or of one whom the store refuses, changes nothing", () => {
  const { world, owner } = meeting();
  world.ask(owner, PROMOTE);
  assert.deepEqual(world.fail().events, []);
  world.ask(owner, PROMOTE);
  const refused = world.answer({ type: "role", change: world.take("role"), found: false });
  assert.deepEqual([refused.outcome, refused.events], ["unknown_participant", []]);
  assert.equal(world.one("m").role, "member");
});

test("[ROLE3] a new co-host learns who waits, and may let them in; a former one may not", () => {
  const { world, owner, cohost, member } = meeting();
  world.knock("g", GUEST);
  world.flush();
  world.do(owner, PROMOTE);
  world.do(owner, { type: "role", target: "c", role: "member" });
  const deliveries = world.flush();
  const [lobby] = toldTo("m", deliveries);
  assert.ok(lobby?.type === "lobby.updated" && lobby.waiting[0]?.id === "g");
  assert.deepEqual(toldTo("c", deliveries), []);
  const admit = { type: "admit", waiters: { all: true } } as const;
  assert.equal(world.ask(cohost, admit).outcome, "not_permitted");
  assert.equal(world.ask(member, admit).outcome, "stored");
});

test("[ROLE4] the owner hands the room over and becomes a co-host; both get their permissions", () => {
  const { world } = meeting();
  assert.equal(world.administer("o", { type: "room.handOver", to: "m" }).outcome, "stored");
  const { outcome, deliveries } = world.settle();
  assert.equal(outcome, "ok");
  assert.deepEqual(toldTo("o", deliveries), [pushed("cohost")]);
  assert.deepEqual(toldTo("m", deliveries), [pushed("owner")]);
  assert.deepEqual(
    presenceIn(world.flush()).updated.map(({ id, role }) => [id, role]),
    [
      ["o", "cohost"],
      ["m", "owner"],
    ],
  );
});

test("[ROLE4] also to somebody who is not here, who is the owner from then on", () => {
  const { world, member } = meeting();
  world.leave(member);
  world.administer("o", { type: "room.handOver", to: "m" });
  world.settle();
  world.join("m", "m-c2", { role: "member" });
  world.settle();
  const { permissions } = welcomeOf("m", world.flush()).own;
  assert.deepEqual(permissions, permissionsOf("owner", ROOM.settings));
  assert.equal(world.one("o").role, "cohost");
});

test("[ROLE5] only the owner hands over, to another with an account who may own one more", () => {
  const { world } = meeting();
  for (const by of ["c", "m"]) {
    const asked = world.administer(by, { type: "room.handOver", to: by });
    assert.equal(asked.outcome, "not_permitted");
  }
  assert.equal(world.administer("o", { type: "room.handOver", to: "o" }).outcome, "not_an_account");
  for (const [result, code] of [
    ["too_many", "too_many_rooms"],
    ["unknown", "not_an_account"],
  ] as const) {
    world.administer("o", { type: "room.handOver", to: "m" });
    const refused = world.answer({ type: "owner", change: world.take("owner"), result });
    assert.deepEqual([refused.outcome, refused.events], [code, []]);
  }
  world.administer("o", { type: "room.handOver", to: "m" });
  assert.deepEqual(world.fail().events, []);
  assert.equal(world.one("o").role, "owner");
});

test("[ROLE6] when hand-overs cross there is one owner all the same: the last one", () => {
  const { world } = meeting();
  world.administer("o", { type: "room.handOver", to: "c" });
  world.administer("o", { type: "room.handOver", to: "m" });
  world.settle();
  const { deliveries } = world.settle();
  assert.deepEqual(
    world.ids().map((id) => world.one(id).role),
    ["cohost", "cohost", "owner"],
  );
  assert.deepEqual(toldTo("c", deliveries), [pushed("cohost")]);
  assert.deepEqual(toldTo("o", deliveries), [], "it was a co-host already");
});

test("[ROLE6] also when the one in between is not here, and comes back with what was read then", () => {
  const { world, member } = meeting();
  world.leave(member);
  world.administer("o", { type: "room.handOver", to: "m" });
  world.administer("o", { type: "room.handOver", to: "c" });
  world.settle();
  world.settle();
  world.join("m", "m-c2", { role: "owner" });
  world.settle();
  assert.deepEqual(
    world.ids().map((id) => world.one(id).role),
    ["cohost", "owner", "cohost"],
  );
});

test("[ROLE7] who may not share a screen any more for want of the role stops, and is told", () => {
  const { world, owner, cohost } = meeting();
  world.do(owner, { type: "change", change: { settings: { screenShare: false } } });
  world.ask(cohost, { type: "update", media: { screen: true, mic: true } });
  const { deliveries } = world.do(owner, { type: "role", target: "c", role: "member" });
  assert.deepEqual(toldTo("c", deliveries).at(-1), { type: "muted", source: "screen", by: null });
  assert.deepEqual(world.one("c").media, { mic: true, camera: false, screen: false });
});
