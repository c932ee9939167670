import type {
  Claim,
  ClusterNode,
  NodeLoad,
  Place,
  Placement,
  PlacementStore,
  RoomOwner,
} from "../runtime/ports.ts";
import { OwnedRooms } from "./owned-rooms.ts";
import { nodeKey } from "./redis-keys.ts";
import { Renewal, type RenewalOptions } from "./renewal.ts";

export type PlacementOptions = RenewalOptions;

/** How often one `locate` looks again because another node was faster. */
const ATTEMPTS = 3;

const UNDECIDED: Place = { state: "undecided" };

export class ClusterPlacement implements Placement {
  readonly self: ClusterNode;
  readonly #options: PlacementOptions;
  readonly #store: PlacementStore;
  readonly #owned = new OwnedRooms();
  readonly #renewal: Renewal;
  /** What is asked of one room at once is asked once: the second would claim it from the first. */
  readonly #locating = new Map<string, Promise<Place>>();
  /** Rooms that the table may call ours because a statement failed without telling its outcome. */
  readonly #unsure = new Set<string>();
  /** Rooms that the table calls ours, handed over by a node we have not heard from; since when. */
  readonly #expected = new Map<string, number>();
  #closing: Promise<void> | null = null;

  constructor(options: PlacementOptions) {
    this.self = options.self;
    this.#options = options;
    this.#store = options.store;
    this.#renewal = new Renewal(options, this.#owned);
  }

  /** Rejects when Postgres cannot be asked. Redis may be away. */
  async start(): Promise<void> {
    await this.#renewal.start();
  }

  /**
   * Idempotent. Releases nothing: our rooms can be taken at once, with their logs, because nothing
   * says any more that we live.
   */
  close(): Promise<void> {
    this.#closing ??= this.#renewal.close();
    return this.#closing;
  }

  holds(): boolean {
    return this.#renewal.holds();
  }

  onLost(listener: (roomId: string) => void): void {
    this.#renewal.onLost(listener);
  }

  onHeld(listener: () => void): void {
    this.#renewal.onHeld(listener);
  }

  async drain(): Promise<void> {
    await this.#renewal.drain();
  }

  async locate(roomId: string): Promise<Place> {
    const known = this.#locating.get(roomId);
    if (known !== undefined) return await known;
    const locating = this.#locate(roomId).finally(() => this.#locating.delete(roomId));
    this.#locating.set(roomId, locating);
    return await locating;
  }

  async look(roomId: string): Promise<ClusterNode | null> {
    if (this.#owned.get(roomId) !== null) return this.self;
    const owner = await this.#store.ownerOf(roomId);
    if (owner === null || owner.nodeId === this.self.id) return null;
    return (await this.#isGone(owner)) === true ? null : nodeOf(owner);
  }

  async isCurrent(roomId: string, fence: number): Promise<boolean> {
    return await this.#store.isCurrent(roomId, this.self.id, fence);
  }

  /** Whose it is when Postgres fails, the next renewal tells. */
  async handOver(roomId: string, fence: number, to: ClusterNode): Promise<Claim | null> {
    const room = { roomId, fence };
    const claim = this.#owned.remove(room);
    if (claim === null) return null;
    try {
      return await this.#store.handOver(room, { from: this.self.id, to: to.id });
    } catch (error) {
      this.#owned.add(roomId, claim);
      throw error;
    }
  }

  accept(roomId: string, claim: Claim): void {
    this.#expected.delete(roomId);
    this.#owned.add(roomId, claim);
  }

  /** Should it fail, the table goes on calling the room ours: whoever wants it is sent to us. */
  async release(roomId: string, fence: number): Promise<void> {
    const room = { roomId, fence };
    if (this.#owned.remove(room) === null) return;
    try {
      await this.#store.release(room, this.self.id);
    } catch {
      this.#unsure.add(roomId);
    }
  }

  async others(): Promise<readonly ClusterNode[]> {
    return (await this.#living()).filter(({ draining }) => !draining).map(nodeIn);
  }

  async neighbours(): Promise<readonly ClusterNode[]> {
    return (await this.#living()).map(nodeIn);
  }

  async #living(): Promise<NodeLoad[]> {
    const nodes = await this.#store.living(this.#options.limits.leaseMs);
    return nodes.filter(({ id }) => id !== this.self.id);
  }

  async #locate(roomId: string): Promise<Place> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const claim = this.#owned.get(roomId);
      // What we took without a lease others could take at once.
      if (!this.holds()) return UNDECIDED;
      if (claim !== null) return { state: "here", claim };
      const place = await this.#tryOnce(roomId, await this.#store.ownerOf(roomId));
      if (place !== null) return place;
    }
    return UNDECIDED;
  }

  /** Null: another node was faster. */
  async #tryOnce(roomId: string, owner: RoomOwner | null): Promise<Place | null> {
    if (owner?.nodeId === this.self.id) return await this.#claimAnew(roomId, owner);
    this.#expected.delete(roomId);
    if (owner === null || owner.nodeId === null) return await this.#claim(roomId, owner);
    const isGone = await this.#isGone(owner);
    if (isGone === null) return UNDECIDED;
    const node = nodeOf(owner);
    if (!isGone) return node === null ? UNDECIDED : { state: "there", node };
    const { leaseMs } = this.#options.limits;
    return await this.#take(roomId, () =>
      this.#store.takeOver(roomId, this.self.id, owner, leaseMs),
    );
  }

  async #claim(roomId: string, owner: RoomOwner | null): Promise<Place | null> {
    return await this.#take(roomId, () => this.#store.claim(roomId, this.self.id, owner));
  }

  /**
   * The table calls the room ours, and we do not know of it. Either a statement of ours failed; or
   * another node has handed it to us, and its word of that (`accept`) is on the way: claiming the
   * room then would throw away what it hands over.
   */
  async #claimAnew(roomId: string, owner: RoomOwner): Promise<Place | null> {
    const { monotonic, limits } = this.#options;
    if (this.#owned.get(roomId) !== null) return null;
    const since = this.#expected.get(roomId) ?? monotonic();
    this.#expected.set(roomId, since);
    const isOurs = this.#unsure.has(roomId) || monotonic() - since >= limits.leaseMs;
    return isOurs ? await this.#claim(roomId, owner) : UNDECIDED;
  }

  async #take(roomId: string, statement: () => Promise<Claim | null>): Promise<Place | null> {
    try {
      const claim = await statement();
      if (claim === null) return null;
      this.#unsure.delete(roomId);
      this.#expected.delete(roomId);
      this.#owned.add(roomId, claim);
      return { state: "here", claim };
    } catch (error) {
      this.#unsure.add(roomId);
      throw error;
    }
  }

  /** By Postgres and by Redis. Null: Redis cannot be asked. */
  async #isGone({ nodeId, silentMs }: RoomOwner): Promise<boolean | null> {
    if (nodeId === null) return true;
    if (silentMs !== null && silentMs < this.#options.limits.leaseMs) return false;
    try {
      return (await this.#options.redis.run("EXISTS", nodeKey(nodeId))) === 0;
    } catch {
      return null;
    }
  }
}

function nodeOf({ nodeId, address }: RoomOwner): ClusterNode | null {
  return nodeId === null || address === null ? null : { id: nodeId, address };
}

function nodeIn({ id, address }: NodeLoad): ClusterNode {
  return { id, address };
}
