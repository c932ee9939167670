import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatMessage, MessageList } from "@parley/protocol";
import { ChatHistory } from "../src/chat-history.ts";
import { chatMessage } from "./support/messages.ts";

/** The history of a server that has these pages, newest first, and what was asked of it. */
function setUp(pages: readonly (readonly string[])[], options = { nothingKnown: false }) {
  const asked: (string | null)[] = [];
  const page = (cursor: string | null): Promise<MessageList> => {
    asked.push(cursor);
    const index = Number(cursor ?? 0);
    const messages = (pages[index] ?? []).map((id) => chatMessage(id));
    return Promise.resolve({ messages, next: index + 1 < pages.length ? `${index + 1}` : null });
  };
  return { asked, history: new ChatHistory({ page, ...options }) };
}

const knows =
  (...ids: readonly string[]) =>
  ({ id }: ChatMessage) =>
    ids.includes(id);
const ids = (messages: readonly ChatMessage[]) => messages.map(({ id }) => id);

test("pages that are known are passed over; then each call gives one, until the end", async () => {
  const { history, asked } = setUp([
    ["m7", "m8"],
    ["m5", "m6"],
    ["m3", "m4"],
    ["m1", "m2"],
  ]);
  const isKnown = knows("m6", "m7", "m8");
  assert.deepEqual(ids(await history.older(isKnown)), ["m5"]);
  assert.deepEqual(asked, [null, "1"]);
  assert.deepEqual(ids(await history.older(isKnown)), ["m3", "m4"]);
  assert(history.hasMore);
  assert.deepEqual(ids(await history.older(isKnown)), ["m1", "m2"]);
  assert(!history.hasMore);
  assert.deepEqual(await history.older(isKnown), []);
  assert.equal(asked.length, 4);
});

test("what is newer than all that is known is not mistaken for older", async () => {
  const { history } = setUp([
    ["m8", "m9"],
    ["m4", "m5", "m6", "m7"],
  ]);
  assert.deepEqual(ids(await history.older(knows("m5", "m6"))), ["m4"]);
});

test("when nothing is known everything is older", async () => {
  const { history } = setUp([["m1", "m2"]], { nothingKnown: true });
  assert.deepEqual(ids(await history.older(knows())), ["m1", "m2"]);
});

test("a page that was not to be had is asked for again", async () => {
  let failures = 1;
  const page = (): Promise<MessageList> =>
    failures-- > 0
      ? Promise.reject(new Error("no network"))
      : Promise.resolve({ messages: [chatMessage("m1"), chatMessage("m2")], next: null });
  const history = new ChatHistory({ page, nothingKnown: false });
  await assert.rejects(history.older(knows("m2")), /no network/);
  assert(history.hasMore);
  assert.deepEqual(ids(await history.older(knows("m2"))), ["m1"]);
});
