import type { Speaker, Wish } from "../room/command.ts";
import type { Entry } from "../room/state.ts";
import type { Channel, Link, Peer } from "./ports.ts";
import type { Resume, RoomDoor } from "./room-door.ts";
import { type Asking, TO_CONNECTION, TO_ROOM, type Visitor, readEnding } from "./visit-messages.ts";

/** A room that another node has: what its connections here say goes there, and comes back. */
export class RemoteRoom implements RoomDoor {
  readonly #link: Link;
  readonly #roomId: string;
  /** By connection. */
  readonly #channels = new Map<string, Channel>();

  constructor(link: Link, roomId: string) {
    this.#link = link;
    this.#roomId = roomId;
  }

  join(entry: Entry, peer: Peer, resume: Resume | null): void {
    const channel = this.#link.open({
      onMessage: (kind, payload) => this.#hear(peer, kind, payload),
      // Its client comes back to wherever the room is by then.
      onClosed: () => this.#end(peer, "draining"),
    });
    this.#channels.set(peer.id, channel);
    const visitor: Visitor = { roomId: this.#roomId, entry, plain: peer.plain, resume };
    channel.send(TO_ROOM.join, JSON.stringify(visitor));
  }

  disconnected({ connection }: Speaker): void {
    this.#channels.get(connection)?.close();
    this.#channels.delete(connection);
  }

  request({ connection }: Speaker, id: number | null, wish: Wish): void {
    const asking: Asking = { id, wish };
    this.#channels.get(connection)?.send(TO_ROOM.request, JSON.stringify(asking));
  }

  #hear(peer: Peer, kind: number, payload: Buffer): void {
    switch (kind) {
      case TO_CONNECTION.frame:
        return peer.send(payload);
      case TO_CONNECTION.welcome:
        return peer.welcome(payload.toString());
      case TO_CONNECTION.waiting:
        return peer.waiting(payload.toString());
      case TO_CONNECTION.end:
        return this.#end(peer, readEnding(payload));
      default:
    }
  }

  #end(peer: Peer, ending: Parameters<Peer["end"]>[0]): void {
    this.#channels.delete(peer.id);
    peer.end(ending);
  }
}
