import assert from "node:assert/strict";
import type { ErrorCode, Room, TrackSource } from "@parley/protocol";
import type {
  Administration,
  Change,
  ChangeOf,
  Command,
  Speaker,
  Stored,
  Wish,
} from "../../src/room/command.ts";
import { decide } from "../../src/room/decide.ts";
import type { Decision } from "../../src/room/decision.ts";
import type { Effect, Event } from "../../src/room/event.ts";
import type { MediaNews, MediaRequest } from "../../src/room/media.ts";
import { type Delivery, project } from "../../src/room/project.ts";
import { reduce } from "../../src/room/reduce.ts";
import {
  type Entry,
  type RoomLimits,
  type RoomState,
  type StoredMessage,
  emptyRoom,
} from "../../src/room/state.ts";
import { ModelStore, type Person } from "./model-store.ts";

export const ROOM: Room = {
  code: "abc-defg-hij",
  name: "Stand-up",
  access: "trusted",
  locked: false,
  settings: {
    chat: true,
    reactions: true,
    screenShare: true,
    muteOnEntry: false,
    media: "mesh",
  },
  createdAt: 0,
  expiresAt: null,
};

/** A room whose media goes through the SFU. */
export const SFU: Partial<Room> = { settings: { ...ROOM.settings, media: "sfu" } };

const LIMITS: RoomLimits = {
  capacity: 8,
  graceMs: 30_000,
  waiting: 4,
  chatRows: 100,
  chatRecent: 6,
  chatInWelcome: 4,
};

export const OWNER = { role: "owner" } as const;
export const COHOST = { role: "cohost" } as const;
/** Nobody has let this one in yet. */
export const GUEST = { kind: "guest", admittedAt: null } as const;

/** `stored`: it is answered later, when what it asks for is stored. */
export type Sent = {
  readonly outcome: "ok" | "stored" | ErrorCode;
  readonly messageId: string | undefined;
  readonly trackId: string | undefined;
  readonly events: readonly Event[];
  readonly effects: readonly Effect[];
  readonly deliveries: readonly Delivery[];
};

type Given = {
  readonly room?: Partial<Room>;
  readonly limits?: Partial<RoomLimits>;
  readonly chat?: readonly StoredMessage[];
  readonly chatPosition?: number;
};

type Asked<T> = T extends { type: string } ? Omit<T, "at" | "by"> : never;

/** A room without a shell: commands in, what came of them out. Time is a number in the test. */
export class RoomWorld {
  state: RoomState;
  now = 1000;
  readonly store: ModelStore;
  readonly events: Event[] = [];
  readonly effects: Effect[] = [];
  /** What is being stored, in the order in which it was asked for: the outcomes come in it too. */
  readonly storing: Change[] = [];

  constructor({ room: change, limits, ...rest }: Given = {}) {
    const room = { ...ROOM, ...change };
    this.store = new ModelStore(room);
    const fixed = { room, roomId: "r1", stream: "s1", limits: { ...LIMITS, ...limits } };
    this.state = emptyRoom({ ...fixed, ...rest });
  }

  /** Decides and applies a command; returns what came of it. */
  send(command: Command): Sent {
    const decision = decide(this.state, command);
    if (!decision.ok) return sent(decision, []);
    const deliveries: Delivery[] = [];
    for (const event of decision.events) {
      this.state = reduce(this.state, event);
      this.events.push(event);
      const delivery = project(this.state, event);
      if (delivery !== null) deliveries.push(delivery);
    }
    for (const effect of decision.effects) {
      this.effects.push(effect);
      if (effect.type === "change") this.storing.push(effect.change);
    }
    return sent(decision, deliveries);
  }

  flush(): readonly Delivery[] {
    return this.send({ type: "flush", at: this.now }).deliveries;
  }

  /** `read`: what the join carries, where that is not what is stored of the person now. */
  join(
    participantId: string,
    connection = `${participantId}-c1`,
    read: Partial<Entry["standing"]> = {},
  ): Sent {
    const { kind, ...standing } = this.store.put(participantId);
    const name = participantId.toUpperCase();
    const stayId = `stay-${connection}`;
    const entry = { participantId, connection, name, kind, stayId };
    return this.send({
      type: "join",
      at: this.now,
      ...entry,
      standing: { ...standing, ...read },
    });
  }

  /** A connection that asks to come in, of somebody of whom this is stored. */
  knock(participantId: string, person: Partial<Person> = {}): Speaker {
    this.store.put(participantId, person);
    const connection = `${participantId}-c1`;
    this.join(participantId, connection);
    return { participantId, connection };
  }

  /** Joins, is stored, and is welcomed. */
  enter(participantId: string, person: Partial<Person> = {}): Speaker {
    const speaker = this.knock(participantId, person);
    this.settle();
    this.flush();
    return speaker;
  }

  /** What is being stored longest is stored now. */
  settle(): Sent {
    return this.answer(this.store.carryOut(this.#next()));
  }

  /** What is being stored longest fails; `kept`: the store has it all the same. */
  fail({ kept } = { kept: false }): Sent {
    const change = this.#next();
    if (kept) this.store.carryOut(change);
    return this.send({ type: "notStored", at: this.now, change });
  }

  answer(outcome: Stored): Sent {
    return this.send({ type: "stored", at: this.now, outcome });
  }

  /** What is being stored longest, out of the queue: the test says what becomes of it. */
  take<T extends Change["type"]>(type: T): ChangeOf<T> {
    const change = this.#next();
    assert.ok(isOf(change, type), `a ${type} is being stored, not a ${change.type}`);
    return change;
  }

  #next(): Change {
    const change = this.storing.shift();
    assert.ok(change !== undefined, "something is being stored");
    return change;
  }

  /** A participant asks for something. */
  ask(speaker: Speaker, wish: Wish): Sent {
    return this.send({ ...wish, ...speaker, at: this.now });
  }

  /** A participant asks for something that is stored at once. */
  do(speaker: Speaker, wish: Wish): Sent {
    assert.equal(this.ask(speaker, wish).outcome, "stored");
    return this.settle();
  }

  chat(
    speaker: Speaker,
    text: string,
    { to = null, clientId = text }: { to?: string | null; clientId?: string } = {},
  ): Sent {
    const messageId = `m${this.state.chatPosition + 1}`;
    return this.ask(speaker, { type: "chat", messageId, clientId, to, text });
  }

  /** Somebody asks for something over HTTP. */
  administer(participantId: string, command: Asked<Administration>): Sent {
    const { role } = this.store.put(participantId);
    return this.send({ ...command, by: { participantId, role }, at: this.now });
  }

  leave(speaker: Speaker): Sent {
    return this.ask(speaker, { type: "leave", ending: "left" });
  }

  disconnect(speaker: Speaker): Sent {
    return this.send({ type: "disconnect", at: this.now, ...speaker });
  }

  /** Everyone in the room, in order of joining. */
  ids(): string[] {
    return [...this.state.members.keys()];
  }

  /** Everyone in the lobby, in order of knocking. */
  waiting(): string[] {
    return [...this.state.lobby.keys()];
  }

  /** The participant as it is now. */
  one(participantId: string) {
    const member = this.state.members.get(participantId);
    assert.ok(member !== undefined, `${participantId} is here`);
    return member.participant;
  }

  /** Publishes a line of the up connection; returns the track's id. */
  publish(speaker: Speaker, source: TrackSource): string {
    const trackId = `${speaker.participantId}-${source}`;
    const line = { trackId, source, mid: source, generation: null };
    const answer = this.ask(speaker, { type: "track.publish", ...line });
    assert.equal(answer.outcome, "ok");
    return answer.trackId ?? assert.fail("the answer names the track");
  }

  /** The SFU tells the room something. */
  hear(news: MediaNews): Sent {
    return this.send({ type: "media", at: this.now, news });
  }

  /** What was asked of the SFU, in order. */
  requests(): MediaRequest[] {
    return this.effects.flatMap((effect) => (effect.type === "media" ? [effect.request] : []));
  }

  /** The stays that were closed, in order. */
  closedStays(): string[] {
    return this.effects.flatMap((effect) => (effect.type === "stay.close" ? [effect.stayId] : []));
  }
}

function sent(decision: Decision, deliveries: readonly Delivery[]): Sent {
  const ids = { messageId: undefined, trackId: undefined };
  if (!decision.ok) {
    return { outcome: decision.code, ...ids, events: [], effects: [], deliveries };
  }
  const { events, effects, messageId, trackId } = decision;
  const later = effects.some((effect) => effect.type === "change" && effect.answers);
  return { outcome: later ? "stored" : "ok", messageId, trackId, events, effects, deliveries };
}

function isOf<T extends Change["type"]>(change: Change, type: T): change is ChangeOf<T> {
  return change.type === type;
}
