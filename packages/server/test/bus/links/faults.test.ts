/** What goes wrong in those who use a link costs them, and nobody else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ParleyError } from "@parley/protocol";
import type { Channel, ChannelEvents } from "../../../src/runtime/ports.ts";
import { End, hostWith, linked, until } from "./link-world.ts";

const FAULT = /a channel between nodes failed/;

test("[LINK11] a handler that throws at a message loses its channel, at both ends", async (t) => {
  const fars: End[] = [];
  const onChannel = (channel: Channel) => {
    const far = new End((_kind, payload) => {
      if (payload.toString() === "bad") throw new Error("a defect");
    });
    far.channel = channel;
    fars.push(far);
    return far;
  };
  const { link, world } = await linked(t, { host: hostWith({ onChannel }) });
  const [bad, good] = [new End(), new End()];
  const [toBad, toGood] = [link.open(bad), link.open(good)];
  toBad.send(0, "bad");
  toBad.send(0, "worse");
  toGood.send(0, "good");
  await until(() => bad.heard.length === 1);
  await link.request("all has arrived");
  assert.deepEqual(bad.heard, ["closed"]);
  assert.deepEqual(
    fars.map(({ heard }) => heard),
    [["0:bad", "closed"], ["0:good"]],
  );
  assert.equal(world.log.like(FAULT).length, 1);
});

test("[LINK11] a host that throws at the opening closes the channel", async (t) => {
  const onChannel = () => {
    throw new Error("a defect");
  };
  const { link, world } = await linked(t, { host: hostWith({ onChannel }) });
  const near = new End();
  link.open(near);
  await until(() => near.heard.length === 1);
  assert.deepEqual(near.heard, ["closed"]);
  assert.equal(await link.request("go on"), "go on");
  assert.equal(world.log.like(FAULT).length, 1);
});

test("[LINK11] handlers that throw at the end keep nobody else from hearing of it", async (t) => {
  const { link, world, dialler } = await linked(t);
  const onClosed = () => {
    throw new Error("a defect");
  };
  const ends = [new End(), new End()];
  const [first, last] = ends;
  assert.ok(first !== undefined && last !== undefined);
  link.open(first);
  link.open({ onMessage: () => {}, onClosed } satisfies ChannelEvents);
  link.open(last);
  await dialler.close();
  await until(() => last.heard.length === 1);
  assert.deepEqual(
    ends.map(({ heard }) => heard),
    [["closed"], ["closed"]],
  );
  assert.equal(world.log.like(FAULT).length, 1);
});

test("[LINK3] a message that is too long costs its channel, and its sender hears of it", async (t) => {
  const { link, host } = await linked(t, { limits: { linkFrameBytes: 1000 } });
  const near = new End();
  const channel = link.open(near);
  channel.send(0, "a".repeat(1000 - 6));
  channel.send(0, "b".repeat(1000 - 5));
  assert.deepEqual(near.heard, [], "not from within the sending");
  await until(() => near.heard.length === 1);
  await link.request("go on");
  assert.deepEqual(near.heard, ["closed"]);
  assert.deepEqual(host.end(0).heard, [`0:${"a".repeat(994)}`, "closed"]);
});

test("[LINK3] who closes a channel that has just failed hears nothing", async (t) => {
  const { link } = await linked(t, { limits: { linkFrameBytes: 1000 } });
  const near = new End();
  const channel = link.open(near);
  channel.send(0, "b".repeat(1000));
  channel.close();
  await link.request("go on");
  assert.deepEqual(near.heard, []);
});

test("[LINK3] a request or an answer that is too long is refused, and the link goes on", async (t) => {
  const onRequest = async (text: string) => text.repeat(10);
  const host = hostWith({ onRequest });
  const { link } = await linked(t, { limits: { linkFrameBytes: 1000 }, host });
  await assert.rejects(link.request("x".repeat(1000)), { code: "unavailable" });
  await assert.rejects(link.request("x".repeat(200)), { code: "internal" });
  assert.equal(await link.request("ab"), "ab".repeat(10));
});

test("[LINK10] a refusal arrives with its code, a fault as internal, and the link goes on", async (t) => {
  const onRequest = (text: string): Promise<string> => {
    if (text === "throw") throw new Error("a defect");
    if (text === "reject") return Promise.reject(new Error("a defect"));
    return Promise.reject(new ParleyError("room_full"));
  };
  const { link, world } = await linked(t, { host: hostWith({ onRequest }) });
  const refused = (code: string) => (error: unknown) =>
    error instanceof ParleyError && error.code === code;
  await assert.rejects(link.request("refuse"), refused("room_full"));
  assert.equal(world.log.like(/^warn/).length, 0, "a refusal is no fault");
  await assert.rejects(link.request("throw"), refused("internal"));
  await assert.rejects(link.request("reject"), refused("internal"));
  assert.equal(world.log.like(/a request of another node failed/).length, 2);
});

test("[LINK10] answers find their questions in whatever order they come", async (t) => {
  const waiting = new Map<string, (text: string) => void>();
  const onRequest = (text: string) => new Promise<string>((resolve) => waiting.set(text, resolve));
  const { link, clock } = await linked(t, { host: hostWith({ onRequest }) });
  const timers = clock.waiting;
  const asked = Promise.all(["1", "2", "3"].map((text) => link.request(text)));
  await until(() => waiting.size === 3);
  for (const text of ["3", "1", "2"]) waiting.get(text)?.(`re ${text}`);
  assert.deepEqual(await asked, ["re 1", "re 2", "re 3"]);
  assert.equal(clock.waiting, timers, "no timer of a request is left");
});
