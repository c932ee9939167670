/** What the nodes of a cluster keep in the database that they share. */
import type { Claim, ClusterNode } from "./cluster-port.ts";

/** A room under one fence. */
export type RoomFence = { readonly roomId: string; readonly fence: number };

export type RoomOwner = {
  /** Null: nobody has the room, and it is free. */
  readonly nodeId: string | null;
  readonly fence: number;
  /** Where its node is; null when that has gone, or been gone for so long that it is forgotten. */
  readonly address: string | null;
  /** How long ago its node last said that it lives; null as with `address`. */
  readonly silentMs: number | null;
};

export type NodeLoad = ClusterNode & { readonly rooms: number; readonly draining: boolean };

/**
 * All times are by the clock of the database: those of the nodes may differ. Everything rejects when
 * the database does; whether something was stored is not known then.
 */
export interface PlacementStore {
  /** Notes that the node lives and how it is; returns the rooms that it owns after that. */
  heartbeat(node: ClusterNode, rooms: number, draining: boolean): Promise<readonly RoomFence[]>;
  /** Null: no node has had the room yet. */
  ownerOf(roomId: string): Promise<RoomOwner | null>;
  /**
   * Makes the node the owner of a room, seen as one that nobody has (or that only an older statement
   * of ours has given us). Null: something has changed since.
   */
  claim(roomId: string, nodeId: string, seen: RoomOwner | null): Promise<Claim | null>;
  /** The same for a room of a node that has been silent for `silentMs` or longer, and still is. */
  takeOver(
    roomId: string,
    nodeId: string,
    seen: RoomOwner,
    silentMs: number,
  ): Promise<Claim | null>;
  isCurrent(roomId: string, nodeId: string, fence: number): Promise<boolean>;
  /** From one node to another. Null: it was not `from`'s any more. */
  handOver(
    room: RoomFence,
    nodes: { readonly from: string; readonly to: string },
  ): Promise<Claim | null>;
  /** Makes the room free and says that there is no log; nothing when it is not the node's. */
  release(room: RoomFence, nodeId: string): Promise<void>;
  /** Says of rooms under these fences whether their logs are complete. */
  setLogged(rooms: readonly RoomFence[], isLogged: boolean): Promise<void>;
  /** Those that have not been silent for `silentMs`, the ones with the fewest rooms first. */
  living(silentMs: number): Promise<NodeLoad[]>;
  /** The node stops: it has been silent for ever. Its rooms stay its own until others take them. */
  leave(nodeId: string): Promise<void>;
  /** Forgets nodes that have been silent for so long; how many. */
  removeSilent(silentMs: number): Promise<number>;
  /**
   * Closes the open stays of rooms that nobody owns, or whose node has been silent for longer, at
   * `at` or at their start if that is later; how many. The rooms count as used until then. With a
   * `silentMs` beyond the grace of an absence it closes none of a room that comes back.
   */
  closeOrphans(at: number, silentMs: number): Promise<number>;
  /** Rooms that a node has, living or not. */
  ownedRoomIds(): Promise<ReadonlySet<string>>;
}
