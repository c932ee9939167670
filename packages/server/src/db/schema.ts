import type {
  Account,
  InviteRecord,
  Membership,
  RoomRecord,
  Session,
  SigningKey,
  Stay,
  TokenFamily,
} from "../runtime/ports.ts";

/** 0 or 1. */
type Flag = number;

export type RoomRow = Omit<RoomRecord, "locked" | "settings"> & {
  readonly locked: Flag;
  /** RoomSettings as JSON. */
  readonly settings: string;
};

export type ChatRow = {
  readonly roomId: string;
  /** Unique in its room, and the order of its messages. */
  readonly position: number;
  readonly id: string;
  /** Unique for its room and sender. */
  readonly clientId: string;
  /** The sender, and its name when it sent this. */
  readonly participantId: string;
  readonly name: string;
  /** Null: to all. */
  readonly toParticipantId: string | null;
  readonly text: string;
  readonly sentAt: number;
};

/** A node of a cluster, while it lives and for some time after. */
export type NodeRow = {
  readonly id: string;
  /** `host:port` of its links. */
  readonly address: string;
  /** When it last said that it lives, by the database's clock. */
  readonly aliveAt: number;
  /** How many it has. */
  readonly rooms: number;
  readonly draining: Flag;
};

export type RoomOwnerRow = {
  readonly roomId: string;
  /** Null: no node has it. */
  readonly nodeId: string | null;
  /** Grows with each change of the owner. */
  readonly fence: number;
  /** Whether the log under this fence is complete. */
  readonly isLogged: Flag;
};

export type UsedTicketRow = {
  readonly id: string;
  readonly expiresAt: number;
};

/**
 * The tables of the newest version. The types are those that every SQL database has: text,
 * integers (times are milliseconds since 1970) and null.
 */
export type Schema = {
  readonly accounts: Account;
  readonly sessions: Session;
  readonly tokenFamilies: TokenFamily;
  readonly signingKeys: SigningKey;
  readonly rooms: RoomRow;
  readonly memberships: Membership;
  readonly invites: InviteRecord;
  readonly chatMessages: ChatRow;
  readonly stays: Stay;
  readonly nodes: NodeRow;
  readonly roomOwners: RoomOwnerRow;
  readonly usedTickets: UsedTicketRow;
};
