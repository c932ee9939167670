/** Who gets a link, and who does not. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type Socket, connect, createServer } from "node:net";
import { type TestContext, test } from "node:test";
import { connect as connectTls } from "node:tls";
import { LIMITS } from "@parley/protocol";
import { FRAME, LINK_VERSION } from "../../../src/bus/links/frame.ts";
import { LinkListener } from "../../../src/bus/links/link-listener.ts";
import { LinkWorld, linked, nodeAt, until } from "./link-world.ts";
import { RawPeer, rawNode } from "./raw-peer.ts";
import { portOf } from "./relay.ts";

const UNAVAILABLE = { name: "ParleyError", code: "unavailable" };
const STRANGER = /^warn what connected to the port for links/;
const NO_LINK = /^warn no link to another node/;

async function bareSocket(t: TestContext, port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  t.after(() => socket.destroy());
  socket.on("error", () => {}).resume();
  await once(socket, "connect");
  return socket;
}

/** However it ends. */
function closing(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.on("close", () => resolve()));
}

test("[LINK1] without the SECRET there is no link, and that is logged once a minute", async (t) => {
  const world = new LinkWorld(t);
  const listener = await world.listen();
  const node = nodeAt(listener.port);
  const stranger = world.dialler(Buffer.from("another secret, also long enough for it"));
  const attempt = async () => assert.rejects(stranger.to(node), UNAVAILABLE);
  for (let i = 0; i < 3; i += 1) await attempt();
  assert.equal(world.log.like(STRANGER).length, 1);
  assert.equal(world.log.like(NO_LINK).length, 1, "the one that dials says so as well");
  world.clock.advance(LIMITS.linkComplaintMs - 1);
  await attempt();
  assert.equal(world.log.like(STRANGER).length, 1);
  world.clock.advance(1);
  await attempt();
  assert.equal(world.log.like(STRANGER).length, 2);
  assert.deepEqual([world.host.asked, world.host.ends], [[], []]);
  const link = await world.dialler().to(node);
  assert.equal(await link.request("with it"), "with it");
});

test("[LINK1] what speaks TLS without the key, or no TLS at all, is dropped", async (t) => {
  const world = new LinkWorld(t);
  const listener = await world.listen();
  const where = { host: "127.0.0.1", port: listener.port, rejectUnauthorized: false };
  const keyless = { ciphers: "PSK", maxVersion: "TLSv1.2", pskCallback: () => null } as const;
  for (const socket of [connectTls(where), connectTls({ ...where, ...keyless })]) {
    socket.on("error", () => {});
    await closing(socket);
  }
  const web = await bareSocket(t, listener.port);
  web.write("GET / HTTP/1.1\r\nhost: owner\r\n\r\n");
  await closing(web);
  assert.equal(world.log.like(STRANGER).length, 1);
  await until(() => world.clock.waiting === 0);
});

test("[LINK1] what is recorded today stays secret when the SECRET becomes known", async (t) => {
  const world = new LinkWorld(t);
  const listener = await world.listen();
  const { socket } = await RawPeer.dial(t, listener.port);
  assert.match(socket.getCipher().name, /^ECDHE-PSK-/);
  assert.equal(socket.getProtocol(), "TLSv1.2");
});

test("[LINK5] a link is to the node that was wanted, or there is none", async (t) => {
  const world = new LinkWorld(t);
  const listener = await world.listen();
  const dialler = world.dialler();
  await assert.rejects(dialler.to(nodeAt(listener.port, "its predecessor")), UNAVAILABLE);
  assert.equal(world.log.like(NO_LINK).length, 1);
  await dialler.to(nodeAt(listener.port));
});

test("[LINK5] a node of another version is refused by the one that listens", async (t) => {
  const world = new LinkWorld(t);
  const listener = await world.listen();
  const peer = await RawPeer.dial(t, listener.port);
  peer.hello(LINK_VERSION + 1, "newer");
  peer.writer.channel(FRAME.open, 1);
  peer.writer.flush();
  await until(() => peer.isClosed);
  assert.deepEqual(peer.heard, [`hello ${LINK_VERSION} owner`], "it is told our version");
  assert.equal(world.log.like(/^warn a node that speaks another version/).length, 1);
  assert.deepEqual(world.host.ends, []);
  await until(() => world.clock.waiting === 0);
});

test("[LINK5] a node of another version is refused by the one that dials", async (t) => {
  const world = new LinkWorld(t);
  const port = await rawNode(t, (peer) => peer.hello(LINK_VERSION + 1, "owner"));
  await assert.rejects(world.dialler().to(nodeAt(port)), UNAVAILABLE);
  assert.match(JSON.stringify(world.log.details), /another version/);
  assert.equal(world.clock.waiting, 0);
});

test("[LINK5] nobody there, no such name and no address at all is unavailable", async (t) => {
  const world = new LinkWorld(t);
  const listener = await world.listen();
  const gone = nodeAt(listener.port);
  await listener.close();
  const dialler = world.dialler();
  await assert.rejects(dialler.to(gone), UNAVAILABLE);
  for (const address of ["", "owner", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:x", "a.invalid:1"]) {
    await assert.rejects(dialler.to({ id: "owner", address }), UNAVAILABLE, address);
  }
  assert.equal(world.clock.waiting, 0);
});

test("[LINK5] an IPv6 address stands in brackets", async (t) => {
  const world = new LinkWorld(t);
  const where = { host: "::1", port: 0, serve: world.host };
  const listener = await LinkListener.listen({ ...world.options("owner"), ...where });
  t.after(() => listener.close());
  const link = await world.dialler().to({ id: "owner", address: `[::1]:${listener.port}` });
  assert.equal(await link.request("six"), "six");
});

test("[LINK5] a port that is taken is told", async (t) => {
  const world = new LinkWorld(t);
  const { port } = await world.listen();
  const where = { host: "127.0.0.1", port, serve: world.host };
  const second = LinkListener.listen({ ...world.options("second"), ...where });
  await assert.rejects(second, { code: "EADDRINUSE" });
});

test("[LINK6] a node has one link, also while it is being made, and another one after its end", async (t) => {
  const world = new LinkWorld(t);
  const listener = await world.listen();
  const dialler = world.dialler();
  const node = nodeAt(listener.port);
  const links = new Set(await Promise.all(Array.from({ length: 10 }, () => dialler.to(node))));
  links.add(await dialler.to(node));
  assert.equal(links.size, 1);
  assert.equal(world.log.like(/has made a link to this one/).length, 1);
  await listener.close();
  const successor = await world.listen(world.host, "successor");
  const other = await dialler.to(nodeAt(successor.port, "successor"));
  assert.ok(!links.has(other));
  await assert.rejects(dialler.to(node), UNAVAILABLE);
  assert.equal(await other.request("go on"), "go on");
});

test("[LINK6] an attempt that failed does not stand in the way of the next", async (t) => {
  const world = new LinkWorld(t);
  const { port } = await world.listen();
  const dialler = world.dialler();
  const both = await Promise.allSettled([
    dialler.to({ id: "owner", address: "127.0.0.1:1" }),
    dialler.to(nodeAt(port)),
  ]);
  assert.deepEqual(
    both.map(({ status }) => status),
    ["rejected", "rejected"],
    "by its id alone: who asked meanwhile shares the attempt",
  );
  await dialler.to(nodeAt(port));
});

test("[LINK7] what connects and says nothing is dropped after five seconds", async (t) => {
  const world = new LinkWorld(t);
  const listener = await world.listen();
  const bare = await bareSocket(t, listener.port);
  const greeted = await RawPeer.dial(t, listener.port);
  await until(() => world.clock.waiting === 2);
  world.clock.advance(LIMITS.linkHandshakeMs - 1);
  const peer = await RawPeer.dial(t, listener.port);
  peer.hello(LINK_VERSION, "in time");
  await until(() => peer.heard.length === 1);
  assert.ok(!bare.destroyed && !greeted.isClosed);
  world.clock.advance(1);
  await until(() => bare.destroyed && greeted.isClosed);
  assert.equal(peer.isClosed, false);
  assert.equal(world.clock.waiting, 1, "that of the one that was in time");
});

test("[LINK7] where too many connect and say nothing the oldest are dropped", async (t) => {
  const world = new LinkWorld(t, { limits: { linkHandshakes: 3 } });
  const listener = await world.listen();
  const silent: Socket[] = [];
  for (let i = 0; i < 4; i += 1) silent.push(await bareSocket(t, listener.port));
  await until(() => silent[0]?.destroyed === true);
  await world.dialler().to(nodeAt(listener.port));
  await until(() => silent[1]?.destroyed === true);
  assert.deepEqual(
    silent.map(({ destroyed }) => destroyed),
    [true, true, false, false],
  );
});

test("[LINK7] a node that takes a connection and says nothing is given up after five seconds", async (t) => {
  const world = new LinkWorld(t);
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const mute = await rawNode(t, () => {});
  const attempts: Promise<void>[] = [];
  for (const port of [portOf(server.address()), mute]) {
    const attempt = world.dialler().to(nodeAt(port));
    attempts.push(assert.rejects(attempt, UNAVAILABLE));
  }
  const taken = once(server, "connection");
  await taken;
  world.clock.advance(LIMITS.linkHandshakeMs);
  await Promise.all(attempts);
  assert.equal(world.clock.waiting, 0);
});

test("[LINK3] what only the other end may send is the end of the link", async (t) => {
  const rude: ((peer: RawPeer) => unknown)[] = [
    (peer) => peer.hello(LINK_VERSION, "again"),
    ({ writer }) => writer.text(FRAME.answer, 1, "an answer"),
    ({ writer }) => writer.text(FRAME.failure, 1, "internal"),
    ({ writer }) => {
      writer.channel(FRAME.open, 1);
      writer.channel(FRAME.open, 1);
    },
    ({ socket }) => socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff])),
    ({ socket }) => socket.write(Buffer.from([0, 0, 0, 1, 77])),
  ];
  const world = new LinkWorld(t);
  const listener = await world.listen();
  for (const [i, act] of rude.entries()) {
    const peer = await RawPeer.dial(t, listener.port);
    peer.hello(LINK_VERSION, "rude");
    act(peer);
    peer.writer.channel(FRAME.open, 2);
    peer.writer.flush();
    await until(() => peer.isClosed);
    assert.equal(world.log.like(/another node's link has ended/).length, i + 1);
  }
  // Only the first of the two that one opened under one number: nothing is heard after the fault.
  assert.equal(world.host.ends.length, 1);
  assert.deepEqual(world.host.end(0).heard, ["closed"]);
});

test("[LINK3] before the hello nothing is heard", async (t) => {
  const world = new LinkWorld(t);
  const listener = await world.listen();
  for (const type of [FRAME.open, FRAME.request]) {
    const peer = await RawPeer.dial(t, listener.port);
    if (type === FRAME.open) peer.writer.channel(type, 1);
    else peer.writer.text(type, 1, "why?");
    peer.writer.flush();
    await until(() => peer.isClosed);
  }
  assert.deepEqual([world.host.asked, world.host.ends], [[], []]);
});

test("[LINK3] the one that dials takes no channels and no requests", async (t) => {
  for (const act of [
    ({ writer }: RawPeer) => writer.channel(FRAME.open, 1),
    ({ writer }: RawPeer) => writer.text(FRAME.request, 1, "why?"),
    ({ writer }: RawPeer) => writer.hello(LINK_VERSION, "owner"),
  ]) {
    const world = new LinkWorld(t);
    const port = await rawNode(t, (peer) => {
      peer.hello(LINK_VERSION, "owner");
      act(peer);
      peer.writer.flush();
    });
    await world.dialler().to(nodeAt(port));
    await until(() => world.clock.waiting === 0);
    assert.equal(world.log.like(/this node's link to another one has ended/).length, 1);
  }
});

test("[LINK3] of what the other end says late or wrongly about channels nothing happens", async (t) => {
  const { link, host } = await linked(t);
  assert.equal(await link.request("works"), "works");
  assert.equal(host.ends.length, 0);
  const world = new LinkWorld(t);
  const port = await rawNode(t, (peer) => {
    peer.hello(LINK_VERSION, "owner");
    peer.writer.message(77, 1, "to nobody");
    peer.writer.channel(FRAME.close, 77);
    peer.writer.text(FRAME.answer, 77, "an answer to nothing");
    peer.writer.text(FRAME.failure, 1, "no_such_code");
    peer.writer.flush();
  });
  const other = await world.dialler().to(nodeAt(port));
  await assert.rejects(other.request("first"), UNAVAILABLE);
});
