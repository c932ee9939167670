import assert from "node:assert/strict";
import type { Participant, Permission, Room, Track, Waiting } from "@parley/protocol";
import type { Delivery, DirectMessage, SharedMessage } from "../../../src/room/project.ts";

type Welcome = Extract<Delivery, { audience: "welcome" }>;
type Presence = Extract<SharedMessage, { type: "presence" }>;

/**
 * What one client knows, from its first welcome and the frames since: the model to compare with. It
 * outlives a break, as a client does that resumes.
 */
export class Client {
  readonly self: string;
  seq: number;
  room: Room;
  readonly roster = new Map<string, Participant>();
  readonly tracks = new Map<string, Track>();
  /** Ids of messages in the order in which they came. */
  readonly chat: string[] = [];
  permissions: readonly Permission[];
  waiting: readonly Waiting[];

  constructor({ to, snapshot, own }: Welcome) {
    this.self = to;
    this.seq = snapshot.seq;
    this.room = snapshot.room;
    this.permissions = own.permissions;
    this.waiting = own.waiting;
    for (const participant of snapshot.participants) this.#add(participant);
    for (const track of snapshot.tracks) this.#publish(track);
    for (const { id } of own.chat) this.#hear(id);
  }

  /** Somebody who comes back finds in a full welcome what the missed frames would have said. */
  compare({ snapshot, own }: Welcome): void {
    assert.equal(snapshot.seq, this.seq);
    assert.deepEqual(snapshot.room, this.room);
    assert.deepEqual(own.permissions, this.permissions);
    assert.deepEqual(sorted(snapshot.participants), sorted(this.roster.values()));
    assert.deepEqual(sorted(snapshot.tracks), sorted(this.tracks.values()));
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
      case "track.published":
        return this.#publish(message.track);
      case "track.unpublished":
        assert.ok(this.tracks.delete(message.trackId), "only what was published");
        return;
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
      case "offer":
        for (const { trackId } of message.tracks ?? []) {
          assert.ok(this.tracks.has(trackId), "a track is known before it comes over a line");
        }
        return;
      case "track.layers":
        assert.equal(this.tracks.get(message.trackId)?.participantId, this.self);
        return;
      case "answer":
      case "transport.closed":
      case "track.slots":
      case "muted":
      case "unmute-requested":
    }
  }

  #presence({ left, joined, updated }: Presence): void {
    for (const { id } of left) {
      assert.ok(this.roster.delete(id), "only who was there leaves");
      for (const track of this.#tracksOf(id)) this.tracks.delete(track.id);
    }
    for (const participant of joined) this.#add(participant);
    for (const participant of updated) {
      const before = this.roster.get(participant.id);
      assert.ok(before !== undefined && participant.version > before.version, "versions grow");
      this.roster.set(participant.id, participant);
      for (const track of this.#tracksOf(participant.id)) {
        this.tracks.set(track.id, { ...track, muted: isOff(track, participant) });
      }
    }
  }

  #tracksOf(participantId: string): Track[] {
    return [...this.tracks.values()].filter((track) => track.participantId === participantId);
  }

  #publish(track: Track): void {
    assert.ok(this.roster.has(track.participantId), "who publishes is known");
    assert.ok(!this.tracks.has(track.id), "no track twice");
    const sources = this.#tracksOf(track.participantId).map(({ source }) => source);
    assert.ok(!sources.includes(track.source), "one track of a source");
    this.tracks.set(track.id, track);
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

function isOff({ source }: Track, { media }: Participant): boolean {
  return source === "screenAudio" ? !media.screen : !media[source];
}

export function sorted<T extends { readonly id: string }>(all: Iterable<T>): T[] {
  return [...all].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
