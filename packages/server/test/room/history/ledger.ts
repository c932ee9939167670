import assert from "node:assert/strict";
import type { Command, Stored } from "../../../src/room/command.ts";
import type { Effect, Event } from "../../../src/room/event.ts";
import { type StoredMessage, chatKey } from "../../../src/room/state.ts";
import type { ModelStore } from "../model-store.ts";
import type { Sent } from "../room-world.ts";

/** What has to be remembered of a whole history. */
export class Ledger {
  readonly #store: ModelStore;
  readonly stays = new Map<string, "open" | "closed" | "failed">();
  /** Removed, and not let in again since. */
  readonly outcasts = new Set<string>();
  readonly banned = new Set<string>();
  /** Messages in the order in which they were delivered. */
  readonly delivered: StoredMessage[] = [];
  /** Those that came later than their place says: storing them had seemed to fail. */
  readonly late = new Set<string>();
  readonly #unsure = new Set<string>();
  #lastHand = 0;

  constructor(store: ModelStore) {
    this.#store = store;
  }

  event(event: Event): void {
    switch (event.type) {
      case "hand.raised":
        assert.ok(event.at > this.#lastHand, "each hand is later than those before");
        this.#lastHand = event.at;
        return;
      case "chat.unsure":
        this.#unsure.add(event.key);
        return;
      case "chat.published":
      case "chat.delivered":
        return this.#message(event.stored);
      default:
    }
  }

  effect(effect: Effect): void {
    if (effect.type === "stay.close") {
      assert.notEqual(this.stays.get(effect.stayId) ?? "closed", "closed", "an open stay, once");
      this.stays.set(effect.stayId, "closed");
    } else if (effect.change.type === "stay") {
      const { id } = effect.change.stay;
      assert.ok(!this.stays.has(id), "a stay is opened once");
      this.stays.set(id, "open");
    }
  }

  /** What the room has just heard of the store, and what came of it. */
  note(command: Command, sent: Sent): void {
    if (command.type === "notStored") {
      const { change } = command;
      if (change.type === "stay" && this.stays.get(change.stay.id) === "open") {
        this.stays.set(change.stay.id, "failed");
      }
      const isSilent = change.type === "stay" || change.type === "chat";
      if (!isSilent) assert.deepEqual(sent.events, [], "what was not stored has not happened");
    }
    if (command.type === "stored") this.#stored(command.outcome, sent);
  }

  /** At the end: who came has gone. */
  close(): void {
    assert.ok(![...this.stays.values()].includes("open"), "every stay was closed");
  }

  #message(stored: StoredMessage): void {
    const { id } = stored.message;
    assert.ok(!this.delivered.some(({ message }) => message.id === id), "delivered once");
    assert.ok(
      this.#store.chat.some(({ message }) => message.id === id),
      "stored first",
    );
    if (this.delivered.some(({ position }) => position > stored.position)) {
      assert.ok(this.#unsure.has(chatKey(stored)), "in order, but for what seemed to fail");
      this.late.add(id);
    }
    this.delivered.push(stored);
  }

  #stored(outcome: Stored, { outcome: answer, messageId }: Sent): void {
    switch (outcome.type) {
      case "chat":
        assert.equal(answer, "ok");
        assert.equal(messageId, outcome.stored.message.id);
        return;
      case "removal":
        return this.#removal(outcome);
      case "admission":
        for (const id of outcome.change.participantIds) {
          if (!this.banned.has(id)) this.outcasts.delete(id);
        }
        return;
      case "owner":
        if (outcome.result === "changed") this.outcasts.delete(outcome.change.to);
        return;
      case "unban":
        if (outcome.lifted) this.banned.delete(outcome.change.participantId);
        return;
      default:
    }
  }

  #removal({ epoch, change }: Extract<Stored, { type: "removal" }>): void {
    if (epoch === null) return;
    this.outcasts.add(change.participantId);
    if (change.ban) this.banned.add(change.participantId);
  }
}
