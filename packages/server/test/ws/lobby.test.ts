import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { TestApp, type TestUser } from "../support/test-app.ts";

let app: TestApp;
let ann: TestUser;
let bob: TestUser;

before(async () => {
  app = await TestApp.start({ limits: { waitingPerRoom: 3 } });
  [ann, bob] = [await app.user("ann"), await app.user("bob")];
});
after(() => app.close());

/** A trusted room with its owner in it. */
async function trusted(name = "Board") {
  const { code } = await app.createRoom(ann, { name, access: "trusted" });
  return { code, host: await app.enter(code, ann) };
}

test("[LOBBYWS1] a guest knocks, the host is told, and lets it in", async () => {
  const { code, host } = await trusted();
  const guest = app.connect(code, { user: await app.guest("Gus") });
  const { room } = await guest.next("waiting");
  assert.deepEqual(room, { code, name: "Board" });
  const { waiting } = await host.socket.next("lobby.updated");
  assert.deepEqual(
    waiting.map(({ name, kind }) => [name, kind]),
    [["Gus", "guest"]],
  );
  assert.equal(await host.socket.request({ type: "lobby.admit", all: true }), "ok");
  const welcome = await guest.next("welcome");
  assert.equal(welcome.participants.length, 2);
  assert.deepEqual((await host.socket.next("lobby.updated")).waiting, []);
  assert.equal((await host.socket.next("presence")).joined[0]?.name, "Gus");
});

test("[LOBBYWS2] who waits receives nothing of the room, and cannot speak", async () => {
  const { code, host } = await trusted();
  const guest = app.connect(code, { user: await app.guest("Gus") });
  await guest.next("waiting");
  await host.socket.request({ type: "chat.send", clientId: "1", text: "secret" });
  await host.socket.request({ type: "reaction.send", emoji: "👍" });
  await host.socket.request({ type: "room.update", name: "Board of secrets" });
  for (const message of [
    { type: "chat.send", clientId: "1", text: "let me in" },
    { type: "offer", description: { type: "offer", sdp: "" } },
    { type: "lobby.admit", all: true },
    { type: "participant.update", name: "Ann" },
  ]) {
    assert.equal(await guest.request(message), "in_lobby", message.type);
  }
  await guest.settle();
  assert.deepEqual(guest.frames, []);
});

test("[LOBBYWS3] denied: 4403 and stop; asking again is possible", async () => {
  const { code, host } = await trusted();
  const gus = await app.guest("Gus");
  const guest = app.connect(code, { user: gus });
  await guest.next("waiting");
  const { waiting } = await host.socket.next("lobby.updated");
  const ids = waiting.map(({ id }) => id);
  assert.equal(await host.socket.request({ type: "lobby.deny", ids }), "ok");
  const goodbye = await guest.next("goodbye");
  assert.deepEqual([goodbye.action, goodbye.reason], ["stop", "denied"]);
  assert.equal((await guest.closed).code, 4403);
  await app.connect(code, { user: gus }).next("waiting");
});

test("[LOBBYWS4] a broken socket keeps its place in the lobby for 30 s", async () => {
  const { code, host } = await trusted();
  const gus = await app.guest("Gus");
  const first = app.connect(code, { user: gus });
  const { resumeToken } = await first.next("waiting");
  const [asked] = (await host.socket.next("lobby.updated")).waiting;
  first.terminate();
  app.clock.advance(5000);
  const again = app.resume(code, gus, resumeToken);
  await again.next("waiting");
  const [since] = (await host.socket.next("lobby.updated")).waiting;
  assert.deepEqual(since, asked);
});

test("[LOBBYWS5] hosts always get in: locked, restricted, and after a reload", async () => {
  const { code, host } = await trusted();
  const change = { type: "room.update", access: "restricted", locked: true };
  assert.equal(await host.socket.request(change), "ok");
  assert.equal((await app.enter(code, ann)).id, host.id);
  const locked = app.connect(code, { user: bob });
  assert.equal((await locked.closed).code, 4423);
});

test("[LOBBYWS6] a full lobby refuses, and leaving it makes room", async () => {
  const { code } = await trusted();
  const waiters = [];
  for (const name of ["a", "b", "c"]) {
    const socket = app.connect(code, { user: await app.guest(name) });
    await socket.next("waiting");
    waiters.push(socket);
  }
  const late = await app.guest("late");
  assert.equal((await app.connect(code, { user: late }).closed).reason, "lobby_full");
  assert.equal(await waiters[0]?.request({ type: "leave" }), "ok");
  await app.connect(code, { user: late }).next("waiting");
});

test("[LOBBYWS7] a plain client waits in silence, and is heard once it is let in", async () => {
  const { code, host } = await trusted();
  const plain = app.connect(code, { user: await app.guest("Old"), plain: true });
  await plain.opened;
  await host.socket.next("lobby.updated");
  assert.equal(await host.socket.request({ type: "lobby.admit", all: true }), "ok");
  await host.socket.next("presence");
  assert.deepEqual(plain.frames, []);
  plain.send({ hello: "there" });
  assert.deepEqual((await host.socket.next("relay")).data, { hello: "there" });
});
