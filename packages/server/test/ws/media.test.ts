import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { MediaCommand } from "../../src/runtime/ports.ts";
import { FakeMediaServer } from "../support/fake-media-server.ts";
import { TestApp, type TestUser } from "../support/test-app.ts";
import type { TestSocket } from "../support/test-socket.ts";

let app: TestApp;
let ann: TestUser;
let bob: TestUser;
const media = new FakeMediaServer();

before(async () => {
  app = await TestApp.start({ media });
  [ann, bob] = await Promise.all([app.user("ann"), app.user("bob")]);
});
after(() => app.close());

const description = { type: "offer", sdp: "v=0\r\n" } as const;
const counted = { generation: 1, negotiation: 1 } as const;
const upOffer = { type: "offer", to: "sfu", transport: "up", description, ...counted } as const;
const mic = { type: "track.publish", mid: "0", source: "mic" } as const;
const replace = { type: "transport.replace", transport: "down", generation: 1 } as const;
const micOn = { type: "participant.update", media: { mic: true } } as const;

/** Ann, who is the host, and Bob, each with the first offer taken. */
async function together() {
  const { code } = await app.createRoom(ann, { access: "open" });
  const a = await app.enter(code, ann);
  const b = await app.enter(code, bob);
  await a.socket.next("presence");
  for (const { socket } of [a, b]) await socket.next("offer");
  return { code, a, b, sfu: media.room };
}

async function publish(socket: TestSocket): Promise<string> {
  const answer = await socket.ask(mic);
  assert.ok(answer.type === "ok" && answer.trackId !== undefined, "the answer names the track");
  return answer.trackId;
}

function lastOf(commands: readonly MediaCommand[]): MediaCommand {
  return commands.at(-1) ?? assert.fail("something was asked of the SFU");
}

test("[MEDIA1] after the welcome the SFU offers by itself; what is said to it reaches it", async () => {
  const { code } = await app.createRoom(ann);
  const a = await app.enter(code, ann);
  assert.equal(a.welcome.room.settings.media, "sfu");
  assert.deepEqual(await a.socket.next("offer"), {
    ...{ type: "offer", from: "sfu", transport: "down", ...counted },
    ...{ description: { type: "offer", sdp: "v=0" }, tracks: [], n: 1, after: 1 },
  });
  const answer = { ...upOffer, type: "answer", transport: "down", negotiation: 7 };
  assert.equal(await a.socket.request(upOffer), "ok");
  assert.equal(
    await a.socket.request({ ...answer, description: { type: "answer", sdp: "v=0" } }),
    "ok",
  );
  assert.equal(await a.socket.request({ type: "candidate", to: "sfu", candidate: null }), "ok");
  assert.deepEqual(media.room.commands, [
    { type: "join", participantId: a.id, generation: 1 },
    { type: "offer", participantId: a.id, ...counted, sdp: description.sdp },
    { type: "answer", participantId: a.id, generation: 1, negotiation: 7, sdp: "v=0" },
  ]);
  media.room.tell({ type: "answer", participantId: a.id, ...counted, sdp: "v=1" });
  const { n: _, after: __, ...told } = await a.socket.next("answer");
  const said = { description: { type: "answer", sdp: "v=1" }, transport: "up", ...counted };
  assert.deepEqual(told, { type: "answer", from: "sfu", ...said });
});

test("[MEDIA1] a description for the SFU says which connection, generation and negotiation", async () => {
  const { b, sfu } = await together();
  const asked = sfu.commands.length;
  const { transport: _, ...nowhere } = upOffer;
  const { generation: __, ...ageless } = upOffer;
  const { negotiation: ___, ...uncounted } = upOffer;
  const answer = { ...upOffer, type: "answer", description: { type: "answer", sdp: "v=0" } };
  for (const wrong of [nowhere, ageless, uncounted, { ...upOffer, transport: "down" }, answer]) {
    assert.equal(await b.socket.request(wrong), "validation_failed", JSON.stringify(wrong));
  }
  assert.equal(sfu.commands.length, asked);
});

test("[MEDIA2] who publishes is answered with the track; the others hear of it, and later ones", async () => {
  const { code, a, b } = await together();
  const id = await publish(b.socket);
  const track = { id, participantId: b.id, source: "mic", muted: true } as const;
  const { seq, ...published } = await a.socket.next("track.published");
  assert.deepEqual(published, { type: "track.published", track });
  const cat = await app.user("cat");
  assert.deepEqual((await app.enter(code, cat)).welcome.tracks, [track]);
  assert.equal(await b.socket.request({ type: "track.unpublish", trackId: id }), "ok");
  assert.equal((await a.socket.next("track.unpublished")).trackId, id);
  assert.equal(seq, b.welcome.seq + 1);
});

test("[MEDIA5] the mute of a host stops the track at the SFU, and a removal everything", async () => {
  const { a, b, sfu } = await together();
  const trackId = await publish(b.socket);
  const mute = { type: "mute", participantId: b.id, trackId } as const;
  assert.equal(await b.socket.request(micOn), "ok");
  assert.deepEqual(lastOf(sfu.commands), { ...mute, muted: false });
  const off = { type: "participant.mute", participantId: b.id, source: "mic" };
  assert.equal(await a.socket.request(off), "ok");
  assert.deepEqual(lastOf(sfu.commands), { ...mute, muted: true });
  const remove = { type: "participant.remove", participantId: b.id };
  assert.equal(await a.socket.request(remove), "ok");
  assert.deepEqual(lastOf(sfu.commands), { type: "leave", participantId: b.id });
});

test("[MEDIA7] who is heard is told to everyone who is there, at once", async () => {
  const { a, b, sfu } = await together();
  assert.equal(await b.socket.request(micOn), "ok");
  sfu.tell({ type: "speakers", ids: [b.id, "ghost"] });
  for (const { socket } of [a, b]) {
    assert.deepEqual(await socket.next("speakers"), { type: "speakers", ids: [b.id] });
  }
});

test("[MEDIA9] a session that goes on keeps its connections, and gets what was said meanwhile", async () => {
  const { code, a, b, sfu } = await together();
  const trackId = await publish(b.socket);
  const { stream, resumeToken } = b.welcome;
  b.socket.terminate();
  await a.socket.next("presence");
  const asked = sfu.commands.length;
  const slots = [{ mid: "0", trackId: null }];
  sfu.tell({ type: "slots", participantId: b.id, generation: 1, slots });
  const back = app.resume(code, bob, resumeToken, { stream, seq: b.welcome.seq, n: 1 });
  assert.equal((await back.next("welcome")).resumed, true);
  assert.equal((await back.next("track.published")).track.id, trackId);
  const { n, ...told } = await back.next("track.slots");
  assert.deepEqual([n, told.generation, told.slots], [2, 1, slots]);
  assert.equal((await back.next("ok")).trackId, trackId, "the answer is repeated");
  assert.equal(await publish(back), trackId, "also when it is sent again");
  assert.equal(sfu.commands.length, asked, "and the SFU is asked once");
});

test("[MEDIA9] a session that begins anew gets connections of the next generation", async () => {
  const { code, b, sfu } = await together();
  assert.equal(await b.socket.request(replace), "ok");
  assert.equal((await b.socket.next("offer")).generation, 2);
  const again = await app.enter(code, bob);
  assert.equal((await again.socket.next("offer")).generation, 3);
  assert.deepEqual(
    sfu.commands.filter(({ participantId }) => participantId === b.id),
    [
      { type: "join", participantId: b.id, generation: 1 },
      { type: "replace", participantId: b.id, generation: 2 },
      { type: "join", participantId: b.id, generation: 3 },
    ],
  );
});

test("[MEDIA11] when the SFU has restarted, those who are away learn it on their return", async () => {
  const { code, a, b, sfu } = await together();
  const { stream, seq, resumeToken } = b.welcome;
  assert.equal(await b.socket.request(upOffer), "ok");
  b.socket.terminate();
  await a.socket.next("presence");
  sfu.tell({ type: "lost" });
  sfu.tell({ type: "ready" });
  const back = app.resume(code, bob, resumeToken, { stream, seq, n: 1 });
  const heard = [];
  for (const socket of [a.socket, back]) {
    const closed = socket === back ? [await socket.next("transport.closed")] : [];
    closed.push(await socket.next("transport.closed"));
    heard.push(closed.map(({ transport, generation, reason }) => [transport, generation, reason]));
    assert.equal((await socket.next("offer")).generation, 2);
  }
  const down = ["down", 1, "restarted"];
  assert.deepEqual(heard, [[down], [["up", 1, "restarted"], down]]);
});

test("[MEDIA13] a room is closed in the SFU when the last one has left", async () => {
  const opened = media.rooms.length;
  const { a, b, sfu } = await together();
  assert.equal(media.rooms.length, opened + 1);
  assert.equal(await a.socket.request({ type: "leave" }), "ok");
  assert.equal(await b.socket.request({ type: "leave" }), "ok");
  await sfu.closed;
});

test("[MEDIA14] a plain signalling client neither is in the SFU nor speaks to it", async () => {
  const { code } = await app.createRoom(ann);
  const a = await app.enter(code, ann);
  const { commands } = media.room;
  const plain = app.connect(code, { user: bob, plain: true });
  await a.socket.next("presence");
  plain.send({ ...upOffer });
  assert.equal((await plain.next("error")).code, "unknown_participant");
  assert.deepEqual(
    commands.map(({ type, participantId }) => [type, participantId]),
    [["join", a.id]],
  );
  media.room.tell({ type: "speakers", ids: [] });
  await a.socket.next("speakers");
  plain.send({ to: "nobody" });
  assert.equal((await plain.next("error")).code, "unknown_participant");
  assert.deepEqual(plain.frames, []);
});

test("[MEDIA16] whose place a plain client takes over has no tracks any more", async () => {
  const { code, a, b } = await together();
  const id = await publish(b.socket);
  await a.socket.next("track.published");
  app.connect(code, { user: bob, plain: true });
  assert.equal((await a.socket.next("track.unpublished")).trackId, id);
});

test("[MEDIA15] where there is no SFU any more a room made for one is a mesh, and says so", async (t) => {
  const one = await TestApp.start({ media: new FakeMediaServer() });
  t.after(() => one.close());
  const eve = await one.user("eve");
  const { code } = await one.createRoom(eve, { access: "open" });
  await one.stop();
  const env = { DATA_DIR: one.dataDir };
  const two = await TestApp.start({ env, limits: { participantsPerMesh: 1 } });
  t.after(() => two.close());
  const { socket, welcome } = await two.enter(code, eve);
  assert.equal(welcome.room.settings.media, "mesh");
  for (const message of [
    upOffer,
    mic,
    replace,
    { type: "candidate", to: "sfu", candidate: null },
  ]) {
    assert.equal(await socket.request(message), "unsupported_setting", message.type);
  }
  const second = two.connect(code, { user: await two.user("fay") });
  assert.equal((await second.next("error")).code, "room_full");
});
