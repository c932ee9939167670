import { LIMITS } from "@parley/protocol";
import type { ChatItem } from "@parley/sdk";
import type { Person } from "./meeting-model.ts";

/** Messages of one sender to the same recipients, close together. */
export type ChatGroup = {
  readonly kind: "group";
  readonly key: string;
  readonly from: ChatItem["from"];
  readonly own: boolean;
  readonly to: string | null;
  readonly sentAt: number;
  readonly items: readonly ChatItem[];
};

export type ChatEntry =
  | ChatGroup
  | { readonly kind: "day"; readonly key: string; readonly at: number }
  | { readonly kind: "unread"; readonly key: string };

const CLOSE_TOGETHER_MS = 5 * 60_000;

/** The chat as it is read: days, the line before what is new, and groups of messages. */
export function chatEntries(
  chat: readonly ChatItem[],
  selfId: string | null,
  firstUnread: string | null,
): readonly ChatEntry[] {
  const entries: ChatEntry[] = [];
  let last: ChatItem | null = null;
  for (const item of chat) {
    if (last === null || dayOf(last) !== dayOf(item)) {
      entries.push({ kind: "day", key: `day ${item.key}`, at: item.sentAt });
    }
    if (item.key === firstUnread) entries.push({ kind: "unread", key: "unread" });
    const open = entries.at(-1);
    if (open?.kind === "group" && last !== null && belongsTo(last, item)) {
      entries[entries.length - 1] = { ...open, items: [...open.items, item] };
    } else {
      entries.push(groupOf(item, selfId));
    }
    last = item;
  }
  return entries;
}

function groupOf(item: ChatItem, selfId: string | null): ChatGroup {
  const { key, from, to, sentAt } = item;
  return {
    kind: "group",
    key,
    from,
    own: from.participantId === selfId,
    to,
    sentAt,
    items: [item],
  };
}

function belongsTo(before: ChatItem, item: ChatItem): boolean {
  return (
    before.from.participantId === item.from.participantId &&
    before.from.name === item.from.name &&
    before.to === item.to &&
    item.sentAt - before.sentAt < CLOSE_TOGETHER_MS
  );
}

const dayOf = ({ sentAt }: ChatItem) => new Date(sentAt).toDateString();

/** Up to where the chat was read. `divider` is the first message that was new on opening it. */
export type Reading = {
  readonly mark: { readonly key: string; readonly sentAt: number } | null;
  readonly open: boolean;
  readonly divider: string | null;
};

/** What a stay begins with: what was said before it is not new. */
export function beginReading(chat: readonly ChatItem[]): Reading {
  return { mark: markOf(chat), open: false, divider: null };
}

/** The reading after the chat or its panel has changed; the same object when nothing has. */
export function readOn(
  before: Reading,
  chat: readonly ChatItem[],
  selfId: string | null,
  open: boolean,
): Reading {
  if (!open) return before.open ? { ...before, open, divider: null } : before;
  const mark = markOf(chat) ?? before.mark;
  if (!before.open) {
    return { mark, open, divider: unreadOf(chat, selfId, before.mark)[0]?.key ?? null };
  }
  return mark?.key === before.mark?.key ? before : { ...before, mark };
}

/** What others wrote after the mark. */
export function unreadOf(
  chat: readonly ChatItem[],
  selfId: string | null,
  mark: Reading["mark"],
): readonly ChatItem[] {
  return newItems(chat, mark).filter(({ from }) => from.participantId !== selfId);
}

function newItems(chat: readonly ChatItem[], mark: Reading["mark"]): readonly ChatItem[] {
  if (mark === null) return chat;
  const place = chat.findLastIndex(({ key }) => key === mark.key);
  return place >= 0 ? chat.slice(place + 1) : chat.filter(({ sentAt }) => sentAt > mark.sentAt);
}

/** The last stored message: those that wait to be sent change their places. */
function markOf(chat: readonly ChatItem[]): Reading["mark"] {
  const last = chat.findLast(({ id }) => id !== null);
  return last === undefined ? null : { key: last.key, sentAt: last.sentAt };
}

/** Whom a direct message went to or came from, as the reader names them. */
export function directText(
  group: Pick<ChatGroup, "own" | "to">,
  people: readonly Person[],
): string | null {
  if (group.to === null) return null;
  if (!group.own) return "Only to you";
  const name = people.find(({ id }) => id === group.to)?.name;
  return name === undefined ? "Only to somebody who has left" : `Only to ${name}`;
}

/** Whom the next message goes to. */
export type Recipient =
  | { readonly kind: "everyone" }
  | { readonly kind: "person"; readonly person: Person }
  /** Has left: what was meant for them alone must not go to everyone. */
  | { readonly kind: "gone"; readonly id: string };

export function recipientOf(to: string | null, people: readonly Person[]): Recipient {
  if (to === null) return { kind: "everyone" };
  const person = people.find(({ id }) => id === to);
  return person === undefined ? { kind: "gone", id: to } : { kind: "person", person };
}

const NEAR_THE_LIMIT = 200;

/** What to say about a text's length: nothing until it comes near the limit. */
export function lengthNote(text: string): { readonly text: string; readonly over: boolean } | null {
  const left = LIMITS.chatLength - text.length;
  if (left > NEAR_THE_LIMIT) return null;
  if (left >= 0) return { text: `${left} left`, over: false };
  return { text: `${-left} too many`, over: true };
}

// Invisible characters that come with pasted text and that the server refuses.
const INVISIBLE = /[^\P{Cc}\n\t]|[\u2028-\u202e\u2066-\u2069]/gu;

/** What is sent of a draft; null when there is nothing to send, or too much. */
export function sendable(draft: string): string | null {
  const text = draft.replaceAll("\r\n", "\n").replace(INVISIBLE, "").toWellFormed().trim();
  return text === "" || text.length > LIMITS.chatLength ? null : text;
}

/** A welcome with as many messages as it may carry has probably left some out. */
export function mayHaveEarlier(chat: readonly ChatItem[]): boolean {
  return chat.length >= LIMITS.chatInWelcome;
}
