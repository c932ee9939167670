import assert from "node:assert/strict";
import type { Participant, Permission, Room, Waiting } from "@parley/protocol";
import type { Delivery, DirectMessage, SharedMessage } from "../../../src/room/project.ts";

type Welcome = Extract<Delivery, { audience: "welcome" }>;
type Presence = Extract<SharedMessage, { type: "presence" }>;

/**
 * What one client knows, from its first welcome and the frames since: the model to compare with. It
 * outlives a break, as a client does that resumes.
 */
export class Client {
  seq: number;
  room: Room;
  readonly roster = new Map<string, Participant>();
  /** Ids of messages in the order in which they came. */
  readonly chat: string[] = [];
  permissions: readonly Permission[];
  waiting: readonly Waiting[];

  constructor({ snapshot, own }: Welcome) {
    this.seq = snapshot.seq;
    this.room = snapshot.room;
    this.permissions = own.permissions;
    this.waiting = own.waiting;
    for (const participant of snapshot.participants) this.#add(participant);
    for (const { id } of own.chat) this.#hear(id);
  }

  /** Somebody who comes back finds in a full welcome what the missed frames would have said. */
  compare({ snapshot, own }: Welcome): void {
    assert.equal(snapshot.seq, this.seq);
    assert.deepEqual(snapshot.room, this.room);
    assert.deepEqual(own.permissions, this.permissions);
    assert.deepEqual(sorted(snapshot.participants), sorted(this.roster.values()));
    assert.deepEqual(own.chat.map(({ id }) => id).toSorted(), this.chat.toSorted());
  }

  shared(message: SharedMessage): void {
    assert.equal(message.seq, this.seq + 1, "seq never skips");
    this.seq = message.seq;
    switch (message.type) {
      case "presence":
        return this.#presence(message);
      case "room.updated":
        this.room = message.room;
        return;
      case "chat.message":
        return this.#hear(message.message.id);
      case "reaction":
        assert.ok(this.roster.has(message.participantId), "who reacts is known");
    }
  }

  direct(message: DirectMessage): void {
    switch (message.type) {
      case "chat.message":
        return this.#hear(message.message.id);
      case "permissions":
        this.permissions = message.permissions;
        return;
      case "lobby.updated":
        this.waiting = message.waiting;
        return;
      case "muted":
      case "unmute-requested":
    }
  }

  #presence({ left, joined, updated }: Presence): void {
    for (const { id } of left) assert.ok(this.roster.delete(id), "only who was there leaves");
    for (const participant of joined) this.#add(participant);
    for (const participant of updated) {
      const before = this.roster.get(participant.id);
      assert.ok(before !== undefined && participant.version > before.version, "versions grow");
      this.roster.set(participant.id, participant);
    }
  }

  #add(participant: Participant): void {
    assert.ok(!this.roster.has(participant.id), "nobody appears twice");
    this.roster.set(participant.id, participant);
  }

  #hear(id: string): void {
    assert.ok(!this.chat.includes(id), "no message comes twice");
    this.chat.push(id);
  }
}

export function sorted(participants: Iterable<Participant>): Participant[] {
  return [...participants].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
