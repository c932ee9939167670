import type { ChatMessage } from "@parley/protocol";

/** A message of the chat as one participant sees it. */
export type ChatItem = {
  /** Stays the same while the message is sent: the clientId of one's own, else the message id. */
  readonly key: string;
  /** Null until it is stored. */
  readonly id: string | null;
  readonly from: { readonly participantId: string; readonly name: string };
  /** The participant id of a direct message; null: for everyone. */
  readonly to: string | null;
  readonly text: string;
  readonly sentAt: number;
  readonly status: "sent" | "sending" | "failed";
  /** The code of what went wrong, when it failed. */
  readonly error: string | null;
};

/**
 * The chat, with what is needed to show each of one's own messages once: it comes back both as the
 * answer to its request and as a message like any other, in either order.
 */
export type Chat = {
  /** What the server has stored, in its order. */
  readonly stored: readonly ChatItem[];
  /** One's own that are being sent or have failed, in the order of sending. */
  readonly drafts: readonly ChatItem[];
  /** Ids in `stored` of which only the answer has come: their message may move them. */
  readonly provisional: ReadonlySet<string>;
  /**
   * Ids in `stored` of one's own that came while one was being sent. It may be that one, so they are
   * not shown before the answers tell.
   */
  readonly unclaimed: ReadonlySet<string>;
};

export const EMPTY_CHAT: Chat = {
  stored: [],
  drafts: [],
  provisional: new Set(),
  unclaimed: new Set(),
};

/** What to show: oldest first, one's own that are not stored last. */
export function chatItems({ stored, drafts, unclaimed }: Chat): readonly ChatItem[] {
  return [...stored.filter(({ id }) => id === null || !unclaimed.has(id)), ...drafts];
}

/** Which of these have not come before. */
export function unknownOf(chat: Chat, messages: readonly ChatMessage[]): ChatMessage[] {
  const known = new Set(chat.stored.map(({ id }) => id));
  return messages.filter(({ id }) => !known.has(id) || chat.provisional.has(id));
}

/** With messages that are newer than those that are known. */
export function withNewer(chat: Chat, messages: readonly ChatMessage[]): Chat {
  const added = unknownOf(chat, messages);
  const stored = [...without(chat.stored, added), ...itemsOf(chat, added)];
  return arrived({ ...chat, stored }, added);
}

/**
 * With the newest messages that the server has, as a welcome brings them. When none of them is known
 * there may be others between, so that those known before are given up.
 */
export function withNewest(chat: Chat, messages: readonly ChatMessage[]): Chat {
  const added = unknownOf(chat, messages);
  const older = added.length < messages.length ? without(chat.stored, messages) : [];
  return arrived({ ...chat, stored: [...older, ...itemsOf(chat, messages)] }, added);
}

/** With messages that are older than those that are known. */
export function withOlder(chat: Chat, messages: readonly ChatMessage[]): Chat {
  const added = unknownOf(chat, messages);
  const stored = [...itemsOf(chat, added), ...without(chat.stored, added)];
  return { ...chat, stored, provisional: minus(chat.provisional, idsOf(added)) };
}

/** With a message of one's own that is being sent. */
export function withDraft(
  chat: Chat,
  draft: Pick<ChatItem, "key" | "from" | "to" | "text" | "sentAt">,
): Chat {
  const item: ChatItem = { ...draft, id: null, status: "sending", error: null };
  return { ...chat, drafts: [...chat.drafts, item] };
}

/** The server has stored the message. One without an id shows when it comes like any other. */
export function withAnswer(chat: Chat, key: string, id: string | null): Chat {
  const draft = chat.drafts.find((item) => item.key === key);
  const rest = { ...chat, drafts: chat.drafts.filter((item) => item !== draft) };
  if (draft === undefined || id === null) return settled(rest);
  if (chat.stored.some((item) => item.id === id)) return settled(claimed(rest, key, id));
  const item: ChatItem = { ...draft, id, status: "sent" };
  const provisional = new Set([...chat.provisional, id]);
  return settled({ ...rest, stored: [...chat.stored, item], provisional });
}

export function withFailure(chat: Chat, key: string, error: string): Chat {
  const fail = (item: ChatItem): ChatItem =>
    item.key === key ? { ...item, status: "failed", error } : item;
  return settled({ ...chat, drafts: chat.drafts.map(fail) });
}

/** Without a message of one's own that failed. */
export function withoutFailed(chat: Chat, key: string): Chat {
  const isIt = (item: ChatItem) => item.key === key && item.status === "failed";
  return { ...chat, drafts: chat.drafts.filter((item) => !isIt(item)) };
}

/** The stored message turns out to be the one that was sent with this key. */
function claimed(chat: Chat, key: string, id: string): Chat {
  const stored = chat.stored.map((item) => (item.id === id ? { ...item, key } : item));
  return { ...chat, stored, unclaimed: minus(chat.unclaimed, [id]) };
}

/** The items of these messages: those that are known, and new ones, which keep a known key. */
function itemsOf(chat: Chat, messages: readonly ChatMessage[]): ChatItem[] {
  const known = new Map(chat.stored.map((item) => [item.id, item]));
  return messages.map((message) => {
    const item = known.get(message.id);
    if (item !== undefined && !chat.provisional.has(message.id)) return item;
    return { ...message, key: item?.key ?? message.id, status: "sent", error: null };
  });
}

/** Messages have come: some may be those that are being sent. */
function arrived(chat: Chat, added: readonly ChatMessage[]): Chat {
  const authors = new Set(chat.drafts.filter(isSending).map(({ from }) => from.participantId));
  const open = added.filter(
    ({ id, from }) => authors.has(from.participantId) && !chat.provisional.has(id),
  );
  const unclaimed = new Set([...chat.unclaimed, ...idsOf(open)]);
  const provisional = minus(chat.provisional, idsOf(added));
  return settled({ ...chat, unclaimed, provisional });
}

/** When nothing is being sent, nothing is left to be claimed. */
function settled(chat: Chat): Chat {
  return chat.drafts.some(isSending) ? chat : { ...chat, unclaimed: new Set() };
}

function without(items: readonly ChatItem[], messages: readonly ChatMessage[]): ChatItem[] {
  const ids = new Set(idsOf(messages));
  return items.filter(({ id }) => id === null || !ids.has(id));
}

function minus(set: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  return new Set([...set].filter((id) => !ids.includes(id)));
}

function idsOf(messages: readonly ChatMessage[]): string[] {
  return messages.map(({ id }) => id);
}

function isSending({ status }: ChatItem): boolean {
  return status === "sending";
}
