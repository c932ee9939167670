import { type ErrorCode, type Limits, type Participant, ParleyError } from "@parley/protocol";
import { Elsewhere } from "./elsewhere.ts";
import type { RoomDesk } from "./live-rooms.ts";
import {
  ELSEWHERE,
  type GrantEnd,
  type NodeRequest,
  readOutcome,
  readParticipants,
} from "./node-requests.ts";
import type { Clock, ClusterNode, Links, Placement, RoomRecord } from "./ports.ts";
import { RemoteRoom } from "./remote-room.ts";
import type { RoomDoor } from "./room-door.ts";
import type { RoomRegistry } from "./room-registry.ts";
import type { Administration } from "./room-runtime.ts";

export type ClusterRoomsOptions = {
  readonly registry: RoomRegistry;
  readonly placement: Placement;
  readonly links: Links;
  readonly clock: Clock;
  readonly limits: Pick<Limits, "roomSearchMs" | "roomSearchAgainMs">;
  readonly onError: (what: string, error: unknown) => void;
};

/** All rooms, wherever they are: here, or with another node. */
export class ClusterRooms implements RoomDesk {
  readonly #options: ClusterRoomsOptions;

  constructor(options: ClusterRoomsOptions) {
    this.#options = options;
  }

  /** As RoomRegistry's. While the owner of a room is silent it is waited for who has it next. */
  async enter(record: Pick<RoomRecord, "id">, visit: (room: RoomDoor) => void): Promise<void> {
    const { registry, links } = this.#options;
    await this.#search(
      () => registry.enter(record, visit),
      async (node) => {
        visit(new RemoteRoom(await links.to(node), record.id));
      },
    );
  }

  async participants(roomId: string): Promise<readonly Participant[]> {
    const { registry, placement } = this.#options;
    if (registry.has(roomId)) return registry.participantsHere(roomId);
    const node = await placement.look(roomId);
    if (node === null || node.id === placement.self.id) return [];
    const answer = await this.#request(node, { type: "participants", roomId });
    return readParticipants(answer) ?? [];
  }

  async ask(room: Pick<RoomRecord, "id">, command: Administration): Promise<"ok" | ErrorCode> {
    const { registry } = this.#options;
    return await this.#search(
      () => registry.ask(room, command),
      async (node) => {
        const answer = await this.#request(node, { type: "ask", roomId: room.id, command });
        if (answer === ELSEWHERE) throw new Elsewhere({ state: "undecided" });
        return readOutcome(answer);
      },
    );
  }

  async closeDeleted(roomIds: readonly string[]): Promise<void> {
    if (roomIds.length === 0) return;
    await this.#options.registry.closeDeleted(roomIds);
    await this.#tellAll({ type: "deleted", roomIds });
  }

  /** Never rejects: a node that cannot be told is gone, and its sockets with it. */
  async grantEnded(grant: string, why: GrantEnd): Promise<void> {
    await this.#tellAll({ type: "grant", grant, why });
  }

  async #tellAll(request: NodeRequest): Promise<void> {
    const { placement, onError } = this.#options;
    try {
      const nodes = await placement.neighbours();
      await Promise.allSettled(nodes.map((node) => this.#request(node, request)));
    } catch (error) {
      onError(request.type, error);
    }
  }

  async #request(node: ClusterNode, request: NodeRequest): Promise<string> {
    const link = await this.#options.links.to(node);
    return await link.request(JSON.stringify(request));
  }

  /**
   * Tries here, and where the room is if it is not here, until one of them has it. Only a link that
   * cannot be made is tried again: of one that broke in between nobody knows what has happened.
   */
  async #search<T>(
    here: () => T | Promise<T>,
    there: (node: ClusterNode) => Promise<T>,
  ): Promise<T> {
    const { clock, limits } = this.#options;
    const until = clock.now() + limits.roomSearchMs;
    do {
      const found = await attempt(here);
      if ("value" in found) return found.value;
      const elsewhere = await this.#lookAt(found.place, there);
      if ("value" in elsewhere) return elsewhere.value;
      await this.#pause();
    } while (clock.now() < until);
    throw new ParleyError("unavailable", "The room is on its way.");
  }

  async #lookAt<T>(
    place: Elsewhere["place"],
    there: (node: ClusterNode) => Promise<T>,
  ): Promise<Found<T>> {
    if (place.state !== "there") return { place };
    const { node } = place;
    return (await isReachable(this.#options.links, node))
      ? await attempt(() => there(node))
      : { place };
  }

  #pause(): Promise<void> {
    const { clock, limits } = this.#options;
    return new Promise((resolve) => clock.after(limits.roomSearchAgainMs, resolve));
  }
}

async function isReachable(links: Links, node: ClusterNode): Promise<boolean> {
  try {
    await links.to(node);
    return true;
  } catch {
    return false;
  }
}

type Found<T> = { readonly value: T } | { readonly place: Elsewhere["place"] };

/** What came of it, or where the room is instead. */
async function attempt<T>(work: () => T | Promise<T>): Promise<Found<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof Elsewhere) return { place: error.place };
    throw error;
  }
}
