import type { Limits } from "@parley/protocol";
import type { NodeRequest } from "./node-requests.ts";
import type { Claim, Clock, ClusterNode, Link, Links, Placement } from "./ports.ts";
import type { SavedRoom } from "./room-log.ts";
import type { RoomRegistry } from "./room-registry.ts";

type Options = {
  readonly registry: RoomRegistry;
  readonly placement: Placement;
  readonly links: Links;
  readonly clock: Clock;
  readonly limits: Pick<Limits, "drainWave" | "drainWaveMs" | "linkFrameBytes">;
  readonly onError: (what: string, error: unknown) => void;
};

/** Gives the rooms of a node that stops to others, a few at a time. */
export class HandOver {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Never rejects. A room that nobody takes stays, and ends with the node. Returns how many went. */
  async all(): Promise<number> {
    const { registry, placement, clock, limits, onError } = this.#options;
    let moved = 0;
    try {
      await placement.drain();
      const rooms = [...registry.liveIds()];
      while (rooms.length > 0) {
        moved += await this.#wave(rooms.splice(0, limits.drainWave.rooms));
        if (rooms.length > 0) await pause(clock, limits.drainWaveMs);
      }
    } catch (error) {
      onError("drain", error);
    }
    return moved;
  }

  /** Each to another node, those with the fewest rooms first. */
  async #wave(rooms: readonly string[]): Promise<number> {
    const nodes = await this.#options.placement.others();
    const went = rooms.map((id, i) => this.#one(id, nodes[i % nodes.length]));
    return (await Promise.all(went)).filter((one) => one).length;
  }

  async #one(roomId: string, to: ClusterNode | undefined): Promise<boolean> {
    const { registry, links, onError } = this.#options;
    if (to === undefined) return false;
    try {
      const link = await links.to(to);
      const packed = await registry.packUp(roomId);
      if (packed === null || packed.room.fence === null) return false;
      const went = await this.#move(link, { roomId, fence: packed.room.fence, to }, packed.saved);
      await registry.moved(roomId, went);
      return went;
    } catch (error) {
      onError("hand-over", error);
      await registry.moved(roomId, false);
      return false;
    }
  }

  /** The other waits for the room before it is its own, so that nobody makes a new one there. */
  async #move(link: Link, { roomId, fence, to }: Move, saved: SavedRoom): Promise<boolean> {
    const { placement } = this.#options;
    await tell(link, { type: "expect", roomId, saved: this.#fitting(saved) });
    const claim: Claim | null = await placement.handOver(roomId, fence, to);
    await tell(link, { type: "begin", roomId, claim });
    return claim !== null;
  }

  /** Without the frames that clients may have missed where all together is too much for a link. */
  #fitting(saved: SavedRoom): SavedRoom {
    const { sessions } = saved.audience;
    if (JSON.stringify(saved).length < this.#options.limits.linkFrameBytes / 4) return saved;
    const bare = sessions.map((session) => ({ ...session, frames: [] }));
    return { ...saved, audience: { sessions: bare, frames: [] } };
  }
}

type Move = { readonly roomId: string; readonly fence: number; readonly to: ClusterNode };

async function tell(link: Link, request: NodeRequest): Promise<void> {
  await link.request(JSON.stringify(request));
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}
