import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { LIMITS } from "@parley/protocol";
import { PublishedStream } from "./published-stream.ts";
import { type Client, World } from "./world.ts";

/** Bob, and so many others who only publish. */
async function crowd(t: TestContext, count: number) {
  const world = await World.open(t);
  const bob = await world.join(t, "bob");
  const others = Array.from({ length: count }, (_, index) => `p${index}`);
  for (const participantId of others) {
    world.command({ type: "join", participantId, generation: 1 });
  }
  return { world, bob, others };
}

const publish = (world: World, participantId: string, source: "mic" | "camera" | "screen") =>
  world.command({
    type: "publish",
    ...{ participantId, source, trackId: `${participantId}-${source}`, mid: "0" },
    ...{ generation: null, muted: false },
  });

const trackIds = (client: Client) => client.offered.tracks.map(({ trackId }) => trackId);

test("[SFU25] a line whose track is gone is used again for one of its kind, under the same SSRC", async (t) => {
  const { world, bob } = await crowd(t, 2);
  publish(world, "p0", "mic");
  publish(world, "p0", "camera");
  bob.takeChange();
  const { mid } = bob.line("p0-camera");
  const before = bob.ssrcs(mid);
  world.command({ type: "leave", participantId: "p0" });
  publish(world, "p1", "camera");
  const offer = bob.takeChange();
  assert.equal(bob.line("p1-camera").mid, mid);
  assert.deepEqual(bob.ssrcs(mid), before);
  assert.equal(offer.sdp.match(/^m=/gm)?.length, 2);
  assert.match(offer.sdp, /a=msid:p1 /);
});

test("[SFU25] sound and picture of a person are one stream with one name, and its screen another", async (t) => {
  const { world, bob } = await crowd(t, 1);
  for (const source of ["mic", "camera", "screen"] as const) publish(world, "p0", source);
  const { sdp } = bob.takeChange();
  const streams = [...sdp.matchAll(/^a=msid:(\S+)/gm)].map(([, id]) => id);
  assert.deepEqual(streams, ["p0", "p0", "p0-screen"]);
  assert.deepEqual(
    new Set([...sdp.matchAll(/cname:(\S+)/g)].map(([, name]) => name)),
    new Set(["p0"]),
  );
});

test("[SFU26] there are no more lines than allowed, for cameras those that were asked for last", async (t) => {
  const count = LIMITS.downVideoLines + 2;
  const { world, bob, others } = await crowd(t, count);
  for (const id of others) publish(world, id, "camera");
  bob.takeChange();
  assert.equal(bob.offered.tracks.length, LIMITS.downVideoLines);
  assert(!trackIds(bob).includes(`p${count - 1}-camera`));
  bob.subscribe(`p${count - 1}-camera`, 640);
  assert(trackIds(bob).includes(`p${count - 1}-camera`));
  assert.equal(bob.offered.tracks.length, LIMITS.downVideoLines);
});

test("[SFU27] of more microphones than lines the loudest are heard; changes are told without an offer", async (t) => {
  const { world, bob, others } = await crowd(t, LIMITS.downAudioLines + 1);
  for (const id of others) publish(world, id, "mic");
  bob.takeChange();
  const carried = trackIds(bob);
  assert.equal(carried.length, LIMITS.downAudioLines);
  const left = others.find((id) => !carried.includes(`${id}-mic`)) ?? "";
  const speaker = await world.join(t, left);
  publish(world, left, "mic");
  await speaker.openUp([{ mid: "0", kind: "audio" }]);
  const { negotiation } = bob.offered;
  const mic = new PublishedStream({ kind: "audio", mid: "0", ssrc: 31 });
  const told = () => world.notices("slots", "bob").at(-1);
  for (let ms = 0; ms < 3000 && told() === undefined; ms += 20) {
    const { packetsIn } = world.report.total;
    speaker.up.send(mic.audio({ level: 10 }));
    await world.until(() => world.report.total.packetsIn > packetsIn);
    world.clock.advance(20);
  }
  const slot = told()?.slots.find(({ trackId }) => trackId === `${left}-mic`);
  assert(slot !== undefined);
  assert.equal(bob.offered.negotiation, negotiation);
  await speaker.sendTo(bob, mic.audio({ level: 10 }), bob.ssrcs(slot.mid).ssrc);
});

test("[SFU28] who is heard speaking is told, and that it is silent again; not while muted", async (t) => {
  const world = await World.open(t);
  const ann = await world.join(t, "ann");
  await ann.openUp([{ mid: "0", kind: "audio" }]);
  ann.publish("mic", "mic", "0");
  const mic = new PublishedStream({ kind: "audio", mid: "0", ssrc: 31 });
  const speak = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 20) {
      const { packetsIn } = world.report.total;
      ann.up.send(mic.audio({ level: 10 }));
      await world.until(() => world.report.total.packetsIn > packetsIn);
      world.clock.advance(20);
    }
  };
  await speak(1000);
  const told = () => world.notices("speakers").map(({ ids }) => ids);
  assert.deepEqual(told(), [["ann"]]);
  world.clock.advance(2000);
  assert.deepEqual(told(), [["ann"], []]);
  ann.mute("mic", true);
  await speak(1000);
  assert.deepEqual(told(), [["ann"], []]);
});
