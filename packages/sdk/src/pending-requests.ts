import type { ServerMessage } from "@parley/protocol";
import { SignalingError } from "./errors.ts";

type Waiter = { readonly resolve: () => void; readonly reject: (error: SignalingError) => void };

/** The requests of one socket that wait for their answer, by message id. */
export class PendingRequests {
  readonly #waiters = new Map<number, Waiter>();

  add(id: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiters.set(id, { resolve, reject });
    });
  }

  /** Whether the message answers a request; if so, that request is settled. */
  answer(message: ServerMessage): boolean {
    if (message.type !== "ok" && message.type !== "error" && message.type !== "pong") return false;
    const waiter = message.replyTo === undefined ? undefined : this.#take(message.replyTo);
    if (waiter === undefined) return false;
    if (message.type === "error") {
      waiter.reject(new SignalingError(message.code, message.message, message.retryAfterMs));
    } else {
      waiter.resolve();
    }
    return true;
  }

  rejectAll(): void {
    const error = new SignalingError("connection_lost", "The connection broke before the answer.");
    for (const waiter of this.#waiters.values()) waiter.reject(error);
    this.#waiters.clear();
  }

  #take(id: number): Waiter | undefined {
    const waiter = this.#waiters.get(id);
    this.#waiters.delete(id);
    return waiter;
  }
}
