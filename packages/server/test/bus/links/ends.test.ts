/** How links end, and that nothing is left of them. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { LIMITS } from "@parley/protocol";
import { FakeClock } from "../../support/fake-clock.ts";
import { End, type LinkWorld, LinkWorld as World, linked, nodeAt, until } from "./link-world.ts";
import { Relay } from "./relay.ts";

const UNAVAILABLE = { name: "ParleyError", code: "unavailable" };

/** A link with a line between its ends that the test controls, and one open channel. */
async function relayed(
  t: TestContext,
  limits: Partial<LinkWorld["limits"]> = {},
  clock = new FakeClock(),
) {
  const never = new Promise<string>(() => {});
  const world = new World(t, { limits, clock });
  const { onChannel } = world.host;
  const onRequest = async (text: string) => (text === "never" ? never : text);
  const listener = await world.listen({ onChannel, onRequest });
  const relay = await Relay.to(t, listener.port);
  const dialler = world.dialler();
  const node = nodeAt(relay.port);
  const link = await dialler.to(node);
  const near = new End();
  near.channel = link.open(near);
  await until(() => world.host.ends.length === 1);
  return { world, clock, listener, relay, dialler, node, link, near };
}

/** What is to be done soon is done when the test says so. */
class SlowClock extends FakeClock {
  readonly put: (() => void)[] = [];

  override soon(fn: () => void): void {
    this.put.push(fn);
  }
}

/** One after another, with time to read between them. */
async function beats(world: LinkWorld, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    world.clock.advance(LIMITS.linkPingMs);
    for (let turn = 0; turn < 5; turn += 1) await setImmediate();
  }
}

test("[LINK8] both ends say something every second, and the link lives on", async (t) => {
  const { world, relay, link, near } = await relayed(t);
  for (let i = 0; i < 20; i += 1) {
    const [there, back] = [relay.there.records, relay.back.records];
    world.clock.advance(LIMITS.linkPingMs);
    await until(() => relay.there.records > there && relay.back.records > back);
    await setImmediate();
  }
  assert.equal(await link.request("still there"), "still there");
  assert.deepEqual(near.heard, []);
});

test("[LINK8] three seconds of silence, up to a ping more, are the end, at both ends", async (t) => {
  const { world, relay, near, dialler, node, clock } = await relayed(t);
  relay.freeze();
  await beats(world, 3);
  assert.deepEqual([near.heard, world.host.end(0).heard], [[], []]);
  await beats(world, 1);
  assert.deepEqual(near.heard, ["closed"]);
  assert.deepEqual(world.host.end(0).heard, ["closed"]);
  await until(() => clock.waiting === 0);
  assert.equal(world.log.like(/has ended$/).length, 2);
  const again = await dialler.to(node);
  assert.equal(await again.request("again"), "again");
});

test("[LINK8] when this process stood still, what was said meanwhile counts", async (t) => {
  const clock = new SlowClock();
  const { world, link, near } = await relayed(t, {}, clock);
  // All that falls due in a minute, and nothing can be read between.
  clock.advance(60_000);
  await link.request("what was said meanwhile");
  assert.ok(clock.put.length > 2, "both ends have their doubts");
  for (const fn of clock.put) fn();
  assert.equal(await link.request("still there"), "still there");
  assert.deepEqual([near.heard, world.host.end(0).heard], [[], []]);
});

test("[LINK8] an end that does not read is given up before it fills the memory", async (t) => {
  const linkBufferedBytes = 1024 * 1024;
  const { relay, near, world, clock } = await relayed(t, { linkBufferedBytes });
  relay.freeze();
  const payload = Buffer.alloc(64 * 1024);
  let sent = 0;
  await until(() => {
    near.channel?.send(0, payload);
    sent += payload.length;
    return near.heard.length > 0;
  });
  assert.deepEqual(near.heard, ["closed"]);
  assert.ok(sent > linkBufferedBytes);
  assert.match(JSON.stringify(world.log.details), /does not read/);
  assert.equal(clock.waiting, 1, "that of the other end, which could not be told");
  relay.cut();
});

test("[LINK8] too much in a single tick is too much as well, and the sender is not interrupted", async (t) => {
  const { near, world } = await relayed(t, { linkBufferedBytes: 1024 * 1024 });
  for (let i = 0; i < 100; i += 1) near.channel?.send(i % 2, Buffer.alloc(64 * 1024));
  assert.deepEqual(near.heard, []);
  await until(() => near.heard.length === 1);
  await until(() => world.host.end(0).heard.includes("closed"));
  assert.deepEqual(near.heard, ["closed"]);
});

test("[LINK6] who asks for a link that has just ended gets the next, and so do all after", async (t) => {
  const { near, link, dialler, node } = await relayed(t, { linkBufferedBytes: 1024 * 1024 });
  for (let i = 0; i < 100; i += 1) near.channel?.send(i % 2, Buffer.alloc(64 * 1024));
  // It has ended, and nobody has heard of it yet.
  assert.deepEqual(near.heard, []);
  const next = await dialler.to(node);
  assert.notEqual(next, link);
  assert.deepEqual(near.heard, ["closed"]);
  assert.equal(await dialler.to(node), next);
});

test("[LINK9] when the line is cut channels hear it once and requests are refused", async (t) => {
  const { relay, link, near, world, clock, dialler, node, listener } = await relayed(t);
  const asked = assert.rejects(link.request("never"), UNAVAILABLE);
  const more = [new End(), new End()];
  for (const end of more) end.channel = link.open(end);
  await until(() => world.host.ends.length === 3);
  // One is closed in time, and hears nothing.
  more[1]?.channel?.close();
  await until(() => world.host.end(2).heard.length === 1);
  relay.cut();
  await asked;
  await until(() => world.host.ends.every(({ heard }) => heard.length === 1));
  assert.deepEqual([near.heard, more[0]?.heard, more[1]?.heard], [["closed"], ["closed"], []]);
  near.channel?.send(0, "late");
  near.channel?.close();
  await until(() => clock.waiting === 0);
  assert.equal(listener.size, 0);
  await dialler.to(node);
  assert.equal(listener.size, 1);
  assert.deepEqual(near.heard, ["closed"]);
});

test("[LINK9] on a link that has ended channels are closed and requests refused", async (t) => {
  const { link, dialler, clock } = await linked(t);
  await dialler.close();
  const [end, other] = [new End(), new End()];
  link.open(end).send(0, "late");
  link.open(other).close();
  assert.deepEqual(end.heard, [], "not before it has its channel");
  await assert.rejects(link.request("late"), UNAVAILABLE);
  await until(() => end.heard.length === 1);
  assert.deepEqual([end.heard, other.heard], [["closed"], []]);
  assert.equal(clock.waiting, 0);
});

test("[LINK9] who hears of the end may open the next channel, and hears of that one as well", async (t) => {
  const { link, relay } = await relayed(t);
  const last = new End();
  const onClosed = () => void link.open(last);
  link.open({ onMessage: () => {}, onClosed });
  await link.request("it is open");
  relay.cut();
  await until(() => last.heard.length === 1);
  assert.deepEqual(last.heard, ["closed"]);
});

test("[LINK10] a request that is not answered in five seconds is refused, and the link goes on", async (t) => {
  const { link, world } = await relayed(t);
  const asked = link.request("never");
  const refused = assert.rejects(asked, UNAVAILABLE);
  await beats(world, 4);
  const race = await Promise.race([asked.catch(() => "refused"), link.request("waits")]);
  assert.equal(race, "waits");
  await beats(world, 1);
  await refused;
  assert.equal(await link.request("go on"), "go on");
});

test("[LINK13] what was sent before the end arrives, whoever ends it", async (t) => {
  for (const who of ["dialler", "listener"] as const) {
    const world = await relayed(t);
    const far = world.world.host.end(0);
    const payload = "x".repeat(300_000);
    for (const end of [world.near, far]) end.channel?.send(1, "last words");
    const [from, to] = who === "dialler" ? [world.near, far] : [far, world.near];
    from.channel?.send(2, payload);
    await world[who].close();
    await until(() => to.heard.includes("closed"));
    assert.deepEqual(to.heard, ["1:last words", `2:${payload}`, "closed"]);
    assert.equal(from.heard.at(-1), "closed");
  }
});

test("[LINK13] closing in any order, twice and together, ends all and leaves nothing", async (t) => {
  const orders = [
    ["listener", "dialler"],
    ["dialler", "listener"],
    ["both", "both"],
  ] as const;
  for (const order of orders) {
    const { listener, dialler, clock, near, world, link, node } = await relayed(t);
    const asked = assert.rejects(link.request("never"), UNAVAILABLE);
    const close = {
      listener: () => Promise.all([listener.close(), listener.close()]),
      dialler: () => Promise.all([dialler.close(), dialler.close()]),
      both: () => Promise.all([listener.close(), dialler.close()]),
    };
    for (const who of order) await close[who]();
    await asked;
    assert.deepEqual([near.heard, world.host.end(0).heard], [["closed"], ["closed"]]);
    assert.equal(clock.waiting, 0);
    await assert.rejects(dialler.to(node), UNAVAILABLE);
  }
});

test("[LINK13] a link that is being made when its dialler closes is made no more", async (t) => {
  const world = new World(t);
  const listener = await world.listen();
  const dialler = world.dialler();
  const refused = assert.rejects(dialler.to(nodeAt(listener.port)), UNAVAILABLE);
  await dialler.close();
  await refused;
  await assert.rejects(dialler.to(nodeAt(listener.port)), UNAVAILABLE);
  await listener.close();
  assert.equal(world.clock.waiting, 0);
});

test("[LINK13] closing does not wait for ever for an end that is silent", async (t) => {
  const { relay, dialler, listener, clock } = await relayed(t);
  relay.freeze();
  const closing = Promise.all([dialler.close(), listener.close()]);
  await setImmediate();
  clock.advance(LIMITS.linkSilenceMs - 1);
  assert.equal(clock.waiting, 2);
  clock.advance(1);
  await closing;
  assert.equal(clock.waiting, 0);
});
