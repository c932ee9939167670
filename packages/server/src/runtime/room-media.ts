import type { MediaNews, MediaRequest } from "../room/media.ts";
import type { MediaNotice, MediaRoom, MediaServer } from "./ports.ts";

/** A participant's connections as JSON has them; `present`: it has some. */
export type SavedConnections = Connections & {
  readonly participantId: string;
  readonly present: boolean;
};

type Options = {
  readonly server: MediaServer;
  readonly roomId: string;
  /** Called with what `restore` takes whenever that changes; null: nobody wants to know. */
  readonly onChange: ((saved: SavedConnections) => void) | null;
  /** Puts what the SFU tells into the room's mailbox. */
  readonly tell: (news: MediaNews) => void;
};

/** Where a participant's connections with the SFU stand, by their generations. */
type Connections = {
  readonly down: number;
  /** Of the newest connection that its client has offered; null: none yet. */
  readonly up: number | null;
};

/**
 * A room's place in the SFU. It is there from the first session on; a participant has connections
 * from the beginning of its session until it has left, while it is away too.
 */
export class RoomMedia {
  readonly #options: Options;
  readonly #connections = new Map<string, Connections>();
  /** The last generation of everybody's down connections: it grows as long as the room lives. */
  readonly #generations = new Map<string, number>();
  #room: MediaRoom | null = null;

  constructor(options: Options) {
    this.#options = options;
  }

  /** A session has begun. A plain signalling client speaks with others, not with the SFU. */
  begin(participantId: string, plain: boolean): void {
    if (plain) this.leave(participantId);
    else this.#join(participantId);
  }

  /** At once: of somebody who was removed nothing may be forwarded any more. */
  leave(participantId: string): void {
    if (!this.#connections.delete(participantId)) return;
    this.#changed(participantId);
    this.#room?.send({ type: "leave", participantId });
  }

  save(): SavedConnections[] {
    return [...this.#generations.keys()].map((id) => this.#saved(id));
  }

  /** Before anything else: what another process had. `restart` makes it anew. */
  restore(all: readonly SavedConnections[]): void {
    for (const { participantId, present, down, up } of all) {
      this.#generations.set(participantId, down);
      if (present) this.#connections.set(participantId, { down, up });
      else this.#connections.delete(participantId);
    }
  }

  request(request: MediaRequest): void {
    const { type, participantId } = request;
    const known = this.#connections.get(participantId);
    if (known === undefined) return;
    if (type === "replace") return this.#replace(participantId, request.broken);
    if (type === "offer") {
      const up = Math.max(known.up ?? 0, request.generation);
      this.#set(participantId, { ...known, up });
    }
    this.#room?.send(request);
  }

  close(): void {
    this.#room?.close();
  }

  #join(participantId: string): void {
    const generation = this.#nextGeneration(participantId);
    this.#set(participantId, { down: generation, up: null });
    this.#open().send({ type: "join", participantId, generation });
  }

  #set(participantId: string, connections: Connections): void {
    this.#connections.set(participantId, connections);
    this.#changed(participantId);
  }

  #changed(participantId: string): void {
    this.#options.onChange?.(this.#saved(participantId));
  }

  #saved(participantId: string): SavedConnections {
    const known = this.#connections.get(participantId);
    const down = known?.down ?? this.#generations.get(participantId) ?? 0;
    return { participantId, down, up: known?.up ?? null, present: known !== undefined };
  }

  #open(): MediaRoom {
    const { server, roomId } = this.#options;
    return (this.#room ??= server.open(roomId, (notice) => this.#hear(notice)));
  }

  /** One that is broken is replaced once, however often its client asks. */
  #replace(participantId: string, broken: number): void {
    const known = this.#connections.get(participantId);
    if (known?.down !== broken) return;
    const generation = this.#nextGeneration(participantId);
    this.#set(participantId, { ...known, down: generation });
    this.#room?.send({ type: "replace", participantId, generation });
  }

  #nextGeneration(participantId: string): number {
    const next = (this.#generations.get(participantId) ?? 0) + 1;
    this.#generations.set(participantId, next);
    return next;
  }

  #hear(notice: MediaNotice): void {
    switch (notice.type) {
      case "lost":
        // There is nothing to connect with yet; everybody is told as soon as there is.
        return;
      case "ready":
        return this.restart();
      default:
        if (this.#isCurrent(notice)) this.#options.tell(notice);
    }
  }

  /**
   * A notice may be of a connection that was replaced while it was on its way; the client's present
   * session may know nothing of that one.
   */
  #isCurrent(notice: MediaNews): boolean {
    if (notice.type === "speakers") return true;
    const known = this.#connections.get(notice.participantId);
    if (known === undefined) return false;
    switch (notice.type) {
      case "offer":
      case "slots":
        return notice.generation === known.down;
      case "answer":
        return notice.generation === known.up;
      case "closed":
        return notice.generation === known[notice.transport];
      case "layers":
        return true;
    }
  }

  /** The new process knows nobody. What its clients publish they publish again, over a new `up`. */
  restart(): void {
    for (const [participantId, { up, down }] of this.#connections) {
      if (up !== null) this.#tellRestart(participantId, "up", up);
      this.#tellRestart(participantId, "down", down);
      this.#join(participantId);
    }
  }

  #tellRestart(participantId: string, transport: "up" | "down", generation: number): void {
    const reason = "restarted";
    this.#options.tell({ type: "closed", participantId, transport, generation, reason });
  }
}
