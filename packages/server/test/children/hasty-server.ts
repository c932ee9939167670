/**
 * A server that is wrong on purpose: it says that a chat message is stored, and stores it a moment
 * later. The loss checker must catch it.
 */
import { SqlChatStore } from "../../src/db/chat-store.ts";
import type { ChatStore, StoredMessage } from "../../src/runtime/ports.ts";

const LATE_MS = 100;

class HastyChatStore extends SqlChatStore {
  override async append(roomId: string, message: StoredMessage): ReturnType<ChatStore["append"]> {
    setTimeout(() => void super.append(roomId, message), LATE_MS);
    return { created: true, stored: message };
  }
}

/** `super` keeps its methods, and everyone else gets the hasty one. */
function replaceAppend(): void {
  const proper = Object.getOwnPropertyDescriptors(SqlChatStore.prototype);
  Object.setPrototypeOf(HastyChatStore.prototype, Object.defineProperties({}, proper));
  const hasty = Object.getOwnPropertyDescriptors(HastyChatStore.prototype);
  Object.defineProperty(SqlChatStore.prototype, "append", hasty.append);
}

replaceAppend();
await import("../../src/main.ts");
