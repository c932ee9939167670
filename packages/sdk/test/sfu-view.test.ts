import assert from "node:assert/strict";
import { test } from "node:test";
import type { Track, TrackSource } from "@parley/protocol";
import { noMedia } from "../src/media-session.ts";
import { type Reception, sfuView } from "../src/sfu-view.ts";
import { FakeStream } from "./support/fake-media.ts";
import { participant } from "./support/messages.ts";

const track = (participantId: string, source: TrackSource): Track => ({
  id: `${participantId} ${source}`,
  participantId,
  source,
  muted: false,
});
const streams = new Map(
  ["p2 mic", "p2 camera", "p2 screen", "p2 screenAudio"].map((id) => [id, new FakeStream()]),
);
const ALL = (["mic", "camera", "screen", "screenAudio"] as const).map((one) => track("p2", one));
const on = (mic: boolean, camera: boolean, screen: boolean) =>
  participant({ id: "p2", media: { mic, camera, screen } });
const EMPTY = noMedia("sfu");

function reception(change: Partial<Reception> = {}): Reception {
  return {
    participants: [on(true, true, true)],
    tracks: ALL,
    connection: "connected",
    stream: (trackId) => streams.get(trackId) ?? null,
    wants: () => true,
    speakers: EMPTY.speakers,
    qualities: new Map([["p2", "fair"]]),
    quality: "good",
    ...change,
  };
}

test("streams show while they are published, have a line and their flag is on", () => {
  const all = sfuView(EMPTY, reception());
  assert.deepEqual(all.remotes.get("p2"), {
    participantId: "p2",
    connection: "connected",
    mic: streams.get("p2 mic"),
    camera: streams.get("p2 camera"),
    screen: streams.get("p2 screen"),
    screenAudio: streams.get("p2 screenAudio"),
    quality: "fair",
  });
  assert.equal(all.quality, "good");
  const muted = sfuView(EMPTY, reception({ participants: [on(true, false, false)] }));
  const { mic, camera, screenAudio } = muted.remotes.get("p2") ?? {};
  assert.deepEqual([mic, camera, screenAudio], [streams.get("p2 mic"), null, null]);
  const unpublished = sfuView(EMPTY, reception({ tracks: [] }));
  assert.equal(unpublished.remotes.get("p2")?.camera, null);
});

test("who is connected lacks no picture that the page shows", () => {
  const connectionOf = (change: Partial<Reception>) =>
    sfuView(EMPTY, reception(change)).remotes.get("p2")?.connection;
  const stream = () => null;
  assert.equal(connectionOf({ connection: "failed" }), "failed");
  assert.equal(connectionOf({ stream }), "connecting");
  assert.equal(connectionOf({ stream, wants: () => false }), "connected");
  assert.equal(connectionOf({ stream, tracks: [track("p2", "mic")] }), "connected");
  assert.equal(connectionOf({ stream, participants: [on(true, false, false)] }), "connected");
});

test("what has not changed is the same object", () => {
  const p3 = participant({ id: "p3" });
  const participants = [on(true, true, true), p3];
  const before = sfuView(EMPTY, reception({ participants }));
  assert.equal(sfuView(before, reception({ participants })), before);
  const spoken = sfuView(before, reception({ participants, speakers: ["p2"] }));
  assert.deepEqual(spoken.speakers, ["p2"]);
  assert.equal(spoken.remotes, before.remotes);
  const muted = sfuView(before, reception({ participants: [on(false, true, true), p3] }));
  assert.equal(muted.remotes.get("p3"), before.remotes.get("p3"));
  assert.notEqual(muted.remotes.get("p2"), before.remotes.get("p2"));
});
