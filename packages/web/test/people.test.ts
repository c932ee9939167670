import assert from "node:assert/strict";
import { test } from "node:test";
import type { Permission, Role } from "@parley/protocol";
import { meetingModel } from "../src/meeting/meeting-model.ts";
import { peopleSections, personActions } from "../src/meeting/people.ts";
import { localView, meetingPeople, participant, roomView } from "./meeting-fixtures.ts";

const HOST: Permission[] = ["chat.send", "participant.mute", "participant.remove"];
const OWNER: Permission[] = [...HOST, "participant.role"];

/** What one with this role is offered about somebody. */
function offered(
  role: Role,
  permissions: readonly Permission[],
  about: Partial<ReturnType<typeof participant>>,
) {
  const view = roomView([participant("me", { role }), participant("mia", about)], {
    permissions: [...permissions],
  });
  const { people, may } = meetingModel(
    "c",
    view,
    { remotes: new Map(), quality: null },
    localView(),
  );
  const mia = people.find(({ id }) => id === "mia");
  assert.ok(mia);
  return personActions(mia, people, may);
}

test("members are offered a direct message, and nothing when the chat is off", () => {
  assert.deepEqual(offered("member", ["chat.send"], {}), ["message"]);
  assert.deepEqual(offered("member", [], {}), []);
});

test("a co-host may control members, not the owner, and gives no roles", () => {
  assert.deepEqual(offered("cohost", HOST, {}), ["message", "mute", "ask-camera", "remove", "ban"]);
  assert.deepEqual(offered("cohost", HOST, { role: "owner" }), ["message"]);
});

test("what is offered follows what they have switched on", () => {
  const media = { mic: false, camera: true, screen: true };
  assert.deepEqual(offered("owner", OWNER, { media, handRaisedAt: 5 }), [
    "message",
    "lower-hand",
    "ask-mic",
    "stop-camera",
    "stop-screen",
    "make-cohost",
    "hand-over",
    "remove",
    "ban",
  ]);
});

test("a co-host can become a member again; a guest cannot be given the room", () => {
  assert.ok(offered("owner", OWNER, { role: "cohost" }).includes("make-member"));
  assert.ok(!offered("owner", OWNER, { kind: "guest" }).includes("hand-over"));
});

test("about oneself there is only one's own hand", () => {
  const [low] = meetingPeople([participant("me")]);
  const [high] = meetingPeople([participant("me", { handRaisedAt: 1 })]);
  assert.ok(low && high);
  const { may } = meetingModel(
    "c",
    roomView([participant("me")], { permissions: OWNER }),
    { remotes: new Map(), quality: null },
    localView(),
  );
  assert.deepEqual(personActions(low, [low], may), []);
  assert.deepEqual(personActions(high, [high], may), ["lower-hand"]);
});

test("oneself comes first, then hosts, then by name; hands by their order", () => {
  const people = meetingPeople([
    participant("zoe", { handRaisedAt: 10 }),
    participant("me"),
    participant("tom", { role: "cohost", handRaisedAt: 5 }),
    participant("ann"),
    participant("bob", { role: "owner" }),
  ]);
  const sections = peopleSections(people, [], "");
  assert.deepEqual(
    sections.people.map(({ id }) => id),
    ["me", "bob", "tom", "ann", "zoe"],
  );
  assert.deepEqual(
    sections.hands.map(({ id, hand }) => [id, hand]),
    [
      ["tom", 1],
      ["zoe", 2],
    ],
  );
});

test("the search is in every section, whatever the case", () => {
  const people = meetingPeople([participant("me"), participant("mia", { handRaisedAt: 1 })]);
  const waiting = [
    { id: "w1", name: "Mia Two", kind: "guest", since: 0 } as const,
    { id: "w2", name: "Rosa", kind: "guest", since: 0 } as const,
  ];
  const found = peopleSections(people, waiting, " mIA ");
  assert.deepEqual(
    [found.people, found.hands, found.waiting].map((list) => list.map(({ id }) => id)),
    [["mia"], ["mia"], ["w1"]],
  );
});
