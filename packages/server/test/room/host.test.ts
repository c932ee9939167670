import assert from "node:assert/strict";
import { test } from "node:test";
import { isDeserted } from "../../src/room/state.ts";
import { endingsIn, presenceIn, toldTo } from "./deliveries.ts";
import { COHOST, GUEST, OWNER, RoomWorld } from "./room-world.ts";

const EVERYTHING = { mic: true, camera: true, screen: true };

/** Owner, co-host and two members; all send everything. */
function meeting() {
  const world = new RoomWorld();
  const people = {
    owner: world.enter("o", OWNER),
    cohost: world.enter("c", COHOST),
    member: world.enter("m"),
    other: world.enter("n"),
  };
  for (const speaker of Object.values(people)) {
    world.ask(speaker, { type: "update", media: EVERYTHING });
  }
  world.flush();
  return { world, ...people };
}

test("[MOD1] a host switches a source off: its owner is told by whom, all see it", () => {
  for (const source of ["mic", "camera", "screen"] as const) {
    const { world, cohost } = meeting();
    const target = { participantId: "m" };
    const { outcome, deliveries } = world.ask(cohost, { type: "mute", target, source });
    assert.equal(outcome, "ok");
    assert.deepEqual(deliveries, [
      { audience: "some", to: ["m"], message: { type: "muted", source, by: "c" } },
    ]);
    const { updated } = presenceIn(world.flush());
    assert.deepEqual(
      updated.map(({ id, media }) => [id, media]),
      [["m", { ...EVERYTHING, [source]: false }]],
    );
  }
});

test("[MOD1] what is off already stays off, and one who is away is muted too", () => {
  const { world, owner, member } = meeting();
  world.disconnect(member);
  const mute = { type: "mute", target: { participantId: "m" }, source: "mic" } as const;
  world.ask(owner, mute);
  const { version } = world.one("m");
  const again = world.ask(owner, mute);
  assert.deepEqual(toldTo("m", again.deliveries), [{ type: "muted", source: "mic", by: "o" }]);
  assert.equal(world.one("m").version, version);
  world.join("m", "m-c2");
  assert.deepEqual(world.one("m").media, { ...EVERYTHING, mic: false });
});

test("[MOD2] muting all mutes everyone else who sends it; a co-host mutes all but the owner", () => {
  const { world, owner, cohost, other } = meeting();
  world.ask(other, { type: "update", media: { mic: false } });
  const mute = { type: "mute", target: { all: true }, source: "mic" } as const;
  const mics = () => world.ids().filter((id) => world.one(id).media.mic);
  const byCohost = world.ask(cohost, mute);
  assert.deepEqual(mics(), ["o", "c"]);
  assert.deepEqual(toldTo("n", byCohost.deliveries), [], "whose microphone is off is left alone");
  world.ask(owner, mute);
  assert.deepEqual(mics(), ["o"]);
});

test("[MOD3] nobody is unmuted by force: they are asked, and nothing changes", () => {
  const { world, cohost, member } = meeting();
  world.ask(member, { type: "update", media: { mic: false, camera: false } });
  world.flush();
  for (const source of ["mic", "camera"] as const) {
    const { deliveries } = world.ask(cohost, { type: "askUnmute", target: "m", source });
    assert.deepEqual(deliveries, [
      { audience: "some", to: ["m"], message: { type: "unmute-requested", source, by: "c" } },
    ]);
    assert.equal(world.one("m").media[source], false);
  }
  assert.deepEqual(world.flush(), []);
});

test("[MOD4] a co-host cannot mute, remove or demote the owner, nor lower the owner's hand", () => {
  const { world, owner, cohost } = meeting();
  world.ask(owner, { type: "hand.raise" });
  const before = world.state;
  const attempts = [
    { type: "mute", target: { participantId: "o" }, source: "camera" },
    { type: "remove", target: "o", ban: false },
    { type: "remove", target: "o", ban: true },
    { type: "role", target: "o", role: "member" },
    { type: "hand.lower", target: { participantId: "o" } },
  ] as const;
  for (const attempt of attempts) {
    assert.equal(world.ask(cohost, attempt).outcome, "not_permitted", attempt.type);
  }
  assert.equal(world.ask(cohost, { type: "hand.lower", target: { all: true } }).outcome, "ok");
  assert.deepEqual(world.one("o"), before.members.get("o")?.participant);
  assert.deepEqual(world.storing, []);
});

test("[MOD4] nor an owner who has just left: the store guards it", () => {
  const { world, owner, cohost } = meeting();
  world.leave(owner);
  const { outcome, events } = world.do(cohost, { type: "remove", target: "o", ban: true });
  assert.equal(outcome, "unknown_participant");
  assert.deepEqual(events, []);
});

test("[MOD5] who is not here cannot be muted, asked, promoted or have a hand to lower", () => {
  const { world, owner } = meeting();
  world.knock("g", GUEST);
  for (const target of ["g", "nobody"]) {
    const attempts = [
      { type: "mute", target: { participantId: target }, source: "mic" },
      { type: "askUnmute", target, source: "mic" },
      { type: "role", target, role: "cohost" },
      { type: "hand.lower", target: { participantId: target } },
    ] as const;
    for (const attempt of attempts) {
      assert.equal(world.ask(owner, attempt).outcome, "unknown_participant", attempt.type);
    }
  }
  const self = { type: "askUnmute", target: "o", source: "mic" } as const;
  assert.equal(world.ask(owner, self).outcome, "unknown_participant");
});

test("[END1] ending puts everyone out: who is in, coming, away or waiting; the room stays", () => {
  const { world, cohost, other } = meeting();
  world.disconnect(other);
  world.knock("g", GUEST);
  world.knock("e");
  const { outcome, deliveries } = world.ask(cohost, { type: "end" });
  assert.equal(outcome, "ok");
  assert.deepEqual(endingsIn(deliveries), {
    "o-c1": "meeting_ended",
    "c-c1": "meeting_ended",
    "m-c1": "meeting_ended",
    "e-c1": "meeting_ended",
    "g-c1": "meeting_ended",
  });
  assert.deepEqual(
    world.closedStays().toSorted(),
    ["o", "c", "m", "n", "e"].map((id) => `stay-${id}-c1`).toSorted(),
  );
  world.settle();
  assert.ok(isDeserted(world.state), "nobody comes in after it either");
  assert.equal(world.join("m", "m-c2").outcome, "ok");
});
