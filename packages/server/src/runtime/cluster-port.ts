/**
 * What a room needs of the other nodes of a cluster. `bus/` implements it over Postgres and Redis; a
 * server of one node has none of it.
 */

/** One running server; every start is another one. */
export type ClusterNode = {
  readonly id: string;
  /** `host:port` of its links, as other nodes reach it. */
  readonly address: string;
};

/** A room that is ours now. */
export type Claim = {
  /** Only grows, per room. Who sees a higher one than its own has lost the room. */
  readonly fence: number;
  /** The fence under which the last owner has left a log that is complete; null: there is none. */
  readonly before: number | null;
};

export type Place =
  | { readonly state: "here"; readonly claim: Claim }
  | { readonly state: "there"; readonly node: ClusterNode }
  /** Its owner is silent and its lease not over yet, or what says so cannot be asked: ask again. */
  | { readonly state: "undecided" };

/** Which node has which room. */
export interface Placement {
  readonly self: ClusterNode;
  /** Whether we may speak for our rooms now: Redis or Postgres has named us within the lease time. */
  holds(): boolean;
  /**
   * Where the room is; takes it when nobody has it, or when Redis and Postgres both say that who has
   * it is gone. Rejects when Postgres cannot be asked.
   */
  locate(roomId: string): Promise<Place>;
  /** Where it is, without taking it; null: nobody living has it. */
  look(roomId: string): Promise<ClusterNode | null>;
  /** Whether the room is still ours under this fence. Rejects when Postgres cannot be asked. */
  isCurrent(roomId: string, fence: number): Promise<boolean>;
  /** Makes another node the owner of a room of ours; null: it was not ours any more. */
  handOver(roomId: string, fence: number, to: ClusterNode): Promise<Claim | null>;
  /** A room that came by `handOver`. */
  accept(roomId: string, claim: Claim): void;
  /** Nobody is there any more: the room is free. Does nothing when it is not ours. */
  release(roomId: string, fence: number): Promise<void>;
  /** The other living nodes that do not drain, those with the fewest rooms first. */
  others(): Promise<readonly ClusterNode[]>;
  /** All other living nodes. */
  neighbours(): Promise<readonly ClusterNode[]>;
  /** From now on others do not hand rooms to us. */
  drain(): Promise<void>;
  /** Called with a room of ours that another node has taken. */
  onLost(listener: (roomId: string) => void): void;
  /** Called when `holds` has become true again. */
  onHeld(listener: () => void): void;
}

/** What a log holds: a checkpoint, and what came after it, in order. */
export type JournalRecord = { readonly checkpoint: string; readonly entries: readonly string[] };

/** The log of one room under one fence. */
export interface Journal {
  /**
   * Adds an entry; nothing while the log has a gap. Never throws. `onWritten` is called in the order of
   * the entries, perhaps from inside: once the system has the entry, so that it arrives even if this
   * process ends, or when there is nothing to wait for.
   */
  append(entry: string, onWritten: () => void): void;
  /**
   * Begins anew. The checkpoint before and its entries are kept until the next one, so that `read`
   * gives more than a moment; after a gap they go at once.
   */
  checkpoint(text: string): void;
  /** Resolves when everything so far is in Redis, or cannot be. */
  settled(): Promise<void>;
  /** Nothing is added any more; without `keep` what there is goes. Never rejects. */
  close(keep: boolean): Promise<void>;
}

export interface Journals {
  /** `onGap` is called when Redis has lost something and can be reached again: a checkpoint is due. */
  open(roomId: string, fence: number, onGap: () => void): Journal;
  /** Null: there is nothing under this fence. Rejects when Redis cannot be asked. */
  read(roomId: string, fence: number): Promise<JournalRecord | null>;
  /** Removes what is under this fence, of which nobody has use any more. Never rejects. */
  forget(roomId: string, fence: number): Promise<void>;
}

/** One of the many conversations on a link; both ends have the same. */
export interface Channel {
  /** `kind`, 0 to 15, is for the two ends to agree on. Does nothing once it is closed. */
  send(kind: number, payload: string | Buffer): void;
  /** The other end hears `onClosed`; this one does not. Idempotent. */
  close(): void;
}

export type ChannelEvents = {
  readonly onMessage: (kind: number, payload: Buffer) => void;
  /** By the other end, or because the link is gone. Not after `close`. */
  readonly onClosed: () => void;
};

/** A connection to another node, of which this node is the dialler. */
export interface Link {
  open(events: ChannelEvents): Channel;
  /** Text to text. Rejects with `unavailable` when the link goes or the answer takes too long. */
  request(text: string): Promise<string>;
}

/** What another node asks of us. */
export type LinkHost = {
  readonly onChannel: (channel: Channel) => ChannelEvents;
  readonly onRequest: (text: string) => Promise<string>;
};

export interface Links {
  /** The link to a node, made when there is none. Rejects with `unavailable`. */
  to(node: ClusterNode): Promise<Link>;
}
