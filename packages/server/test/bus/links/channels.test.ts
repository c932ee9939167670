/** Channels and their messages, over real sockets. */
import assert from "node:assert/strict";
import { Socket } from "node:net";
import { test } from "node:test";
import fc from "fast-check";
import type { Channel, ChannelEvents, Link } from "../../../src/runtime/ports.ts";
import { End, type Host, LinkWorld, hostWith, linked, nodeAt, until } from "./link-world.ts";
import { Relay } from "./relay.ts";

/** Both ends of a channel. */
async function channelOn(link: Link, host: Host) {
  const index = host.ends.length;
  const near = new End();
  near.channel = link.open(near);
  await until(() => host.ends.length > index);
  return { near, far: host.end(index) };
}

function send(end: End, kind: number, payload: string | Buffer): void {
  end.channel?.send(kind, payload);
}

test("[LINK2] messages arrive in both directions with their kind, text and bytes alike", async (t) => {
  const { link, host } = await linked(t);
  const { near, far } = await channelOn(link, host);
  send(near, 0, "größe");
  send(near, 15, Buffer.from("bytes"));
  send(near, 1, "");
  await until(() => far.heard.length === 3);
  send(far, 7, "back");
  await until(() => near.heard.length === 1);
  assert.deepEqual(far.heard, ["0:größe", "15:bytes", "1:"]);
  assert.deepEqual(near.heard, ["7:back"]);
});

test("[LINK2] what is sent right after the opening, by either end, arrives", async (t) => {
  const far = new End();
  const onChannel = (channel: Channel) => {
    channel.send(1, "welcome");
    far.channel = channel;
    return far;
  };
  const { link } = await linked(t, { host: hostWith({ onChannel }) });
  const near = new End();
  link.open(near).send(2, "hello");
  await until(() => near.heard.length > 0 && far.heard.length > 0);
  assert.deepEqual([near.heard, far.heard], [["1:welcome"], ["2:hello"]]);
});

type Step = { readonly channel: number; readonly size: number; readonly pause: boolean };
const step: fc.Arbitrary<Step> = fc.record({
  channel: fc.nat({ max: 6 }),
  // Few sizes, so that neighbours have the same payload often enough to share a frame.
  size: fc.constantFrom(0, 1, 300, 90_000),
  pause: fc.boolean(),
});

test("[LINK2] whatever is sent on whichever channels, it arrives whole and in its order", async (t) => {
  const { link, dialler, host } = await linked(t);
  const property = fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
    const order: string[] = [];
    const first = host.ends.length;
    const sent: string[] = [];
    const channels: Channel[] = [];
    for (let i = 0; i < 7; i += 1) channels.push(link.open(new End()));
    await until(() => host.ends.length === first + 7);
    for (let i = 0; i < 7; i += 1) {
      const end = host.end(first + i);
      end.heard.push = (line: string) => order.push(`${i} ${line}`);
    }
    for (const [i, { channel, size, pause }] of steps.entries()) {
      const payload = `${Math.floor(i / 10)}${"x".repeat(size)}`;
      channels[channel]?.send(i % 20 < 10 ? 0 : 1, payload);
      sent.push(`${channel} ${i % 20 < 10 ? 0 : 1}:${payload}`);
      if (pause) await Promise.resolve();
      if (pause && size === 1) await link.request("wait");
    }
    assert.equal(await link.request("last"), "last");
    assert.deepEqual(order, sent);
    for (const channel of channels) channel.close();
  });
  await fc.assert(property, { numRuns: 60 });
  await dialler.close();
});

test("[LINK2] requests keep their place among the messages", async (t) => {
  const heard: string[] = [];
  const onMessage = (_kind: number, payload: Buffer) => void heard.push(payload.toString());
  const events: ChannelEvents = { onMessage, onClosed: () => void heard.push("closed") };
  const onRequest = async (text: string) => {
    heard.push(text);
    return "";
  };
  const { link } = await linked(t, { host: { onChannel: () => events, onRequest } });
  const channel = link.open(new End());
  channel.send(0, "1");
  const asked = link.request("2");
  channel.send(0, "3");
  channel.close();
  const last = link.request("4");
  await Promise.all([asked, last]);
  assert.deepEqual(heard, ["1", "2", "3", "closed", "4"]);
});

/** A link whose bytes are counted, with as many channels. */
async function countedLink(t: Parameters<typeof linked>[0], count: number) {
  const world = new LinkWorld(t);
  const listener = await world.listen();
  const relay = await Relay.to(t, listener.port);
  const link = await world.dialler().to(nodeAt(relay.port));
  const nears: End[] = [];
  for (let i = 0; i < count; i += 1) nears.push((await channelOn(link, world.host)).near);
  const { back } = relay;
  const from = { bytes: back.bytes, records: back.records };
  const seen = () => ({ bytes: back.bytes - from.bytes, records: back.records - from.records });
  return { world, link, nears, seen, fars: world.host.ends };
}

test("[LINK4] nothing that is sent waits for more to come", async (t) => {
  const delay = t.mock.method(Socket.prototype, "setNoDelay");
  await linked(t);
  const set = delay.mock.calls.filter((call) => call.arguments[0] === true);
  assert.equal(set.length, 2, "at both ends");
});

/** Of a TLS record: its head, a nonce and the tag. */
const RECORD_BYTES = 5 + 16;

test("[LINK4] a payload for 250 channels goes over the wire once, in one write", async (t) => {
  const { nears, fars, seen } = await countedLink(t, 250);
  const payload = "x".repeat(300);
  for (const far of fars) send(far, 3, payload);
  await until(() => nears.every(({ heard }) => heard.length === 1));
  assert.ok(nears.every(({ heard }) => heard[0] === `3:${payload}`));
  assert.deepEqual(seen(), { records: 1, bytes: RECORD_BYTES + 4 + 4 + 4 * 250 + 300 });
});

test("[LINK4] what is sent in one tick is one write, and what comes in the next is another", async (t) => {
  const { nears, fars, seen } = await countedLink(t, 3);
  for (let i = 0; i < 20; i += 1) for (const far of fars) send(far, i % 3, `${i}`);
  // Still the same tick: promises come before its end.
  await Promise.resolve();
  for (const far of fars) send(far, 0, "20");
  await until(() => nears.every(({ heard }) => heard.length === 21));
  assert.equal(seen().records, 1);
  for (const far of fars) send(far, 0, "next");
  await until(() => nears.every(({ heard }) => heard.length === 22));
  assert.equal(seen().records, 2);
});

test("[LINK4] a fan goes on only within its tick", async (t) => {
  const { nears, fars, seen } = await countedLink(t, 2);
  const payload = Buffer.alloc(1000, "x");
  const [one, two] = fars;
  assert.ok(one !== undefined && two !== undefined);
  send(one, 0, payload);
  await new Promise<void>((resolve) => process.nextTick(resolve));
  // It was handed out: nothing that happens to it now can reach the other end.
  payload.fill("y");
  send(two, 0, payload);
  await until(() => nears.every(({ heard }) => heard.length === 1));
  assert.deepEqual(nears[0]?.heard, [`0:${"x".repeat(1000)}`]);
  assert.deepEqual(nears[1]?.heard, [`0:${"y".repeat(1000)}`]);
  assert.equal(seen().records, 2);
});

test("[LINK12] who closes a channel hears nothing more of it, the other end hears it once", async (t) => {
  const { link, host } = await linked(t);
  const { near, far } = await channelOn(link, host);
  send(far, 0, "under way");
  send(near, 0, "before");
  near.channel?.close();
  near.channel?.close();
  send(near, 0, "after");
  await until(() => far.heard.includes("closed"));
  send(far, 0, "late");
  far.channel?.close();
  await link.request("all has arrived");
  assert.deepEqual(far.heard, ["0:before", "closed"]);
  assert.deepEqual(near.heard, []);
});

test("[LINK12] the end that did not open it can close it as well, from within the opening too", async (t) => {
  const far = new End();
  const onChannel = (channel: Channel) => {
    channel.send(0, "go away");
    channel.close();
    return far;
  };
  const { link } = await linked(t, { host: hostWith({ onChannel }) });
  const near = new End();
  const channel = link.open(near);
  channel.send(0, "is anybody there?");
  await until(() => near.heard.includes("closed"));
  channel.send(0, "late");
  await link.request("all has arrived");
  assert.deepEqual(near.heard, ["0:go away", "closed"]);
  assert.deepEqual(far.heard, []);
});

test("[LINK12] when both ends close a channel at once neither hears of it", async (t) => {
  const { link, host } = await linked(t);
  const { near, far } = await channelOn(link, host);
  near.channel?.close();
  far.channel?.close();
  const other = await channelOn(link, host);
  send(other.near, 0, "a channel of its own");
  await until(() => other.far.heard.length === 1);
  await link.request("all has arrived");
  assert.deepEqual([near.heard, far.heard], [[], []]);
});
