import assert from "node:assert/strict";
import { test } from "node:test";
import type { RemoteMedia } from "@parley/sdk";
import { meetingModel } from "../src/meeting/meeting-model.ts";
import { localView, participant, remote, roomView } from "./meeting-fixtures.ts";

const modelOf = (room: ReturnType<typeof roomView>, ...remotes: RemoteMedia[]) =>
  meetingModel(
    "qhk-wvze-dtm",
    room,
    { remotes: new Map(remotes.map((media) => [media.participantId, media])) },
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

test("a shared screen is shown as soon as it is announced, before its picture comes", () => {
  const sharing = { mic: true, camera: false, screen: true };
  const { shares } = modelOf(roomView([participant("me"), participant("mia", { media: sharing })]));
  assert.deepEqual(shares, [{ personId: "mia", name: "MIA", stream: null }]);
});

test("one's own screen is no tile", () => {
  const sharing = { mic: true, camera: false, screen: true };
  const { shares } = modelOf(roomView([participant("me", { media: sharing })]));
  assert.deepEqual(shares, []);
});

test("presenting is offered to whom it is permitted", () => {
  const room = roomView([participant("me")]);
  assert.equal(modelOf(room).mayShare, true);
  assert.equal(modelOf({ ...room, permissions: ["meeting.join"] }).mayShare, false);
});
