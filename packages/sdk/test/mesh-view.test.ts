import assert from "node:assert/strict";
import { test } from "node:test";
import type { TrackSource } from "../src/local-media.ts";
import { NO_REMOTES, mediaView } from "../src/mesh-view.ts";
import { FakeStream } from "./support/fake-media.ts";
import { participant } from "./support/messages.ts";

const STREAMS: { readonly [S in TrackSource]: FakeStream } = {
  mic: new FakeStream(),
  camera: new FakeStream(),
  screen: new FakeStream(),
  screenAudio: new FakeStream(),
};
const peer = {
  connection: "connected",
  stream: (source: TrackSource) => STREAMS[source],
} as const;
const peers = new Map([["p2", peer]]);
const on = (media: { mic?: boolean; camera?: boolean; screen?: boolean }) =>
  participant({ id: "p2", media: { mic: false, camera: false, screen: false, ...media } });

test("streams show while their flag is on; the screen's sound goes with the screen", () => {
  const off = mediaView(NO_REMOTES, [on({})], peers).remotes.get("p2");
  assert.deepEqual(off, {
    participantId: "p2",
    connection: "connected",
    mic: null,
    camera: null,
    screen: null,
    screenAudio: null,
    quality: null,
  });
  const all = mediaView(NO_REMOTES, [on({ mic: true, camera: true, screen: true })], peers);
  const remote = all.remotes.get("p2");
  assert.equal(remote?.mic, STREAMS.mic);
  assert.equal(remote?.camera, STREAMS.camera);
  assert.equal(remote?.screen, STREAMS.screen);
  assert.equal(remote?.screenAudio, STREAMS.screenAudio);
});

test("a participant without a connection is connecting", () => {
  const view = mediaView(NO_REMOTES, [on({ camera: true })], new Map());
  assert.equal(view.remotes.get("p2")?.connection, "connecting");
  assert.equal(view.remotes.get("p2")?.camera, null);
});

test("what has not changed is the same object", () => {
  const p3 = participant({ id: "p3" });
  const before = mediaView(NO_REMOTES, [on({ mic: true }), p3], peers);
  assert.equal(mediaView(before, [on({ mic: true }), p3], peers), before);
  const after = mediaView(before, [on({ camera: true }), p3], peers);
  assert.notEqual(after, before);
  assert.equal(after.remotes.get("p3"), before.remotes.get("p3"));
  assert.notEqual(after.remotes.get("p2"), before.remotes.get("p2"));
  const left = mediaView(after, [p3], peers);
  assert.deepEqual([...left.remotes.keys()], ["p3"]);
});
