import assert from "node:assert/strict";
import type { Command, Stored } from "../../../src/room/command.ts";
import type { Effect, Event } from "../../../src/room/event.ts";
import type { StoredMessage } from "../../../src/room/state.ts";
import type { ModelStore } from "../model-store.ts";
import type { Sent } from "../room-world.ts";

/** What has to be remembered of a whole history. */
export class Ledger {
  readonly #store: ModelStore;
  readonly stays = new Map<string, "open" | "closed" | "failed">();
  /** The epochs that the removals made of which the room has heard, by participant id. */
  readonly removals = new Map<string, number>();
  /** In which epoch somebody was let in after a removal, as `id epoch`. */
  readonly letIn = new Set<string>();
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
        this.#unsure.add(event.messageId);
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
    } else if (effect.type === "change" && effect.change.type === "stay") {
      const { id } = effect.change.stay;
      assert.ok(!this.stays.has(id), "a stay is opened once");
      this.stays.set(id, "open");
    }
  }

  /** What has just been stored; the room does not know yet. */
  committed(outcome: Stored): void {
    if (outcome.type === "admission") outcome.change.participantIds.forEach((id) => this.#let(id));
    if (outcome.type === "owner" && outcome.result === "changed") this.#let(outcome.change.to);
  }

  #let(id: string): void {
    this.letIn.add(`${id} ${this.#store.put(id).epoch}`);
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
      assert.ok(this.#unsure.has(id), "in order, but for what seemed to fail");
      this.late.add(id);
    }
    this.delivered.push(stored);
  }

  #stored(outcome: Stored, { outcome: answer, messageId }: Sent): void {
    if (outcome.type === "chat") {
      assert.equal(answer, "ok");
      assert.equal(messageId, outcome.stored.message.id);
    }
    if (outcome.type === "removal" && outcome.epoch !== null) {
      this.removals.set(outcome.change.participantId, outcome.epoch);
    }
  }
}
