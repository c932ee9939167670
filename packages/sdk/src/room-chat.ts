import type { ChatMessage, ClientMessages, MessageList } from "@parley/protocol";
import { ChatHistory } from "./chat-history.ts";
import {
  type Chat,
  type ChatItem,
  EMPTY_CHAT,
  chatItems,
  unknownOf,
  withAnswer,
  withDraft,
  withFailure,
  withNewer,
  withNewest,
  withOlder,
  withoutFailed,
} from "./chat-view.ts";
import type { Clock } from "./clock.ts";
import { Emitter } from "./emitter.ts";
import { SignalingError } from "./errors.ts";
import type { Reply, WithoutId } from "./outbox.ts";

export type RoomChatOptions = {
  readonly clock: Clock;
  readonly send: (message: WithoutId<ClientMessages["chat.send"]>) => Promise<Reply>;
  /** A page of what is stored, from the newest back. */
  readonly page: (cursor: string | null) => Promise<MessageList>;
  /** What to show has changed. */
  readonly changed: (items: readonly ChatItem[]) => void;
};

/** The chat of one meeting: what is there, what is being sent, and what came before. */
export class RoomChat {
  readonly #options: RoomChatOptions;
  readonly #arrivals = new Emitter<ChatItem>();
  #chat: Chat = EMPTY_CHAT;
  #welcomed = false;
  #history: ChatHistory | null = null;
  #loading: Promise<boolean> | null = null;

  constructor(options: RoomChatOptions) {
    this.#options = options;
  }

  /** A new stay begins. What could not be sent in the one before is not lost. */
  begin(): void {
    this.#welcomed = false;
    this.#history = null;
    this.#set({ ...EMPTY_CHAT, drafts: this.#chat.drafts });
  }

  /** The newest messages, as of a welcome that is a snapshot. */
  onSnapshot(messages: readonly ChatMessage[], selfId: string): void {
    const fresh = this.#welcomed ? unknownOf(this.#chat, messages) : [];
    if (fresh.length === messages.length) this.#history = null;
    this.#welcomed = true;
    this.#set(withNewest(this.#chat, messages));
    this.#announce(fresh, selfId);
  }

  onMessage(message: ChatMessage, selfId: string | null): void {
    const fresh = unknownOf(this.#chat, [message]);
    this.#set(withNewer(this.#chat, fresh));
    this.#announce(fresh, selfId);
  }

  /** Messages of others that are new. */
  onArrival(listener: (item: ChatItem) => void): () => void {
    return this.#arrivals.on(listener);
  }

  /** Shows the message at once; resolves when it is stored. @throws SignalingError */
  send(text: string, to: string | null, from: ChatItem["from"]): Promise<void> {
    return this.#transmit({ key: newClientId(), from, to, text });
  }

  /** Sends again what failed; nothing else. @throws SignalingError */
  async retry(key: string): Promise<void> {
    const item = this.#chat.drafts.find((draft) => draft.key === key);
    if (item?.status !== "failed") return;
    this.#chat = withoutFailed(this.#chat, key);
    await this.#transmit(item);
  }

  /** Gives up what failed. */
  discard(key: string): void {
    this.#set(withoutFailed(this.#chat, key));
  }

  /** Adds older messages; false when there are no more of them. @throws ApiError */
  loadEarlier(): Promise<boolean> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #load(): Promise<boolean> {
    const history = (this.#history ??= new ChatHistory({
      page: this.#options.page,
      nothingKnown: this.#chat.stored.length === 0,
    }));
    const older = await history.older((message) => unknownOf(this.#chat, [message]).length === 0);
    // A snapshot may have come meanwhile that has nothing to do with these pages.
    if (history !== this.#history) return true;
    this.#set(withOlder(this.#chat, older));
    return history.hasMore;
  }

  /** The clientId makes it one message however often it is sent. */
  async #transmit(draft: Pick<ChatItem, "key" | "from" | "to" | "text">): Promise<void> {
    const { key, text, to } = draft;
    const message = { type: "chat.send", text, clientId: key } as const;
    this.#set(withDraft(this.#chat, { ...draft, sentAt: this.#options.clock.now() }));
    try {
      const { messageId } = await this.#options.send(to === null ? message : { ...message, to });
      this.#set(withAnswer(this.#chat, key, messageId));
    } catch (error) {
      this.#set(withFailure(this.#chat, key, codeOf(error)));
      throw error;
    }
  }

  #announce(messages: readonly ChatMessage[], selfId: string | null): void {
    for (const { id, from } of messages) {
      const item = this.#chat.stored.find((known) => known.id === id);
      if (item !== undefined && from.participantId !== selfId) this.#arrivals.emit(item);
    }
  }

  #set(chat: Chat): void {
    this.#chat = chat;
    this.#options.changed(chatItems(chat));
  }
}

function codeOf(error: unknown): string {
  return error instanceof SignalingError ? error.code : "connection_lost";
}

/** Not randomUUID, which pages have over https only. */
function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
