import type { Ending } from "@parley/protocol";
import type { Channel, ChannelEvents, Peer } from "./ports.ts";
import type { RoomDoor } from "./room-door.ts";
import { TO_CONNECTION, TO_ROOM, type Visitor, readAsking, readVisitor } from "./visit-messages.ts";

type Life =
  | { readonly state: "unknown" }
  | { readonly state: "entering" }
  | { readonly state: "inside"; readonly room: RoomDoor }
  | { readonly state: "over" };

/** Leads a visitor to its room; rejects when the room is not to be had here. */
type Lead = (roomId: string, visit: (room: RoomDoor) => void) => Promise<void>;

/** A connection of another node that is in a room here, or wants to be. */
export class Visit implements Peer {
  readonly #channel: Channel;
  readonly #lead: Lead;
  #visitor: Visitor | null = null;
  #life: Life = { state: "unknown" };

  constructor(channel: Channel, lead: Lead) {
    this.#channel = channel;
    this.#lead = lead;
  }

  get events(): ChannelEvents {
    return {
      onMessage: (kind, payload) => this.#hear(kind, payload),
      onClosed: () => this.#gone(),
    };
  }

  get id(): string {
    return this.#visitor?.entry.connection ?? "";
  }

  get plain(): boolean {
    return this.#visitor?.plain ?? false;
  }

  waiting(frame: string): void {
    this.#channel.send(TO_CONNECTION.waiting, frame);
  }

  welcome(frame: string): void {
    this.#channel.send(TO_CONNECTION.welcome, frame);
  }

  send(frame: string | Buffer): void {
    this.#channel.send(TO_CONNECTION.frame, frame);
  }

  end(ending: Ending): void {
    const life = this.#life;
    if (life.state === "over") return;
    this.#life = { state: "over" };
    this.#channel.send(TO_CONNECTION.end, ending);
    this.#channel.close();
    this.#leave(life);
  }

  #hear(kind: number, payload: Buffer): void {
    if (kind === TO_ROOM.join && this.#life.state === "unknown") this.#join(payload);
    if (kind === TO_ROOM.request) this.#request(payload);
  }

  #request(payload: Buffer): void {
    if (this.#life.state !== "inside" || this.#visitor === null) return;
    const asking = readAsking(payload);
    if (asking === null) return this.end("internal");
    this.#life.room.request(speakerOf(this.#visitor), asking.id, asking.wish);
  }

  #join(payload: Buffer): void {
    const visitor = readVisitor(payload);
    if (visitor === null) return this.end("internal");
    this.#visitor = visitor;
    this.#life = { state: "entering" };
    const enter = (room: RoomDoor) => this.#enter(visitor, room);
    // The room is on its way elsewhere, or cannot be read: the client asks again.
    this.#lead(visitor.roomId, enter).catch(() => this.end("draining"));
  }

  #enter(visitor: Visitor, room: RoomDoor): void {
    if (this.#life.state !== "entering") return;
    this.#life = { state: "inside", room };
    room.join(visitor.entry, this, visitor.resume);
  }

  #gone(): void {
    const life = this.#life;
    this.#life = { state: "over" };
    this.#leave(life);
  }

  #leave(life: Life): void {
    if (life.state !== "inside" || this.#visitor === null) return;
    life.room.disconnected(speakerOf(this.#visitor));
  }
}

function speakerOf({ entry }: Visitor) {
  return { participantId: entry.participantId, connection: entry.connection };
}
