import assert from "node:assert/strict";
import { test } from "node:test";
import type { RemoteMedia } from "@parley/sdk";
import { meetingModel } from "../src/meeting/meeting-model.ts";
import { panelOf } from "../src/meeting/surfaces.ts";
import { localView, participant, remote, roomView } from "./meeting-fixtures.ts";

const modelOf = (room: ReturnType<typeof roomView>, ...remotes: RemoteMedia[]) =>
  meetingModel(
    "qhk-wvze-dtm",
    room,
    { remotes: new Map(remotes.map((media) => [media.participantId, media])), quality: "fair" },
    localView(),
  );

test("one's own microphone is what the device says, not what the room was told", () => {
  const { people } = modelOf(roomView([participant("me"), participant("mia")]));
  assert.deepEqual(
    people.map(({ id, self, mic }) => ({ id, self, mic })),
    [
      { id: "me", self: true, mic: false },
      { id: "mia", self: false, mic: true },
    ],
  );
});

test("a link is away, unreachable, connecting or here", () => {
  const room = roomView([
    participant("me"),
    participant("away", { state: "reconnecting" }),
    participant("failed"),
    participant("new"),
    participant("good"),
  ]);
  const { people } = modelOf(
    room,
    remote("away"),
    remote("failed", { connection: "failed" }),
    remote("good"),
  );
  assert.deepEqual(
    people.map(({ link }) => link),
    ["here", "away", "unreachable", "connecting", "here"],
  );
});

test("[WEBM6] the quality is one's own line's, and theirs while there is a connection", () => {
  const room = roomView([
    participant("me"),
    participant("mia"),
    participant("away", { state: "reconnecting" }),
    participant("new"),
  ]);
  const { people } = modelOf(
    room,
    remote("mia", { quality: "poor" }),
    remote("away", { quality: "poor" }),
  );
  assert.deepEqual(
    people.map(({ quality }) => quality),
    ["fair", "poor", null, null],
  );
});

test("a shared screen is shown as soon as it is announced, before its picture comes", () => {
  const sharing = { mic: true, camera: false, screen: true };
  const { shares } = modelOf(roomView([participant("me"), participant("mia", { media: sharing })]));
  assert.deepEqual(shares, [{ personId: "mia", name: "MIA", guest: false, stream: null }]);
});

test("one's own screen is no tile", () => {
  const sharing = { mic: true, camera: false, screen: true };
  const { shares } = modelOf(roomView([participant("me", { media: sharing })]));
  assert.deepEqual(shares, []);
});

test("presenting is offered to whom it is permitted", () => {
  const room = roomView([participant("me")]);
  assert.equal(modelOf(room).may.share, true);
  assert.equal(modelOf({ ...room, permissions: ["meeting.join"] }).may.share, false);
});

test("guests, roles and what is switched on are known of everyone", () => {
  const media = { mic: false, camera: true, screen: true };
  const { people } = modelOf(
    roomView([
      participant("me"),
      participant("mia", { kind: "guest", media }),
      participant("tom", { role: "cohost" }),
    ]),
  );
  assert.deepEqual(
    people.map(({ guest, role, cameraOn, screenOn }) => [guest, role, cameraOn, screenOn]),
    [
      [false, "member", false, false],
      [true, "member", true, true],
      [false, "cohost", false, false],
    ],
  );
});

test("raised hands are numbered in the order of raising", () => {
  const { people } = modelOf(
    roomView([
      participant("me", { handRaisedAt: 30 }),
      participant("mia"),
      participant("tom", { handRaisedAt: 20 }),
    ]),
  );
  assert.deepEqual(
    people.map(({ hand }) => hand),
    [2, null, 1],
  );
});

test("one may what is permitted, and nothing else", () => {
  const { may } = modelOf(
    roomView([participant("me")], { permissions: ["chat.send", "room.end"] }),
  );
  assert.deepEqual(
    Object.entries(may).flatMap(([what, allowed]) => (allowed ? [what] : [])),
    ["chat", "end"],
  );
});

test("who is no longer a host has no host's panel", () => {
  const { may } = modelOf(roomView([participant("me")]));
  const hosts = { ...may, changeRoom: true };
  assert.equal(panelOf("host", hosts), "host");
  assert.equal(panelOf("host", may), null);
  assert.equal(panelOf("chat", may), "chat");
  assert.equal(panelOf("devices", hosts), null);
});
