import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { randomUUID } from "node:crypto";
import { decodeJson } from "@parley/protocol";
import { TestApp, type TestUser } from "../support/test-app.ts";

let app: TestApp;
let ann: TestUser;
let bob: TestUser;

before(async () => {
  app = await TestApp.start({ limits: { resumeFrames: 12, joinsPerAddress: 100_000 } });
  [ann, bob] = [await app.user("ann"), await app.user("bob")];
});
after(() => app.close());

const say = (text: string, to?: string) => ({
  type: "chat.send",
  clientId: randomUUID(),
  text,
  ...(to === undefined ? {} : { to }),
});

/** Ann, who stays, and Bob, whose connection will break. */
async function together(where: TestApp = app, people: readonly [TestUser, TestUser] = [ann, bob]) {
  const { code } = await where.createRoom(people[0], { access: "open" });
  const a = await where.enter(code, people[0]);
  const b = await where.enter(code, people[1]);
  await a.socket.next("presence");
  const { resumeToken: token, stream, seq, n } = b.welcome;
  return { code, a, b, token, last: { stream, seq, n } };
}

/** Breaks a connection; resolves when the others have seen it. */
async function breakOff(
  a: { socket: { next(type: "presence"): Promise<object> } },
  b: { socket: { terminate(): void } },
) {
  b.socket.terminate();
  await a.socket.next("presence");
}

test("[RESUME1] who returns within the window gets what was missed, each once and in order", async () => {
  const { code, a, b, token, last } = await together();
  await breakOff(a, b);
  assert.equal(await a.socket.request(say("one")), "ok");
  assert.equal(await a.socket.request(say("psst", b.id)), "ok");
  assert.equal(await a.socket.request(say("two")), "ok");
  const back = app.resume(code, bob, token, last);
  const welcome = await back.next("welcome");
  assert.deepEqual(
    [welcome.resumed, welcome.self, welcome.seq, welcome.n, welcome.participants, welcome.chat],
    [true, b.id, last.seq, last.n, [], []],
  );
  const types = [];
  for (let frame = 0; frame < 5; frame += 1) types.push(await back.nextFrame());
  assert.match(types[0] ?? "", /"presence".*"reconnecting"/);
  assert.match(types[1] ?? "", /"one"/);
  assert.match(types[2] ?? "", /"psst".*"n":1,"after":/);
  assert.match(types[3] ?? "", /"two"/);
  assert.match(types[4] ?? "", /"presence".*"online"/);
  await back.settle();
  assert.deepEqual(back.frames, []);
});

test("[RESUME2] the others see a short absence, no leave and no join", async () => {
  const { code, a, b, token, last } = await together();
  await breakOff(a, b);
  await app.resume(code, bob, token, last).next("welcome");
  const presence = await a.socket.next("presence");
  assert.deepEqual(
    [presence.joined, presence.left, presence.updated.map(({ id, state }) => [id, state])],
    [[], [], [[b.id, "online"]]],
  );
});

test("[RESUME3] welcome.received says what was handled; the rest is sent again and nothing twice", async () => {
  const { code, a, b, token, last } = await together();
  const first = { ...say("first"), id: 1 };
  b.socket.send(first);
  const { messageId } = await b.socket.next("ok");
  await a.socket.next("chat.message");
  await breakOff(a, b);
  const back = app.resume(code, bob, token, last);
  const welcome = await back.next("welcome");
  assert.equal(welcome.received, 1);
  assert.equal((await back.next("ok")).messageId, messageId, "the answer is repeated");
  back.send(first);
  back.send({ ...say("second"), id: 2 });
  assert.equal((await back.next("ok")).messageId, messageId);
  assert.equal((await back.next("ok")).replyTo, 2);
  assert.equal((await a.socket.next("chat.message")).message.text, "second");
  await a.socket.settle();
  assert.ok(!a.socket.frames.some((frame) => frame.includes("chat.message")));
});

test("[RESUME4] beyond the window there is a snapshot, never a silent gap", async () => {
  const { code, a, b, token, last } = await together();
  await breakOff(a, b);
  for (let sent = 0; sent < 25; sent += 1) {
    app.clock.advance(40);
    assert.equal(await a.socket.request(say(`message ${sent}`)), "ok");
  }
  const welcome = await app.resume(code, bob, token, last).next("welcome");
  assert.deepEqual(
    [welcome.resumed, welcome.self, welcome.received, welcome.n],
    [false, b.id, 0, 0],
  );
  assert.equal(welcome.participants.length, 2);
  assert.equal(welcome.chat.at(-1)?.text, "message 24");
});

test("[RESUME5] after a restart the token holds, and the participant is the same", async (t) => {
  const one = await TestApp.start();
  t.after(() => one.close());
  const people = [await one.user("ann"), await one.user("bob")] as const;
  const { code, a, b, token, last } = await together(one, people);
  assert.equal(await a.socket.request(say("kept")), "ok");
  await one.stop();
  const two = await TestApp.start({ env: { DATA_DIR: one.dataDir } });
  t.after(() => two.close());
  const welcome = await two.resume(code, people[1], token, last).next("welcome");
  assert.notEqual(welcome.stream, last.stream);
  assert.deepEqual([welcome.resumed, welcome.self], [false, b.id]);
  assert.deepEqual(
    welcome.chat.map(({ text }) => text),
    ["kept"],
  );
});

test("[RESUME6] a token that does not verify, or is somebody else's, evicts nobody", async () => {
  const { code, a, b, token, last } = await together();
  const other = await together();
  const [payload = "", signature = ""] = token.split(".");
  const swapped = `${other.token.split(".")[0]}.${signature}`;
  const forged = ["", "x.y", payload, `${payload}.`, `${payload}.AAAA`, swapped];
  const foreign = [other.token, a.welcome.resumeToken];
  for (const wrong of [...forged, ...foreign]) {
    const socket = app.resume(code, bob, wrong, last);
    assert.equal((await socket.next("error")).code, "resume_refused", wrong);
    assert.equal((await socket.closed).code, 4401);
  }
  assert.equal(await b.socket.request({ type: "ping", t: 1 }), "pong", "Bob is where he was");
});

test("[RESUME7] a resume token is no credential", async () => {
  const { code, token, last } = await together();
  const nobody = { name: "", cookie: "", csrf: "" };
  const socket = app.resume(code, nobody, token, last);
  assert.equal((await socket.closed).code, 4401);
});

test("[RESUME8] a tab that lost its place to a newer one does not take it back by itself", async () => {
  const { code, a, b, token, last } = await together();
  await breakOff(a, b);
  const newer = await app.enter(code, bob);
  const older = app.resume(code, bob, token, last);
  assert.equal((await older.closed).code, 4000);
  assert.equal(await newer.socket.request({ type: "ping", t: 1 }), "pong");
});

test("[RESUME9] a client may return before the server knows that it was gone", async () => {
  const { code, a, b, token, last } = await together();
  b.socket.socket.pause();
  assert.equal(await a.socket.request(say("into the void")), "ok");
  const back = app.resume(code, bob, token, last);
  assert.equal((await back.next("welcome")).resumed, true);
  assert.equal((await back.next("chat.message")).message.text, "into the void");
  b.socket.socket.resume();
  assert.equal((await b.socket.closed).code, 4000);
});

test("[RESUME10] what another sends to one who is away waits for its return", async () => {
  const { code, a, b, token, last } = await together();
  await breakOff(a, b);
  const offer = { type: "offer", description: { type: "offer", sdp: "v=0" } };
  assert.equal(await a.socket.request({ ...offer, to: b.id }), "ok");
  const back = app.resume(code, bob, token, last);
  const { from, n } = await back.next("offer");
  assert.deepEqual([from, n], [a.id, 1]);
});

test("[RESUME11] signing out ends the way back", async () => {
  const bobAgain = await app.signIn("bob");
  const { code, a, b, token, last } = await together(app, [ann, bobAgain]);
  await breakOff(a, b);
  const response = await app.fetch("/logout/", { method: "POST", user: bobAgain });
  assert.equal(response.status, 204);
  const socket = app.resume(code, bobAgain, token, last);
  assert.equal((await socket.closed).code, 4401);
});

test("[RESUME12] through many outages nothing is missed or doubled, or there is a snapshot", async () => {
  const { code, a, b, token, last } = await together();
  const log: string[] = [];
  const said: string[] = [];
  let [socket, at, resume] = [b.socket, { ...last }, token];
  const outcomes = { resumed: 0, snapshots: 0 };
  /** Takes what has arrived, as a client does that checks its counters. */
  const drain = async () => {
    await socket.settle();
    for (const text of socket.frames.splice(0)) {
      const { type, seq, n, message } = frameIn(text);
      if (seq !== undefined) assert.equal(seq, ++at.seq, `${type}: no gap`);
      if (n !== undefined) assert.equal(n, ++at.n, `${type}: no gap`);
      if (message !== undefined) log.push(message.text);
    }
  };
  for (let round = 0; round < 40; round += 1) {
    app.clock.advance(1000);
    await drain();
    await breakOff(a, { socket });
    // Each outage misses up to 30 messages; the window holds 12 frames.
    for (let sent = 0; sent < (round * 7) % 30; sent += 1) {
      app.clock.advance(40);
      const text = `${round}.${sent}`;
      said.push(text);
      const to = sent % 3 === 0 ? b.id : undefined;
      assert.equal(await a.socket.request(say(text, to)), "ok");
    }
    socket = app.resume(code, bob, resume, at);
    const welcome = await socket.next("welcome");
    resume = welcome.resumeToken;
    at = { stream: welcome.stream, seq: welcome.seq, n: welcome.n };
    if (welcome.resumed) {
      outcomes.resumed += 1;
    } else {
      outcomes.snapshots += 1;
      const known = new Set(log);
      log.push(...welcome.chat.map(({ text }) => text).filter((text) => !known.has(text)));
    }
    a.socket.frames.length = 0;
  }
  await drain();
  assert.deepEqual(log, said);
  assert.ok(outcomes.resumed > 5 && outcomes.snapshots > 5, JSON.stringify(outcomes));
});

type Frame = { type: string; seq?: number; n?: number; message?: { text: string } };

function frameIn(text: string): Frame {
  const frame = decodeJson<Frame>(text, () => true);
  assert.ok(frame !== null);
  return frame;
}
