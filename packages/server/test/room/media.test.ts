import assert from "node:assert/strict";
import { test } from "node:test";
import type { MediaNews } from "../../src/room/media.ts";
import { snapshotOf } from "../../src/room/project.ts";
import { deliveriesTo, sharedIn, toldTo } from "./deliveries.ts";
import { OWNER, RoomWorld, SFU } from "./room-world.ts";

/** A host and a member in a room with an SFU. */
function meeting() {
  const world = new RoomWorld({ room: SFU });
  const ann = world.enter("ann", OWNER);
  const bob = world.enter("bob");
  return { world, ann, bob };
}

const line = { type: "track.publish", generation: null } as const;

test("[MEDIA2] what is published is told to all, under a seq, and stands in later welcomes", () => {
  const { world, bob } = meeting();
  const { seq } = world.state;
  const camera = { ...line, trackId: "t1", source: "camera", mid: "1" } as const;
  const sent = world.ask(bob, camera);
  const track = { id: "t1", participantId: "bob", source: "camera", muted: true } as const;
  assert.equal(sent.trackId, "t1");
  assert.deepEqual(sharedIn(sent.deliveries, "track.published"), [
    { type: "track.published", seq: seq + 1, track },
  ]);
  assert.deepEqual(snapshotOf(world.state).tracks, [track]);
  world.ask(bob, { type: "update", media: { camera: true } });
  assert.deepEqual(snapshotOf(world.state).tracks, [{ ...track, muted: false }]);
});

test("[MEDIA3] a source that is published again keeps its track, and only its line is another", () => {
  const { world, bob } = meeting();
  world.ask(bob, { ...line, trackId: "t1", source: "mic", mid: "0" });
  const again = world.ask(bob, { ...line, trackId: "t2", source: "mic", mid: "4", generation: 2 });
  assert.deepEqual([again.outcome, again.trackId, again.events], ["ok", "t1", []]);
  const moved = { mid: "4", generation: 2, muted: true } as const;
  const request = { type: "publish", participantId: "bob", trackId: "t1", source: "mic", ...moved };
  assert.deepEqual(again.effects, [{ type: "media", request }]);
});

test("[MEDIA4] tracks stay while their participant is away, and go with it", () => {
  const { world, ann, bob } = meeting();
  world.publish(bob, "mic");
  world.publish(bob, "screen");
  world.publish(ann, "mic");
  const unpublished = world.ask(bob, { type: "track.unpublish", trackId: "bob-screen" });
  assert.deepEqual(
    sharedIn(unpublished.deliveries, "track.unpublished").map(({ trackId }) => trackId),
    ["bob-screen"],
  );
  world.disconnect(bob);
  assert.deepEqual([...world.state.tracks.keys()], ["bob-mic", "ann-mic"]);
  world.now += 30_000;
  const gone = world.send({ type: "grace.end", at: world.now });
  assert.deepEqual([...world.state.tracks.keys()], ["ann-mic"]);
  const told = [...gone.deliveries, ...world.flush()];
  assert.deepEqual(sharedIn(told, "track.unpublished"), [], "`left` says it all");
});

test("[MEDIA16] whose place a plain client takes over has no tracks any more", () => {
  const { world, ann, bob } = meeting();
  for (const source of ["mic", "camera"] as const) world.publish(bob, source);
  world.publish(ann, "mic");
  const { seq } = world.state;
  const told = world.send({ type: "media.end", at: world.now, participantId: "bob" });
  assert.deepEqual(sharedIn(told.deliveries, "track.unpublished"), [
    { type: "track.unpublished", seq: seq + 1, trackId: "bob-mic" },
    { type: "track.unpublished", seq: seq + 2, trackId: "bob-camera" },
  ]);
  assert.deepEqual([...world.state.tracks.keys()], ["ann-mic"]);
});

test("[MEDIA5] a source that is switched off, by whom- or whatever, is muted at the SFU", () => {
  const { world, ann, bob } = meeting();
  world.ask(bob, { type: "update", media: { mic: true, screen: true } });
  for (const source of ["mic", "screen", "screenAudio"] as const) world.publish(bob, source);
  const mutes = (act: () => void) => {
    const before = world.requests().length;
    act();
    return world
      .requests()
      .slice(before)
      .map((request) => (request.type === "mute" ? [request.trackId, request.muted] : request));
  };
  const mute = { type: "mute", target: { all: true } } as const;
  assert.deepEqual(
    mutes(() => world.ask(ann, { ...mute, source: "mic" })),
    [["bob-mic", true]],
  );
  const noScreens = { settings: { screenShare: false } };
  assert.deepEqual(
    mutes(() => world.do(ann, { type: "change", change: noScreens })),
    [
      ["bob-screen", true],
      ["bob-screenAudio", true],
    ],
  );
  assert.deepEqual(
    mutes(() => world.ask(bob, { type: "update", media: { mic: true, camera: true } })),
    [["bob-mic", false]],
  );
  assert.deepEqual(
    mutes(() => world.ask(bob, { type: "update", name: "Bob" })),
    [],
  );
});

test("[MEDIA6] what the SFU tells one goes to that one, and to nobody who has gone", () => {
  const { world, bob } = meeting();
  const trackId = world.publish(bob, "camera");
  const news: MediaNews = { type: "layers", participantId: "bob", trackId, active: ["q"] };
  const { deliveries } = world.hear(news);
  assert.deepEqual(toldTo("bob", deliveries), [{ type: "track.layers", trackId, active: ["q"] }]);
  assert.deepEqual(toldTo("ann", deliveries), []);
  world.leave(bob);
  assert.deepEqual(world.hear(news).deliveries, []);
});

test("[MEDIA6] an offer names no track that has gone in the meantime", () => {
  const { world, ann, bob } = meeting();
  const trackId = world.publish(bob, "camera");
  const tracks = [{ mid: "1", trackId, participantId: "bob", source: "camera" }] as const;
  const negotiation = { generation: 1, negotiation: 2 };
  const offer = { type: "offer", participantId: "ann", ...negotiation, sdp: "v=0" } as const;
  const told = () => toldTo("ann", world.hear({ ...offer, tracks }).deliveries);
  const description = { type: "offer", sdp: "v=0" } as const;
  const message = { type: "offer", from: "sfu", description, transport: "down", ...negotiation };
  assert.deepEqual(told(), [{ ...message, tracks }]);
  world.leave(bob);
  assert.deepEqual(told(), [{ ...message, tracks: [] }]);
  assert.equal(ann.participantId, "ann");
});

test("[MEDIA7] who is heard is told to all, without those who are muted or gone", () => {
  const { world, ann, bob } = meeting();
  for (const one of [ann, bob]) world.ask(one, { type: "update", media: { mic: true } });
  const speakers = () => {
    const { deliveries } = world.hear({ type: "speakers", ids: ["bob", "ghost", "ann"] });
    return deliveriesTo("now", deliveries).map(({ message }) => message);
  };
  assert.deepEqual(speakers(), [{ type: "speakers", ids: ["bob", "ann"] }]);
  world.ask(ann, { type: "mute", target: { participantId: "bob" }, source: "mic" });
  assert.deepEqual(speakers(), [{ type: "speakers", ids: ["ann"] }]);
});

test("[MEDIA8] one asks for tracks that are there; for others there is nothing to ask", () => {
  const { world, ann, bob } = meeting();
  const trackId = world.publish(bob, "camera");
  const wanted = { trackId, width: 640 };
  const sent = world.ask(ann, {
    type: "track.subscribe",
    tracks: [wanted, { trackId: "gone", width: 640 }],
  });
  const request = { type: "subscribe", participantId: "ann", tracks: [wanted] };
  assert.deepEqual(sent.effects, [{ type: "media", request }]);
  const nothing = world.ask(ann, { type: "track.subscribe", tracks: [] });
  assert.deepEqual([nothing.outcome, nothing.effects], ["ok", []]);
});
