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
};
