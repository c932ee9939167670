import assert from "node:assert/strict";
import { test } from "node:test";
import type { Access, Kind } from "@parley/protocol";
import { type Door, type Standing, doorOf } from "../../src/room/policy.ts";
import { endingsIn, presenceIn, welcomeOf } from "./deliveries.ts";
import { COHOST, GUEST, OWNER, RoomWorld } from "./room-world.ts";

const FRESH: Standing = { role: "member", epoch: 1, admittedAt: null, bannedAt: null };

/** What the room knows of somebody who comes. */
const PASTS: { readonly [past: string]: Standing | null } = {
  new: null,
  "waited before": FRESH,
  admitted: { ...FRESH, admittedAt: 5 },
  removed: { ...FRESH, epoch: 2 },
  "removed and admitted again": { ...FRESH, epoch: 2, admittedAt: 5 },
  "co-host": { ...FRESH, role: "cohost", admittedAt: 5 },
  "co-host who was never admitted": { ...FRESH, role: "cohost" },
  owner: { ...FRESH, role: "owner", admittedAt: 5 },
  banned: { ...FRESH, epoch: 2, bannedAt: 5 },
  "banned, as whatever": { role: "cohost", epoch: 2, admittedAt: 5, bannedAt: 5 },
};

/** Everyone for whom access, lock and other people's bans make no difference. */
const ALWAYS: { readonly [past: string]: Door } = {
  admitted: "member",
  "removed and admitted again": "member",
  "co-host": "member",
  "co-host who was never admitted": "member",
  owner: "member",
  banned: "banned",
  "banned, as whatever": "banned",
};

/** Where new people get, and those who only waited: the table of api.md. */
const NEWCOMERS: { readonly [A in Access]: { readonly [K in Kind]: Door } } = {
  open: { account: "member", guest: "member" },
  trusted: { account: "member", guest: "waiting" },
  restricted: { account: "waiting", guest: "waiting" },
};

const ROOMS = (["open", "trusted", "restricted"] as const).flatMap((access) =>
  [false, true].flatMap((locked) => [false, true].map((hasBans) => ({ access, locked, hasBans }))),
);

type Case = (typeof ROOMS)[number] & { readonly past: string; readonly kind: Kind };

function* everyCase(): Generator<Case> {
  for (const past of Object.keys(PASTS)) {
    for (const room of ROOMS) {
      for (const kind of ["account", "guest"] as const) yield { ...room, past, kind };
    }
  }
}

function expectedDoor({ past, access, locked, hasBans, kind }: Case): Door {
  const always = ALWAYS[past];
  if (always !== undefined) return always;
  if (locked) return "room_locked";
  if (past === "removed" || (hasBans && kind === "guest")) return "waiting";
  return NEWCOMERS[access][kind];
}

test("[LOBBY1] access, lock, bans, kind and past say who comes in, waits or is refused", () => {
  let cases = 0;
  for (const one of everyCase()) {
    const door = doorOf(one, one.kind, PASTS[one.past] ?? null);
    assert.equal(door, expectedDoor(one), JSON.stringify(one));
    cases += 1;
  }
  assert.equal(cases, 240);
});

test("[LOBBY2] hosts get in whatever the room is: restricted, locked, with a ban", () => {
  const world = new RoomWorld({ room: { access: "restricted", locked: true } });
  world.enter("o", { ...OWNER, admittedAt: null });
  const c = world.enter("c", { ...COHOST, kind: "guest", admittedAt: null });
  assert.deepEqual(world.ids(), ["o", "c"]);
  world.leave(c);
  world.join("c", "c-c2");
  world.settle();
  welcomeOf("c", world.flush());
});

test("[LOCK1] a locked room takes nobody new, not even into the lobby", () => {
  const world = new RoomWorld({ room: { locked: true } });
  world.enter("o", OWNER);
  for (const person of [{ admittedAt: null }, GUEST]) {
    world.store.put("new", person);
    assert.equal(world.join("new").outcome, "room_locked");
  }
  assert.deepEqual(world.waiting(), []);
});

test("[LOCK2] those who are in, were let in before or lost their connection come back", () => {
  const world = new RoomWorld();
  const o = world.enter("o", OWNER);
  const g = world.enter("g", { kind: "guest" });
  world.leave(world.enter("a"));
  world.do(o, { type: "change", change: { locked: true } });
  world.disconnect(g);
  world.join("g", "g-c2");
  world.join("a", "a-c2");
  world.settle();
  world.flush();
  assert.deepEqual(world.ids(), ["o", "g", "a"]);
});

test("[LOCK3] the lock leaves those waiting who wait already, and hosts may let them in", () => {
  const world = new RoomWorld();
  const o = world.enter("o", OWNER);
  world.knock("g", GUEST);
  const { deliveries } = world.do(o, { type: "change", change: { locked: true } });
  assert.deepEqual(endingsIn(deliveries), {});
  world.do(o, { type: "admit", waiters: { ids: ["g"] } });
  world.settle();
  welcomeOf("g", world.flush());
});

test("[STALE1] a join that was read before a removal gets nowhere", () => {
  const world = new RoomWorld({ room: { access: "open" } });
  const o = world.enter("o", OWNER);
  world.enter("a", { role: "cohost" });
  world.do(o, { type: "remove", target: "a", ban: false });
  const before = { epoch: 1, role: "cohost", admittedAt: 0 } as const;
  assert.deepEqual(endingsIn(world.join("a", "a-c2", before).deliveries), { "a-c2": "removed" });
  assert.deepEqual(world.storing, []);
  assert.deepEqual(world.waiting(), []);
  assert.equal(world.join("a", "a-c3").outcome, "ok");
  assert.deepEqual(world.waiting(), ["a"], "what was read after it leads to the lobby");
});

test("[STALE1] a join that was read before a ban is told so, until it is lifted", () => {
  const world = new RoomWorld();
  const o = world.enter("o", OWNER);
  world.enter("a");
  world.do(o, { type: "remove", target: "a", ban: true });
  const before = { epoch: 1, admittedAt: 0, bannedAt: null };
  assert.deepEqual(endingsIn(world.join("a", "a-c2", before).deliveries), { "a-c2": "banned" });
  assert.equal(world.join("a", "a-c3").outcome, "banned");
  world.do(o, { type: "remove", target: "a", ban: false });
  assert.deepEqual(endingsIn(world.join("a", "a-c2", before).deliveries), { "a-c2": "banned" });
  world.administer("o", { type: "ban.lift", participantId: "a" });
  world.settle();
  assert.deepEqual(endingsIn(world.join("a", "a-c4", before).deliveries), { "a-c4": "removed" });
});

test("[STALE2] a join that was read before an admission gets in", () => {
  const world = new RoomWorld();
  const o = world.enter("o", OWNER);
  const g = world.knock("g", GUEST);
  world.ask(o, { type: "admit", waiters: { all: true } });
  world.leave(g);
  world.settle();
  world.join("g", "g-c2", { admittedAt: null });
  world.settle();
  world.flush();
  assert.deepEqual(world.ids(), ["o", "g"]);
});

test("[STALE3] a join that was read before a change of role has the new one", () => {
  const world = new RoomWorld();
  const o = world.enter("o", OWNER);
  const [a, b] = [world.enter("a"), world.enter("b", COHOST)];
  world.do(o, { type: "role", target: "a", role: "cohost" });
  world.do(o, { type: "role", target: "b", role: "member" });
  world.leave(a);
  world.leave(b);
  world.join("a", "a-c2", { role: "member" });
  world.join("b", "b-c2", { role: "cohost" });
  world.settle();
  world.settle();
  const roles = presenceIn(world.flush()).joined.map(({ id, role }) => [id, role]);
  assert.deepEqual(roles, [
    ["a", "cohost"],
    ["b", "member"],
  ]);
});

test("[STALE3] a role that changes while the stay is being stored counts", () => {
  const world = new RoomWorld();
  world.store.put("o", OWNER);
  world.store.put("a");
  world.administer("o", { type: "room.handOver", to: "a" });
  world.join("o");
  world.join("a");
  for (const _ of world.storing.slice()) world.settle();
  assert.deepEqual([world.one("o").role, world.one("a").role], ["cohost", "owner"]);
});
