import assert from "node:assert/strict";
import { test } from "node:test";
import { endingsIn, presenceIn, waitingOf, welcomeOf } from "./deliveries.ts";
import { COHOST, GUEST, OWNER, RoomWorld } from "./room-world.ts";

const REMOVE = { type: "remove", target: "m", ban: false } as const;
const BAN = { type: "remove", target: "m", ban: true } as const;

function meeting() {
  const world = new RoomWorld({ room: { access: "open" } });
  return { world, owner: world.enter("o", OWNER) };
}

test("[OUT1] a removal is stored first; then the person is told, and the others see it leave", () => {
  const { world, owner } = meeting();
  world.enter("m");
  const asked = world.ask(owner, REMOVE);
  assert.equal(asked.outcome, "stored");
  assert.deepEqual([asked.events, world.ids()], [[], ["o", "m"]]);
  const stored = world.settle();
  assert.equal(stored.outcome, "ok");
  assert.deepEqual(endingsIn(stored.deliveries), { "m-c1": "removed" });
  assert.deepEqual(presenceIn(world.flush()).left, [{ id: "m", reason: "removed" }]);
  assert.deepEqual(world.closedStays(), ["stay-m-c1"]);
});

test("[OUT1] a removal that cannot be stored removes nobody", () => {
  const { world, owner } = meeting();
  world.enter("m");
  world.ask(owner, BAN);
  assert.deepEqual(world.fail().events, []);
  assert.deepEqual(world.ids(), ["o", "m"]);
  assert.equal(world.state.hasBans, false);
});

test("[OUT2] it finds who is not yet welcomed, away, or in the lobby", () => {
  const { world, owner } = meeting();
  world.knock("m");
  world.settle();
  assert.deepEqual(endingsIn(world.do(owner, REMOVE).deliveries), { "m-c1": "removed" });
  assert.deepEqual(world.flush(), [], "who was never announced is never seen to leave");

  world.enter("n");
  world.disconnect({ participantId: "n", connection: "n-c1" });
  const away = world.do(owner, { ...REMOVE, target: "n" });
  assert.deepEqual(endingsIn(away.deliveries), {});
  assert.deepEqual(presenceIn(world.flush()).left, [{ id: "n", reason: "removed" }]);

  world.do(owner, { type: "change", change: { access: "trusted" } });
  world.knock("g", GUEST);
  const waiting = world.do(owner, { ...REMOVE, target: "g" });
  assert.deepEqual(endingsIn(waiting.deliveries), { "g-c1": "removed" });
  world.disconnect(world.knock("h", GUEST));
  const lost = world.do(owner, { ...REMOVE, target: "h" });
  assert.deepEqual(endingsIn(lost.deliveries), {});
  assert.deepEqual([world.ids(), world.waiting()], [["o"], []]);
});

test("[OUT2] it finds who came in the meantime, however often", () => {
  const { world, owner } = meeting();
  world.store.put("m");
  world.ask(owner, REMOVE);
  world.join("m", "m-c1");
  world.join("m", "m-c2");
  assert.deepEqual(endingsIn(world.settle().deliveries), { "m-c1": "removed", "m-c2": "removed" });
  world.settle();
  world.settle();
  assert.deepEqual(world.ids(), ["o"]);
  assert.deepEqual(world.closedStays(), ["stay-m-c1", "stay-m-c2"]);
});

test("[OUT3] who was removed must ask again, also where others need not, and is no host any more", () => {
  const { world, owner } = meeting();
  world.enter("m");
  world.do(owner, { type: "role", target: "m", role: "cohost" });
  world.do(owner, REMOVE);
  waitingOf("m", world.join("m", "m-c2").deliveries);
  assert.deepEqual(world.ids(), ["o"]);
  world.do(owner, { type: "admit", waiters: { ids: ["m"] } });
  world.settle();
  assert.equal(welcomeOf("m", world.flush()).epoch, 2);
  assert.equal(world.one("m").role, "member");
  world.leave({ participantId: "m", connection: "m-c2" });
  world.join("m", "m-c3");
  assert.deepEqual(world.waiting(), [], "once let in again, it need not ask any more");
});

test("[OUT3] an admission does not outlast a removal", () => {
  const { world, owner } = meeting();
  world.do(owner, { type: "change", change: { access: "trusted" } });
  world.knock("m", GUEST);
  world.do(owner, { type: "admit", waiters: { all: true } });
  world.settle();
  world.do(owner, REMOVE);
  world.join("m", "m-c2");
  assert.deepEqual([world.ids(), world.waiting()], [["o"], ["m"]]);
});

test("[OUT4] who has just left can be removed, too; nobody removes themselves or a stranger", () => {
  const { world, owner } = meeting();
  world.leave(world.enter("m"));
  assert.equal(world.do(owner, REMOVE).outcome, "ok");
  world.join("m", "m-c2");
  assert.deepEqual(world.waiting(), ["m"]);
  assert.equal(world.ask(owner, { ...REMOVE, target: "o" }).outcome, "not_permitted");
  const stranger = world.do(owner, { ...REMOVE, target: "stranger" });
  assert.equal(stranger.outcome, "unknown_participant");
});

test("[OUT5] who is banned is told so and stays out, as a guest and as a host", () => {
  for (const person of [COHOST, { kind: "guest" }] as const) {
    const { world, owner } = meeting();
    world.enter("m", person);
    assert.deepEqual(endingsIn(world.do(owner, BAN).deliveries), { "m-c1": "banned" });
    assert.equal(world.join("m", "m-c2").outcome, "banned");
    assert.deepEqual([world.ids(), world.waiting()], [["o"], []]);
  }
});

test("[OUT6] after a ban new guests must ask, also in an open room; accounts and old ones need not", () => {
  const { world, owner } = meeting();
  const old = world.enter("g", { kind: "guest" });
  world.enter("m", { kind: "guest" });
  world.leave(old);
  world.do(owner, BAN);
  world.knock("new", GUEST);
  assert.deepEqual(world.waiting(), ["new"]);
  world.join("g", "g-c2");
  world.settle();
  world.enter("a", { admittedAt: null });
  assert.deepEqual(world.ids(), ["o", "g", "a"]);
});

test("[OUT7] hosts lift bans; then the person has to ask, and guests need not any more", () => {
  const { world, owner } = meeting();
  world.enter("m", { kind: "guest" });
  world.enter("c", COHOST);
  world.do(owner, BAN);
  const lift = { type: "ban.lift", participantId: "m" } as const;
  world.store.put("a");
  assert.equal(world.administer("a", lift).outcome, "not_permitted");
  assert.equal(world.administer("c", lift).outcome, "stored");
  assert.equal(world.state.hasBans, true);
  assert.equal(world.settle().outcome, "ok");
  world.join("m", "m-c2");
  assert.deepEqual(world.waiting(), ["m"]);
  world.enter("new", GUEST);
  assert.deepEqual(world.ids(), ["o", "c", "new"]);
  world.administer("c", lift);
  assert.equal(world.settle().outcome, "unknown_ban");
});

test("[OUT7] as long as somebody else is banned guests have to ask", () => {
  const { world, owner } = meeting();
  for (const id of ["m", "n"]) {
    world.enter(id);
    world.do(owner, { ...BAN, target: id });
  }
  world.administer("o", { type: "ban.lift", participantId: "m" });
  world.settle();
  world.knock("g", GUEST);
  assert.deepEqual(world.waiting(), ["g"]);
});

test("[OUT8] the ban list shows the name that the person has where it is", () => {
  const { world, owner } = meeting();
  const m = world.enter("m");
  world.ask(m, { type: "update", name: "Mallory" });
  world.ask(owner, BAN);
  assert.equal(world.take("removal").name, "Mallory");
  world.knock("g");
  world.ask(owner, { ...BAN, target: "g" });
  world.settle();
  assert.equal(world.take("removal").name, "G");
});
