import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatMessage } from "@parley/protocol";
import fc from "fast-check";
import {
  type Chat,
  EMPTY_CHAT,
  chatItems,
  withAnswer,
  withDraft,
  withFailure,
  withNewer,
  withNewest,
  withOlder,
  withoutFailed,
} from "../src/chat-view.ts";
import { chatMessage } from "./support/messages.ts";

const SELF = { participantId: "p1", name: "Ada" };
const own = (id: string) => chatMessage(id, { from: SELF });
const draft = (key: string) => ({ key, from: SELF, to: null, text: `text of ${key}`, sentAt: 9 });
const keys = (chat: Chat) => chatItems(chat).map(({ key }) => key);
const states = (chat: Chat) => chatItems(chat).map(({ key, status }) => `${key} ${status}`);

test("a message is an item with the id as its key", () => {
  const message = chatMessage("m1", { to: "p1" });
  const expected = { ...message, key: "m1", status: "sent", error: null };
  assert.deepEqual(chatItems(withNewer(EMPTY_CHAT, [message])), [expected]);
});

test("one's own message is there at once, and after all others while it is sent", () => {
  const chat = withNewer(withDraft(EMPTY_CHAT, draft("c1")), [chatMessage("m1")]);
  assert.deepEqual(states(chat), ["m1 sent", "c1 sending"]);
  assert.equal(chatItems(chat)[1]?.id, null);
});

test("answer and message make one item, in either order", () => {
  const sending = withDraft(EMPTY_CHAT, draft("c1"));
  const message = own("m1");
  const item = { ...message, key: "c1", status: "sent", error: null };
  const answeredFirst = withAnswer(sending, "c1", "m1");
  assert.deepEqual(states(answeredFirst), ["c1 sent"]);
  assert.deepEqual(chatItems(withNewer(answeredFirst, [message])), [item]);
  const messageFirst = withNewer(sending, [message]);
  assert.deepEqual(states(messageFirst), ["c1 sending"]);
  assert.deepEqual(chatItems(withAnswer(messageFirst, "c1", "m1")), [item]);
});

test("a message keeps its place among others, whenever its answer comes", () => {
  let chat = withDraft(EMPTY_CHAT, draft("c1"));
  chat = withNewer(chat, [own("m1")]);
  chat = withNewer(chat, [chatMessage("m2")]);
  assert.deepEqual(states(chat), ["m2 sent", "c1 sending"]);
  assert.deepEqual(states(withAnswer(chat, "c1", "m1")), ["c1 sent", "m2 sent"]);
});

test("an answer tells the place, until the message does", () => {
  let chat = withAnswer(withDraft(EMPTY_CHAT, draft("c1")), "c1", "m2");
  chat = withNewer(chat, [chatMessage("m1")]);
  assert.deepEqual(keys(chat), ["c1", "m1"]);
  chat = withNewer(chat, [own("m2")]);
  assert.deepEqual(keys(chat), ["m1", "c1"]);
  assert.equal(chatItems(chat)[1]?.sentAt, own("m2").sentAt);
});

test("what is answered stays in sight while another is being sent", () => {
  const both = withDraft(withDraft(EMPTY_CHAT, draft("c1")), draft("c2"));
  const chat = withNewer(withAnswer(both, "c1", "m1"), [own("m1")]);
  assert.deepEqual(states(chat), ["c1 sent", "c2 sending"]);
});

test("an answer without an id is the end of sending; the message comes like any other", () => {
  let chat = withAnswer(withDraft(EMPTY_CHAT, draft("c1")), "c1", null);
  assert.deepEqual(keys(chat), []);
  chat = withNewer(chat, [own("m1")]);
  assert.deepEqual(states(chat), ["m1 sent"]);
});

test("one's own whose message was cut off by a snapshot moves back with the history", () => {
  let chat = withNewest(withDraft(EMPTY_CHAT, draft("c1")), [chatMessage("m60")]);
  chat = withNewer(withAnswer(chat, "c1", "m3"), [chatMessage("m61")]);
  assert.deepEqual(keys(chat), ["m60", "c1", "m61"]);
  chat = withOlder(chat, [chatMessage("m2"), own("m3"), chatMessage("m4")]);
  assert.deepEqual(keys(chat), ["m2", "c1", "m4", "m60", "m61"]);
});

test("what one sent from elsewhere shows when nothing can turn out to be it", () => {
  let chat = withNewer(withDraft(EMPTY_CHAT, draft("c1")), [own("other")]);
  assert.deepEqual(keys(chat), ["c1"]);
  chat = withNewer(chat, [own("m1")]);
  chat = withAnswer(chat, "c1", "m1");
  assert.deepEqual(keys(chat), ["other", "c1"]);
});

test("a message that failed says why, and its retry replaces it", () => {
  const failed = withFailure(withDraft(EMPTY_CHAT, draft("c1")), "c1", "rate_limited");
  const [item] = chatItems(failed);
  assert.deepEqual([item?.status, item?.error], ["failed", "rate_limited"]);
  assert.deepEqual(keys(withoutFailed(failed, "c1")), []);
  const again = withDraft(withoutFailed(failed, "c1"), draft("c1"));
  assert.deepEqual(states(again), ["c1 sending"]);
  assert.equal(withoutFailed(again, "c1").drafts.length, 1);
});

test("one that failed but had arrived is one again after its retry", () => {
  let chat = withFailure(withDraft(EMPTY_CHAT, draft("c1")), "c1", "connection_lost");
  chat = withNewest(chat, [own("m1"), chatMessage("m2")]);
  assert.deepEqual(states(chat), ["m1 sent", "m2 sent", "c1 failed"]);
  chat = withDraft(withoutFailed(chat, "c1"), draft("c1"));
  chat = withAnswer(chat, "c1", "m1");
  assert.deepEqual(states(chat), ["c1 sent", "m2 sent"]);
});

test("a snapshot adds what was missed, and keeps the items that were there", () => {
  const known = withNewer(
    EMPTY_CHAT,
    ["m1", "m2", "m3"].map((id) => chatMessage(id)),
  );
  const snapshot = ["m2", "m3", "m4"].map((id) => chatMessage(id));
  const chat = withNewest(known, snapshot);
  assert.deepEqual(keys(chat), ["m1", "m2", "m3", "m4"]);
  assert.equal(chatItems(chat)[1], chatItems(known)[1]);
});

test("a snapshot without anything known starts the chat anew: there may be a hole", () => {
  const known = withNewer(EMPTY_CHAT, [chatMessage("m1")]);
  assert.deepEqual(keys(withNewest(known, [chatMessage("m60"), chatMessage("m61")])), [
    "m60",
    "m61",
  ]);
  assert.deepEqual(keys(withNewest(known, [])), []);
});

test("a snapshot with the message that is being sent does not show it twice", () => {
  const sending = withDraft(EMPTY_CHAT, draft("c1"));
  const chat = withNewest(sending, [chatMessage("m1"), own("m2")]);
  assert.deepEqual(states(chat), ["m1 sent", "c1 sending"]);
  assert.deepEqual(states(withAnswer(chat, "c1", "m2")), ["m1 sent", "c1 sent"]);
});

test("older messages come first, and each once", () => {
  const known = withNewer(EMPTY_CHAT, [chatMessage("m3")]);
  const older = ["m1", "m2", "m3"].map((id) => chatMessage(id));
  assert.deepEqual(keys(withOlder(known, older)), ["m1", "m2", "m3"]);
});

/** What reaches one client of a room in which it and another write. */
const step = fc.constantFrom("write", "other", "frame", "answer", "restart");

/** The server's chat, and what of it is still on its way to the client. */
class Model {
  readonly stored: { readonly message: ChatMessage; readonly clientId: string | null }[] = [];
  #frames: ChatMessage[] = [];
  #answers: { readonly clientId: string; readonly id: string }[] = [];
  #sent = 0;
  chat = EMPTY_CHAT;

  apply(what: string): void {
    if (what === "write") this.#write(`c${++this.#sent}`);
    if (what === "other") this.#store(chatMessage(`m${this.stored.length}`), null);
    if (what === "frame") this.#frame();
    if (what === "answer") this.#answer();
    if (what === "restart") this.#restart();
  }

  /** Everything arrives that is on its way. */
  settle(): void {
    while (this.#frames.length > 0) this.#frame();
    while (this.#answers.length > 0) this.#answer();
  }

  /** One's own have the key that they were sent with. */
  keys(): string[] {
    return this.stored.map(({ message, clientId }) => clientId ?? message.id);
  }

  #write(clientId: string): void {
    this.chat = withDraft(this.chat, draft(clientId));
    const message = own(`m${this.stored.length}`);
    this.#answers.push({ clientId, id: message.id });
    this.#store(message, clientId);
  }

  #store(message: ChatMessage, clientId: string | null): void {
    this.stored.push({ message, clientId });
    this.#frames.push(message);
  }

  #frame(): void {
    this.chat = withNewer(this.chat, this.#frames.splice(0, 1));
  }

  #answer(): void {
    const [answer] = this.#answers.splice(0, 1);
    if (answer !== undefined) this.chat = withAnswer(this.chat, answer.clientId, answer.id);
  }

  /** The frames are lost, and a snapshot comes; answers are given again. */
  #restart(): void {
    this.#frames = [];
    this.chat = withNewest(
      this.chat,
      this.stored.map(({ message }) => message),
    );
  }
}

test("[SDK6] whatever comes in whatever order, each message is there once, in the server's order", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const model = new Model();
      for (const what of steps) {
        model.apply(what);
        const shown = keys(model.chat);
        assert.equal(new Set(shown).size, shown.length);
      }
      model.settle();
      assert.deepEqual(
        chatItems(model.chat).map(({ id, status }) => [id, status]),
        model.stored.map(({ message }) => [message.id, "sent"]),
      );
      assert.deepEqual(keys(model.chat), model.keys());
    }),
    { numRuns: 2000 },
  );
});
