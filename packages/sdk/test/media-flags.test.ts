import assert from "node:assert/strict";
import { test } from "node:test";
import type { MediaState } from "@parley/protocol";
import { SignalingError } from "../src/errors.ts";
import { MediaFlags } from "../src/media-flags.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { Queue } from "./support/queue.ts";

const NOTHING: MediaState = { mic: false, camera: false, screen: false };

type Update = {
  readonly media: Partial<MediaState>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
};

function setUp() {
  const clock = new ManualClock();
  const updates = new Queue<Update>();
  const wanted = { ...NOTHING };
  const flags = new MediaFlags({
    clock,
    wanted: () => wanted,
    update: (media) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      updates.push({ media, resolve, reject });
      return promise;
    },
  });
  return { clock, updates, wanted, flags };
}

test("nothing is told before a welcome, and then only what differs", async () => {
  const { flags, updates, wanted } = setUp();
  wanted.mic = true;
  flags.sync();
  assert.equal(updates.size, 0);
  flags.reset({ ...NOTHING, camera: true });
  assert.deepEqual((await updates.next()).media, { mic: true, camera: false });
});

test("what the server knows already is not told again", () => {
  const { flags, updates, wanted } = setUp();
  wanted.mic = true;
  flags.reset({ ...NOTHING, mic: true });
  assert.equal(updates.size, 0);
});

test("changes that come while one is under way travel together", async () => {
  const { flags, updates, wanted } = setUp();
  flags.reset(NOTHING);
  wanted.mic = true;
  flags.sync();
  const first = await updates.next();
  wanted.camera = true;
  flags.sync();
  wanted.mic = false;
  wanted.screen = true;
  flags.sync();
  assert.equal(updates.size, 0);
  first.resolve();
  const second = await updates.next();
  assert.deepEqual(second.media, { mic: false, camera: true, screen: true });
  wanted.mic = true;
  wanted.mic = false;
  second.resolve();
  flags.sync();
  assert.equal(updates.size, 0);
});

test("what the rate limit refused is told again when it may", async () => {
  const { flags, updates, wanted, clock } = setUp();
  flags.reset(NOTHING);
  wanted.mic = true;
  flags.sync();
  (await updates.next()).reject(new SignalingError("rate_limited", "Slower.", 400));
  await clock.timerOf(400);
  clock.advance(399);
  assert.equal(updates.size, 0);
  clock.advance(1);
  assert.deepEqual((await updates.next()).media, { mic: true });
});

test("what is refused for good is not repeated, and does not hold up the rest", async () => {
  const { flags, updates, wanted, clock } = setUp();
  flags.reset(NOTHING);
  wanted.screen = true;
  flags.sync();
  const refused = await updates.next();
  wanted.mic = true;
  refused.reject(new SignalingError("not_permitted"));
  assert.deepEqual((await updates.next()).media, { mic: true });
  assert.equal(clock.pending, 0);
});

test("a snapshot is older than what is under way: that reaches the server after it", async () => {
  const { flags, updates, wanted } = setUp();
  flags.reset({ ...NOTHING, mic: true });
  wanted.mic = false;
  flags.sync();
  const underWay = await updates.next();
  wanted.mic = true;
  // The server did not get it before the break, and gets it now.
  flags.reset({ ...NOTHING, mic: true });
  assert.equal(updates.size, 0);
  underWay.resolve();
  assert.deepEqual((await updates.next()).media, { mic: true });
});

test("what could not be sent is told again later; after the end it is not", async () => {
  const { flags, updates, wanted, clock } = setUp();
  flags.reset(NOTHING);
  wanted.mic = true;
  flags.sync();
  (await updates.next()).reject(new SignalingError("connection_lost"));
  await clock.timerOf(1000);
  clock.advance(1000);
  const lost = await updates.next();
  assert.deepEqual(lost.media, { mic: true });
  flags.reset(null);
  lost.reject(new SignalingError("connection_lost"));
  await Promise.resolve();
  assert.equal(clock.pending, 0);
  flags.reset(NOTHING);
  assert.deepEqual((await updates.next()).media, { mic: true });
});

test("closed, it neither tells nor waits", async () => {
  const { flags, updates, wanted, clock } = setUp();
  flags.reset(NOTHING);
  wanted.mic = true;
  flags.sync();
  (await updates.next()).reject(new SignalingError("rate_limited"));
  await clock.timerOf(1000);
  flags.close();
  flags.sync();
  assert.equal(clock.pending, 0);
  assert.equal(updates.size, 0);
});
