import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { systemClock } from "../../src/runtime/clock.ts";
import { type Postgres, startPostgres } from "../support/postgres.ts";
import { TestApp } from "../support/test-app.ts";

let postgres: Postgres;
let app: TestApp;

before(async () => {
  postgres = await startPostgres();
  const env = { DATABASE_URL: await postgres.createDatabase() };
  app = await TestApp.start({ env, clock: systemClock });
});

after(async () => {
  await app?.close();
  await postgres?.close();
});

test("[AWAY1] while Postgres is away the meeting goes on, and chat is stored, told and answered once it is back", async () => {
  const owner = await app.user("owner");
  const other = await app.user("other");
  const { code } = await app.createRoom(owner);
  const ann = await app.enter(code, owner);
  const bob = await app.enter(code, other);
  await ann.socket.next("presence");
  await postgres.stop();

  const texts = ["one", "two", "three"];
  let answered = 0;
  const sent = texts.map(async (text) => {
    const outcome = await ann.socket.request({ type: "chat.send", clientId: text, text });
    answered += 1;
    return outcome;
  });
  assert.equal(await bob.socket.request({ type: "hand.raise" }), "ok");
  const { updated } = await ann.socket.next("presence");
  assert.equal(updated[0]?.id, bob.id);
  bob.socket.send({ type: "reaction.send", emoji: "👍" });
  await ann.socket.next("reaction");
  await Promise.all([ann.socket.settle(), bob.socket.settle()]);
  assert.equal(answered, 0);
  assert.deepEqual(chats(bob.socket.frames), []);

  await postgres.start();
  assert.deepEqual(await Promise.all(sent), ["ok", "ok", "ok"]);
  for (const { socket } of [ann, bob]) {
    for (const text of texts) assert.equal((await socket.next("chat.message")).message.text, text);
    await socket.settle();
    assert.deepEqual(chats(socket.frames), []);
  }
  const page = await app.fetch(`/room/${code}/messages/`, { user: other });
  const stored = [...(await page.text()).matchAll(/"text":"(\w+)"/g)].map(([, text]) => text);
  assert.deepEqual(stored, texts);
});

test("[AWAY2] what Postgres had committed when it crashed, but not said, is not stored twice", async () => {
  const owner = await app.user("careful");
  const { code } = await app.createRoom(owner);
  const { socket } = await app.enter(code, owner);
  const texts = Array.from({ length: 60 }, (_, i) => `text ${i}`);
  const sent = texts.map((text) => socket.ask({ type: "chat.send", clientId: text, text }));
  await Promise.race(sent);
  await postgres.stop("crash");
  await postgres.start();
  const answers = await Promise.all(sent);
  assert.deepEqual(new Set(answers.map(({ type }) => type)), new Set(["ok"]));
  for (const text of texts) assert.equal((await socket.next("chat.message")).message.text, text);
  const page = await app.fetch(`/room/${code}/messages/?limit=100`, { user: owner });
  const stored = [...(await page.text()).matchAll(/"text":"(text \d+)"/g)].map(([, text]) => text);
  assert.deepEqual(stored, texts);
});

function chats(frames: readonly string[]): string[] {
  return frames.filter((frame) => frame.includes(`"type":"chat.message"`));
}
