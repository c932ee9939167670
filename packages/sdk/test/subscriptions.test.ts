import assert from "node:assert/strict";
import { test } from "node:test";
import type { Track, TrackSource } from "@parley/protocol";
import { SignalingError } from "../src/errors.ts";
import type { Shown } from "../src/media-session.ts";
import type { TrackWidth } from "../src/room-requests.ts";
import { Subscriptions, changedWidths } from "../src/subscriptions.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { Queue } from "./support/queue.ts";

const track = (participantId: string, source: TrackSource): Track => ({
  id: `${participantId} ${source}`,
  participantId,
  source,
  muted: false,
});
const picture = (participantId: string, width: number): Shown => ({
  participantId,
  source: "camera",
  width,
});
const ANN = track("ann", "camera");
const BOB = track("bob", "camera");

type Sent = {
  readonly tracks: readonly TrackWidth[];
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
};

function setUp() {
  const clock = new ManualClock();
  const sent = new Queue<Sent>();
  const subscriptions = new Subscriptions({
    clock,
    random: () => 1,
    send: (tracks) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      sent.push({ tracks, resolve, reject });
      return promise;
    },
  });
  return { clock, sent, subscriptions };
}

test("only what differs from what was told is told; what is not listed is paused", () => {
  const tracks = [ANN, BOB, track("bob", "screen")];
  const shown = [picture("ann", 640), picture("bob", 320)];
  const told = new Map([[ANN.id, 640]]);
  assert.deepEqual(changedWidths(tracks, shown, told), [
    { trackId: "bob camera", width: 320 },
    { trackId: "bob screen", width: 0 },
  ]);
});

test("the largest picture of a track counts, in whole pixels that the protocol takes", () => {
  const shown = [picture("ann", 200.2), picture("ann", 100), picture("bob", 99_999)];
  assert.deepEqual(changedWidths([ANN, BOB], shown, new Map()), [
    { trackId: ANN.id, width: 201 },
    { trackId: BOB.id, width: 8192 },
  ]);
});

test("nothing is told before the page has said what it shows", () => {
  const { subscriptions, sent, clock } = setUp();
  subscriptions.follow([ANN], "me");
  assert(subscriptions.wants(ANN));
  clock.advance(1000);
  assert.equal(sent.size, 0);
});

test("the first change goes out at once, those that follow together", async () => {
  const { subscriptions, sent, clock } = setUp();
  subscriptions.follow([ANN, BOB, track("ann", "mic"), track("me", "camera")], "me");
  subscriptions.show([picture("ann", 640)]);
  assert.deepEqual((await sent.next()).tracks, [
    { trackId: ANN.id, width: 640 },
    { trackId: BOB.id, width: 0 },
  ]);
  assert.equal(subscriptions.wants(BOB), false);
  subscriptions.show([picture("ann", 320)]);
  subscriptions.show([picture("ann", 640), picture("bob", 320)]);
  assert.equal(sent.size, 0);
  clock.advance(100);
  assert.deepEqual((await sent.next()).tracks, [{ trackId: BOB.id, width: 320 }]);
  clock.advance(100);
  assert.equal(sent.size, 0);
});

test("a track that comes later is told as the page shows it", async () => {
  const { subscriptions, sent, clock } = setUp();
  subscriptions.show([picture("bob", 320)]);
  subscriptions.follow([ANN], "me");
  assert.deepEqual((await sent.next()).tracks, [{ trackId: ANN.id, width: 0 }]);
  subscriptions.follow([ANN, BOB], "me");
  clock.advance(100);
  assert.deepEqual((await sent.next()).tracks, [{ trackId: BOB.id, width: 320 }]);
});

test("what was refused is told again after a while, unless everything is told anew", async () => {
  const { subscriptions, sent, clock } = setUp();
  subscriptions.show([picture("ann", 320)]);
  subscriptions.follow([ANN], "me");
  (await sent.next()).reject(new SignalingError("rate_limited"));
  await clock.timerOf(600);
  clock.advance(600);
  const again = await sent.next();
  assert.deepEqual(again.tracks, [{ trackId: ANN.id, width: 320 }]);
  subscriptions.end();
  again.reject(new SignalingError("connection_lost"));
  subscriptions.follow([ANN, BOB], "me");
  assert.equal((await sent.next()).tracks.length, 2);
});

test("after a reset all is told again; after the end nothing is", async () => {
  const { subscriptions, sent, clock } = setUp();
  subscriptions.show([picture("ann", 320)]);
  subscriptions.follow([ANN], "me");
  (await sent.next()).resolve();
  clock.advance(100);
  subscriptions.reset();
  assert.deepEqual((await sent.next()).tracks, [{ trackId: ANN.id, width: 320 }]);
  subscriptions.end();
  assert.equal(clock.pending, 0);
  subscriptions.show([]);
  assert.equal(sent.size, 0);
});
