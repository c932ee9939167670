import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS } from "@parley/protocol";
import type { ChatItem } from "@parley/sdk";
import {
  beginReading,
  chatEntries,
  directText,
  lengthNote,
  mayHaveEarlier,
  readOn,
  recipientOf,
  sendable,
  unreadOf,
} from "../src/meeting/chat-model.ts";
import { dayText } from "../src/meeting/day-text.ts";
import { meetingPeople, participant } from "./meeting-fixtures.ts";

const NOON = new Date(2026, 0, 15, 12).getTime();
const MINUTE = 60_000;

function message(key: string, from: string, minute = 0, more: Partial<ChatItem> = {}): ChatItem {
  return {
    key,
    id: key,
    from: { participantId: from, name: from.toUpperCase() },
    to: null,
    text: `text ${key}`,
    sentAt: NOON + minute * MINUTE,
    status: "sent",
    error: null,
    ...more,
  };
}

/** "mia:a+b" for a group, else what the line is. */
const outline = (chat: readonly ChatItem[], unread: string | null = null) =>
  chatEntries(chat, "me", unread).map((entry) =>
    entry.kind === "group"
      ? `${entry.from.participantId}:${entry.items.map(({ key }) => key).join("+")}`
      : entry.kind,
  );

test("messages of one sender close together are one group", () => {
  const chat = [message("a", "mia"), message("b", "mia", 4), message("c", "mia", 10)];
  assert.deepEqual(outline(chat), ["day", "mia:a+b", "mia:c"]);
  assert.deepEqual(outline([message("a", "mia"), message("b", "tom"), message("c", "mia")]), [
    "day",
    "mia:a",
    "tom:b",
    "mia:c",
  ]);
});

test("a direct message never stands in a group with others", () => {
  const chat = [message("a", "mia"), message("b", "mia", 0, { to: "me" }), message("c", "mia")];
  assert.deepEqual(outline(chat), ["day", "mia:a", "mia:b", "mia:c"]);
});

test("each day, and what is new, begins with a line", () => {
  const chat = [message("a", "mia", -1440), message("b", "mia"), message("c", "mia", 1)];
  assert.deepEqual(outline(chat, "c"), ["day", "mia:a", "day", "mia:b", "unread", "mia:c"]);
});

test("keys of the entries are unique", () => {
  const chat = [message("a", "mia", -1440), message("b", "mia"), message("c", "tom", 1)];
  const keys = chatEntries(chat, "me", "b").map(({ key }) => key);
  assert.equal(new Set(keys).size, keys.length);
});

test("one's own messages are known as such", () => {
  const groups = chatEntries([message("a", "me"), message("b", "mia")], "me", null);
  assert.deepEqual(
    groups.flatMap((entry) => (entry.kind === "group" ? [entry.own] : [])),
    [true, false],
  );
});

test("what others write while the panel is closed is unread, until it is opened", () => {
  const old = [message("a", "mia")];
  const begun = beginReading(old);
  const chat = [...old, message("b", "tom"), message("c", "me"), message("d", "mia")];
  const unread = (reading = begun) => unreadOf(chat, "me", reading.mark).map(({ key }) => key);
  assert.deepEqual(unread(), ["b", "d"]);
  const closed = readOn(begun, chat, "me", false);
  assert.equal(closed, begun);
  const opened = readOn(begun, chat, "me", true);
  assert.equal(opened.divider, "b");
  assert.deepEqual(unread(opened), []);
  assert.equal(readOn(opened, chat, "me", true), opened);
  const left = readOn(opened, chat, "me", false);
  assert.equal(left.divider, null);
  assert.deepEqual(unread(left), []);
});

test("what comes while the panel is open is read, and the line stays where it was", () => {
  const first = [message("a", "mia")];
  const open = readOn(beginReading([]), first, "me", true);
  const more = [...first, message("b", "mia", 1)];
  const after = readOn(open, more, "me", true);
  assert.equal(after.divider, "a");
  assert.equal(unreadOf(more, "me", after.mark).length, 0);
});

test("a new snapshot without the last read message counts what was written after it", () => {
  const read = beginReading([message("a", "mia", 5)]);
  const snapshot = [message("x", "mia", 3), message("y", "mia", 7)];
  assert.deepEqual(
    unreadOf(snapshot, "me", read.mark).map(({ key }) => key),
    ["y"],
  );
});

test("earlier messages that are loaded later are not new", () => {
  const read = beginReading([message("b", "mia", 5)]);
  const chat = [message("a", "tom", 1), message("b", "mia", 5)];
  assert.deepEqual(unreadOf(chat, "me", read.mark), []);
});

test("a message that is still being sent is no mark: it changes its place", () => {
  const unsent = message("z", "me", 9, { id: null, status: "sending" });
  const read = readOn(beginReading([]), [message("a", "mia"), unsent], "me", true);
  assert.equal(read.mark?.key, "a");
});

const people = meetingPeople([participant("me"), participant("mia")]);

test("a direct message says whom it is for", () => {
  assert.equal(directText({ own: false, to: null }, people), null);
  assert.equal(directText({ own: false, to: "me" }, people), "Only to you");
  assert.equal(directText({ own: true, to: "mia" }, people), "Only to MIA");
  assert.equal(directText({ own: true, to: "gone" }, people), "Only to somebody who has left");
});

test("what was meant for one who has left is not for everyone", () => {
  assert.deepEqual(recipientOf(null, people), { kind: "everyone" });
  assert.equal(recipientOf("mia", people).kind, "person");
  assert.deepEqual(recipientOf("gone", people), { kind: "gone", id: "gone" });
});

test("a draft is sent trimmed, without invisible characters, and within the limit", () => {
  assert.equal(sendable("  two\nlines\t! \n"), "two\nlines\t!");
  assert.equal(sendable("a\r\nb\u202ec\u0007d"), "a\nbcd");
  assert.equal(sendable(" \n\t"), null);
  assert.equal(sendable("x".repeat(LIMITS.chatLength))?.length, LIMITS.chatLength);
  assert.equal(sendable("x".repeat(LIMITS.chatLength + 1)), null);
});

test("the limit is told when it is near, and when it is passed", () => {
  assert.equal(lengthNote("x".repeat(LIMITS.chatLength - 201)), null);
  assert.deepEqual(lengthNote("x".repeat(LIMITS.chatLength - 7)), { text: "7 left", over: false });
  assert.deepEqual(lengthNote("x".repeat(LIMITS.chatLength + 3)), {
    text: "3 too many",
    over: true,
  });
});

test("earlier messages are offered when the welcome was full", () => {
  const chat = Array.from({ length: LIMITS.chatInWelcome }, (_, i) => message(`${i}`, "mia"));
  assert.equal(mayHaveEarlier(chat), true);
  assert.equal(mayHaveEarlier(chat.slice(1)), false);
});

test("days are said as people say them", () => {
  assert.equal(dayText(NOON - 11 * 60 * MINUTE, NOON), "Today");
  assert.equal(dayText(NOON - 13 * 60 * MINUTE, NOON), "Yesterday");
  assert.match(dayText(NOON - 3 * 1440 * MINUTE, NOON), /2026/);
});
