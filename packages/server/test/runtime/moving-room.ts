import assert from "node:assert/strict";
import { type Ending, LIMITS, type ServerMessage, decodeJson } from "@parley/protocol";
import type { Change, Stored } from "../../src/room/command.ts";
import { type RoomState, type StoredMessage, emptyRoom } from "../../src/room/state.ts";
import { Fenced } from "../../src/runtime/fenced.ts";
import type { Journal, JournalRecord, Membership, Peer } from "../../src/runtime/ports.ts";
import type { Resume } from "../../src/runtime/room-door.ts";
import { readLog } from "../../src/runtime/room-log.ts";
import type { StoredRoom } from "../../src/runtime/room-recovery.ts";
import { RoomRuntime } from "../../src/runtime/room-runtime.ts";
import { ROOM } from "../room/room-world.ts";
import { FakeClock } from "../support/fake-clock.ts";
import type { FakeMediaServer } from "../support/fake-media-server.ts";

/** A journal in memory, as its node leaves it behind when it dies. */
export class MemoryJournal implements Journal {
  holdsBack = false;
  readonly #held: { readonly entry: string; readonly onWritten: () => void }[] = [];
  #record: { checkpoint: string; entries: string[] } | null = null;

  get record(): JournalRecord {
    assert.ok(this.#record !== null, "there is a checkpoint");
    return { checkpoint: this.#record.checkpoint, entries: [...this.#record.entries] };
  }

  append(entry: string, onWritten: () => void): void {
    assert.ok(this.#record !== null, "nothing is added before the first checkpoint");
    if (this.holdsBack) return void this.#held.push({ entry, onWritten });
    this.#record.entries.push(entry);
    onWritten();
  }

  /** What was held back is written, in its order. */
  catchUp(): void {
    this.holdsBack = false;
    for (const { entry, onWritten } of this.#held.splice(0)) this.append(entry, onWritten);
  }

  checkpoint(text: string): void {
    this.#record = { checkpoint: text, entries: [] };
  }

  async settled(): Promise<void> {}

  async close(): Promise<void> {}
}

export class Ear implements Peer {
  readonly id: string;
  readonly plain = false;
  readonly heard: ServerMessage[] = [];
  ended: Ending | null = null;

  constructor(id: string) {
    this.id = id;
  }

  waiting(frame: string): void {
    this.send(frame);
  }

  welcome(frame: string): void {
    this.send(frame);
  }

  send(frame: string | Buffer): void {
    const message = decodeJson<ServerMessage>(frame.toString(), () => true);
    assert.ok(message !== null);
    this.heard.push(message);
  }

  end(ending: Ending): void {
    this.ended = ending;
  }

  of<T extends ServerMessage["type"]>(type: T): Extract<ServerMessage, { type: T }>[] {
    return this.heard.filter((message) => isOf(message, type));
  }

  get last() {
    return this.of("welcome").at(-1) ?? assert.fail("no welcome");
  }
}

function isOf<T extends ServerMessage["type"]>(
  message: ServerMessage,
  type: T,
): message is Extract<ServerMessage, { type: T }> {
  return message.type === type;
}

/** What the database of all nodes knows; every change is stored at once, but for those held back. */
export class SharedStore {
  readonly chat: StoredMessage[] = [];
  readonly memberships: Membership[] = [];
  holdsBack = false;
  /** Another node has the room. */
  isFenced = false;

  async store(change: Change): Promise<Stored> {
    if (this.isFenced) throw new Fenced();
    if (this.holdsBack) return new Promise(() => {});
    switch (change.type) {
      case "stay":
        return { type: "stay", change };
      case "chat":
        this.chat.push(change.message);
        return { type: "chat", change, stored: change.message, created: true };
      default:
        throw new Error(`${change.type} is not stored here`);
    }
  }

  async closeStay(): Promise<void> {}

  async markUsed(): Promise<void> {}

  get room(): StoredRoom {
    const { chat, memberships } = this;
    return { room: ROOM, deleted: false, hasBans: false, chat, memberships };
  }
}

type Start = {
  readonly name: string;
  readonly store: SharedStore;
  readonly media?: FakeMediaServer;
  /** What another node has left, and whether it did so on purpose. */
  readonly left?: JournalRecord;
  readonly handed?: boolean;
  readonly holds?: () => boolean;
};

/** A room on one node, with an everyday clock of its own. */
export class MovingRoom {
  readonly clock = new FakeClock();
  readonly journal = new MemoryJournal();
  readonly runtime: RoomRuntime;
  /** How often the store has said that another node has the room. */
  fenced = 0;
  #connections = 0;

  constructor({ name, store, media, left, handed = false, holds = () => true }: Start) {
    const limits = { ...LIMITS, presenceWindowMs: 0 };
    let ids = 0;
    const newId = () => `${name}-${(ids += 1)}`;
    const log = left === undefined ? null : readLog(left);
    const stream = handed ? null : newId();
    const recovery = log === null ? null : { ...log, stream, stored: store.room };
    this.runtime = new RoomRuntime({
      ...{ clock: this.clock, limits, newId, storage: store, media: media ?? null },
      state: stateOf(newId()),
      iceServersFor: () => [],
      resumeToken: (_, __, sessionId) => sessionId ?? "",
      onIdle: () => {},
      onNotStored: (what, error) => assert.fail(`${what}: ${String(error)}`),
      cluster: { journal: this.journal, holds, recovery, onFenced: () => (this.fenced += 1) },
    });
    this.runtime.begin();
  }

  /** Comes in, or comes back to where `ear` was. */
  async join(participantId: string, from: Ear | null = null): Promise<Ear> {
    this.#connections += 1;
    const ear = new Ear(`${participantId}-${this.#connections}-${this.clock.now()}`);
    const standing = { role: "member", epoch: 1, admittedAt: 1, bannedAt: null } as const;
    const who = { participantId, name: participantId, kind: "account", standing } as const;
    const stayId = `stay-${ear.id}`;
    this.runtime.join({ ...who, connection: ear.id, stayId }, ear, from && resumeOf(from));
    await this.settle();
    return ear;
  }

  ask(ear: Ear, id: number | null, wish: Parameters<RoomRuntime["request"]>[2]): void {
    const participantId = ear.last.self;
    this.runtime.request({ participantId, connection: ear.id }, id, wish);
  }

  async say(ear: Ear, id: number, text: string): Promise<void> {
    this.ask(ear, id, { type: "chat", messageId: `m-${text}`, clientId: text, to: null, text });
    await this.settle();
  }

  /** Everything that is under way has happened. */
  async settle(): Promise<void> {
    for (let i = 0; i < 5; i += 1) await new Promise(setImmediate);
  }
}

function stateOf(stream: string): RoomState {
  const { chatRowsPerRoom: chatRows, chatRecent, chatInWelcome } = LIMITS;
  const limits = { capacity: 8, graceMs: 30_000, waiting: 4, chatRows, chatRecent, chatInWelcome };
  const room = { ...ROOM, settings: { ...ROOM.settings, media: "sfu" as const } };
  return emptyRoom({ room, roomId: "r1", stream, limits });
}

/** Where a client has got to, by what it has heard. */
function resumeOf(ear: Ear): Resume {
  const { stream, seq, n, resumeToken } = ear.last;
  const point = { stream, seq, n };
  for (const message of ear.heard.slice(ear.heard.indexOf(ear.last) + 1)) {
    if ("seq" in message) point.seq = message.seq;
    if ("n" in message) point.n = message.n;
  }
  return { sessionId: resumeToken, point };
}
