import type { Room } from "@parley/protocol";
import type { Command } from "../../src/room/command.ts";
import { type Decision, decide } from "../../src/room/decide.ts";
import type { Effect, Event } from "../../src/room/event.ts";
import { type Delivery, project } from "../../src/room/project.ts";
import { reduce } from "../../src/room/reduce.ts";
import { type Entry, type RoomState, emptyRoom } from "../../src/room/state.ts";

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

type Speaker = { participantId: string; connection: string };

/** A room without a shell: commands in, what came of them out. Time is a number in the test. */
export class RoomWorld {
  state: RoomState;
  now = 1000;
  readonly events: Event[] = [];
  readonly effects: Effect[] = [];
  readonly deliveries: Delivery[] = [];

  constructor(change: Partial<RoomState> & { room?: Room } = {}) {
    const given = { room: ROOM, roomId: "r1", stream: "s1", capacity: 8, graceMs: 30_000 };
    this.state = { ...emptyRoom(given), ...change };
  }

  /** Decides and applies a command; returns what was delivered because of it. */
  send(command: Command): { decision: Decision; deliveries: Delivery[] } {
    const decision = decide(this.state, command);
    const deliveries: Delivery[] = [];
    if (decision.ok) {
      for (const event of decision.events) {
        this.state = reduce(this.state, event);
        this.events.push(event);
        const delivery = project(this.state, event);
        if (delivery !== null) deliveries.push(delivery);
      }
      this.effects.push(...decision.effects);
    }
    this.deliveries.push(...deliveries);
    return { decision, deliveries };
  }

  flush(): Delivery[] {
    return this.send({ type: "flush", at: this.now }).deliveries;
  }

  join(participantId: string, connection = `${participantId}-c1`, change: Partial<Entry> = {}) {
    const entry = entryOf(participantId, connection, change);
    return this.send({ type: "join", at: this.now, ...entry });
  }

  stored(connection: string) {
    return this.send({ type: "join.stored", at: this.now, connection });
  }

  /** Joins, is stored, and is welcomed. */
  enter(participantId: string, change: Partial<Entry> = {}): Speaker {
    const connection = `${participantId}-c1`;
    this.join(participantId, connection, change);
    this.stored(connection);
    this.flush();
    return { participantId, connection };
  }

  leave(speaker: Speaker) {
    return this.send({ type: "leave", at: this.now, reason: "left", ...speaker });
  }

  disconnect(speaker: Speaker) {
    return this.send({ type: "disconnect", at: this.now, ...speaker });
  }

  ids(): string[] {
    return [...this.state.members.keys()];
  }
}

export function entryOf(
  participantId: string,
  connection: string,
  change: Partial<Entry> = {},
): Entry {
  const name = participantId.toUpperCase();
  const fixed = { kind: "account", role: "member" } as const;
  return { participantId, connection, name, stayId: `stay-${connection}`, ...fixed, ...change };
}
