import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatMessage, MessageList, ServerMessage } from "@parley/protocol";
import type { RoomClient } from "../src/room-client.ts";
import { chatMessage, resumed, welcome } from "./support/messages.ts";
import { broken, inState, live, setUp, viewWhere } from "./support/room.ts";
import type { TestConnection } from "./support/test-server.ts";

const own = (id: string, change: Partial<ChatMessage> = {}) =>
  chatMessage(id, { from: { participantId: "p1", name: "Ada" }, ...change });
const frame = (message: ChatMessage, seq: number): ServerMessage => ({
  type: "chat.message",
  message,
  seq,
});
const states = ({ view }: RoomClient) => view.chat.map(({ id, status }) => `${id} ${status}`);
const texts = (room: RoomClient, ...expected: readonly string[]) =>
  viewWhere(room, ({ chat }) => chat.map(({ text }) => text).join() === expected.join());

/** The next chat message that the server gets. */
async function sent(connection: TestConnection) {
  const { id, clientId, ...message } = await connection.next();
  assert(typeof id === "number" && typeof clientId === "string");
  return { id, clientId, message };
}

test("a message is there at once, and stored when it is answered", async (t) => {
  const setup = await setUp(t);
  const { room, clock } = setup;
  const connection = await live(setup);
  const done = room.sendChat("Hello", "p2");
  const sentAt = clock.now();
  const [item] = room.view.chat;
  const { id, clientId, message } = await sent(connection);
  assert.deepEqual(message, { type: "chat.send", text: "Hello", to: "p2" });
  assert.deepEqual(item, {
    key: clientId,
    id: null,
    from: { participantId: "p1", name: "Ada" },
    to: "p2",
    text: "Hello",
    sentAt,
    status: "sending",
    error: null,
  });
  connection.send({ type: "ok", replyTo: id, messageId: "m1" });
  await done;
  assert.deepEqual(room.view.chat, [{ ...item, id: "m1", status: "sent" }]);
});

test("one's own comes back once, before or after its answer", async (t) => {
  const setup = await setUp(t);
  const { room } = setup;
  const connection = await live(setup);
  const first = room.sendChat("one");
  const second = room.sendChat("two");
  const [one, two] = [await sent(connection), await sent(connection)];
  connection.send(
    frame(own("m1", { text: "one" }), 8),
    { type: "ok", replyTo: one.id, messageId: "m1" },
    { type: "ok", replyTo: two.id, messageId: "m2" },
    frame(own("m2", { text: "two" }), 9),
    frame(chatMessage("m3", { text: "three" }), 10),
  );
  await Promise.all([first, second]);
  await texts(room, "one", "two", "three");
  assert.deepEqual(states(room), ["m1 sent", "m2 sent", "m3 sent"]);
  assert.deepEqual(
    room.view.chat.map(({ key }) => key),
    [one.clientId, two.clientId, "m3"],
  );
});

test("what is sent around a break arrives once, resumed or not", async (t) => {
  for (const how of [resumed({ received: 1 }), welcome({ chat: [own("m1", { text: "one" })] })]) {
    const setup = await setUp(t);
    const { room } = setup;
    const first = await live(setup);
    const handled = room.sendChat("one");
    const one = await sent(first);
    const second = await broken(setup, first);
    const queued = room.sendChat("two");
    assert.deepEqual(states(room), ["null sending", "null sending"]);
    second.send(how);
    if (how.resumed) second.send(frame(own("m1", { text: "one" }), 8));
    else assert.deepEqual(await sent(second), one);
    second.send({ type: "ok", replyTo: 1, messageId: "m1" });
    await handled;
    assert.equal((await sent(second)).id, 2);
    second.send({ type: "ok", replyTo: 2, messageId: "m2" });
    await queued;
    assert.deepEqual(states(room), ["m1 sent", "m2 sent"]);
  }
});

test("a message that failed can be sent again with the same clientId, or given up", async (t) => {
  const setup = await setUp(t);
  const { room } = setup;
  const connection = await live(setup);
  const refused = room.sendChat("Hello");
  const first = await sent(connection);
  connection.send({ type: "error", replyTo: 1, code: "rate_limited", message: "Slower." });
  await assert.rejects(refused, { name: "SignalingError", code: "rate_limited" });
  assert.equal(room.view.chat[0]?.error, "rate_limited");
  const again = room.retryChat(first.clientId);
  assert.deepEqual(states(room), ["null sending"]);
  const second = await sent(connection);
  assert.deepEqual(second, { ...first, id: 2 });
  await room.retryChat(first.clientId);
  room.discardChat(first.clientId);
  assert.deepEqual(states(room), ["null sending"]);
  connection.send({ type: "error", replyTo: 2, code: "chat_full", message: "Full." });
  await assert.rejects(again, { code: "chat_full" });
  room.discardChat(first.clientId);
  assert.deepEqual(room.view.chat, []);
});

test("what could not be sent outlives the stay", async (t) => {
  const setup = await setUp(t);
  const { room } = setup;
  const first = await live(setup, { chat: [chatMessage("m1")] });
  const lost = room.sendChat("Hello");
  const { clientId } = await sent(first);
  first.send({ type: "goodbye", action: "rejoin", reason: "meeting_ended" });
  await assert.rejects(lost, { code: "connection_lost" });
  assert.deepEqual(states(room), ["m1 sent", "null failed"]);
  const second = await live(setup, { chat: [chatMessage("m9")] });
  assert.deepEqual(states(room), ["m9 sent", "null failed"]);
  const again = room.retryChat(clientId);
  const retried = await sent(second);
  assert.equal(retried.clientId, clientId);
  second.send({ type: "ok", replyTo: retried.id, messageId: "m10" });
  await again;
});

test("new messages of others are announced: not one's own, not what was there, none twice", async (t) => {
  const setup = await setUp(t);
  const { room } = setup;
  const heard: (string | null)[] = [];
  room.onChat(({ id }) => heard.push(id));
  const first = await live(setup, { chat: [chatMessage("m1")] });
  first.send(frame(chatMessage("m2"), 8), frame(own("m3"), 9));
  await viewWhere(room, ({ chat }) => chat.length === 3);
  const second = await broken(setup, first);
  const chat = ["m1", "m2", "m4"].map((id) => chatMessage(id));
  second.send(welcome({ chat }));
  await inState(room, "live");
  assert.deepEqual(heard, ["m2", "m4"]);
});

/** Serves these pages of the chat, newest first. */
function serving(...pages: readonly (readonly ChatMessage[])[]) {
  return (path: string): { status: number; body: MessageList } => {
    const cursor = new URL(path, "http://x").searchParams.get("cursor");
    const index = Number(cursor ?? 0);
    const next = index + 1 < pages.length ? `${index + 1}` : null;
    return { status: 200, body: { messages: [...(pages[index] ?? [])], next } };
  };
}

test("earlier messages are added page by page, each once, until there are no more", async (t) => {
  const setup = await setUp(t);
  const { room, server } = setup;
  await live(setup, { chat: [chatMessage("m4"), chatMessage("m5")] });
  const page = serving(
    ["m4", "m5"].map((id) => chatMessage(id)),
    ["m2", "m3"].map((id) => chatMessage(id)),
    [chatMessage("m1")],
  );
  const paths: string[] = [];
  server.onRequest = ({ path }) => {
    paths.push(path);
    return page(path);
  };
  const [first, same] = [room.loadEarlierChat(), room.loadEarlierChat()];
  assert.deepEqual(await Promise.all([first, same]), [true, true]);
  assert.deepEqual(states(room), ["m2 sent", "m3 sent", "m4 sent", "m5 sent"]);
  assert.equal(await room.loadEarlierChat(), false);
  assert.deepEqual(states(room)[0], "m1 sent");
  assert.equal(await room.loadEarlierChat(), false);
  const base = "/room/abc-defg-hij/messages/";
  assert.deepEqual(paths, [base, `${base}?cursor=1`, `${base}?cursor=2`]);
});

test("pages that come after a snapshot with a hole before it are not mixed into it", async (t) => {
  const setup = await setUp(t);
  const { room, server } = setup;
  const first = await live(setup, { chat: [chatMessage("m2")] });
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  server.onRequest = async ({ path }) => {
    asked.resolve();
    await answer.promise;
    return serving([chatMessage("m1"), chatMessage("m2")])(path);
  };
  const loading = room.loadEarlierChat();
  await asked.promise;
  server.onRequest = setup.joined;
  const second = await broken(setup, first);
  second.send(welcome({ chat: [chatMessage("m99")] }));
  await inState(room, "live");
  answer.resolve();
  assert.equal(await loading, true);
  assert.deepEqual(states(room), ["m99 sent"]);
});
