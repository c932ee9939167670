import type { ChatMessage, MessageList } from "@parley/protocol";

/** Pages back through the messages that the server has stored, beginning with the newest. */
export class ChatHistory {
  readonly #page: (cursor: string | null) => Promise<MessageList>;
  #cursor: string | null = null;
  #end = false;
  /** Whether the pages have come to those that are known: what follows is older. */
  #reached: boolean;

  /** @param options.nothingKnown when every message is older than what is known */
  constructor(options: {
    readonly page: (cursor: string | null) => Promise<MessageList>;
    readonly nothingKnown: boolean;
  }) {
    this.#page = options.page;
    this.#reached = options.nothingKnown;
  }

  /** Whether there are older pages. */
  get hasMore(): boolean {
    return !this.#end;
  }

  /**
   * The next messages that are older than all that are known; none at the end. Pages of nothing but
   * known or newer messages are passed over.
   *
   * @throws ApiError
   */
  async older(isKnown: (message: ChatMessage) => boolean): Promise<ChatMessage[]> {
    while (!this.#end) {
      const { messages, next } = await this.#page(this.#cursor);
      this.#cursor = next;
      this.#end = next === null;
      const older = this.#olderOf(messages, isKnown);
      if (older.length > 0) return older;
    }
    return [];
  }

  /** A message of the first page may be so new that its frame is still on its way: no part of this. */
  #olderOf(
    messages: readonly ChatMessage[],
    isKnown: (message: ChatMessage) => boolean,
  ): ChatMessage[] {
    if (this.#reached) return messages.filter((message) => !isKnown(message));
    const first = messages.findIndex(isKnown);
    this.#reached = first !== -1;
    return messages.slice(0, Math.max(0, first));
  }
}
