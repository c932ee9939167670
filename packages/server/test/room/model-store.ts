import type { Kind, Room } from "@parley/protocol";
import type { Change, ChangeOf, Stored } from "../../src/room/command.ts";
import type { Standing } from "../../src/room/policy.ts";
import type { StoredMessage } from "../../src/room/state.ts";

/** What is stored of one person in the room. */
export type Person = Standing & { readonly kind: Kind };

const MEMBER: Person = {
  kind: "account",
  role: "member",
  epoch: 1,
  admittedAt: 0,
  bannedAt: null,
};

/** What the database would do, in memory: the outcomes that a room gets are as true as there. */
export class ModelStore {
  readonly people = new Map<string, Person>();
  readonly chat: StoredMessage[] = [];
  room: Room;

  constructor(room: Room) {
    this.room = room;
  }

  /** Stores somebody, or what is different about them; returns the row. */
  put(participantId: string, change: Partial<Person> = {}): Person {
    const person = { ...MEMBER, ...this.people.get(participantId), ...change };
    this.people.set(participantId, person);
    return person;
  }

  carryOut(change: Change): Stored {
    switch (change.type) {
      case "stay":
        return { type: "stay", change };
      case "deletion":
        return { type: "deletion", change };
      case "chat":
        return { type: "chat", change, ...this.#append(change.message) };
      case "room":
        this.room = merged(this.room, change);
        return { type: "room", change, found: true };
      case "admission":
        this.#admit(change);
        return { type: "admission", change };
      case "removal":
        return { type: "removal", change, epoch: this.#remove(change) };
      case "role":
        return { type: "role", change, found: this.#setRole(change) };
      case "owner":
        return { type: "owner", change, result: this.#handOver(change) };
      case "unban":
        return { type: "unban", change, lifted: this.#lift(change), hasBans: this.hasBans };
    }
  }

  get hasBans(): boolean {
    return [...this.people.values()].some(({ bannedAt }) => bannedAt !== null);
  }

  #append(message: StoredMessage): { created: boolean; stored: StoredMessage } {
    const { from } = message.message;
    const before = this.chat.find(
      (one) =>
        one.clientId === message.clientId && one.message.from.participantId === from.participantId,
    );
    if (before !== undefined) return { created: false, stored: before };
    this.chat.push(message);
    return { created: true, stored: message };
  }

  #admit({ participantIds, at }: ChangeOf<"admission">): void {
    for (const id of participantIds) {
      const { admittedAt, bannedAt } = this.put(id);
      if (admittedAt === null && bannedAt === null) this.put(id, { admittedAt: at });
    }
  }

  #remove({ participantId, ban, at }: ChangeOf<"removal">): number | null {
    const person = this.people.get(participantId);
    if (person === undefined || person.role === "owner") return null;
    const epoch = person.epoch + 1;
    const bannedAt = ban ? at : person.bannedAt;
    this.put(participantId, { role: "member", epoch, admittedAt: null, bannedAt });
    return epoch;
  }

  /** Not of the owner, and not of who was removed in the meantime. */
  #setRole({ participantId, role }: ChangeOf<"role">): boolean {
    const person = this.people.get(participantId);
    if (person === undefined || person.role === "owner" || person.bannedAt !== null) return false;
    if (person.admittedAt === null && person.role === "member") return false;
    this.put(participantId, { role });
    return true;
  }

  #handOver({ to }: ChangeOf<"owner">): "changed" | "unknown" {
    const heir = this.people.get(to);
    if (heir === undefined || heir.kind === "guest" || heir.bannedAt !== null) return "unknown";
    for (const [id, { role }] of this.people) {
      if (role === "owner") this.put(id, { role: "cohost" });
    }
    this.put(to, { role: "owner" });
    return "changed";
  }

  #lift({ participantId }: ChangeOf<"unban">): boolean {
    const person = this.people.get(participantId);
    if (person === undefined || person.bannedAt === null) return false;
    this.put(participantId, { bannedAt: null });
    return true;
  }
}

function merged(room: Room, { patch: { settings, ...patch } }: ChangeOf<"room">): Room {
  return { ...room, ...patch, settings: { ...room.settings, ...settings } };
}
