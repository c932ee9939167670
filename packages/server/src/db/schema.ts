import type { Account, Membership, RoomRecord, Session, Stay } from "../runtime/ports.ts";

/** 0 or 1. */
type Flag = number;

export type RoomRow = Omit<RoomRecord, "locked" | "settings"> & {
  readonly locked: Flag;
  /** RoomSettings as JSON. */
  readonly settings: string;
};

/**
 * The tables of the newest version. The types are those that every SQL database has: text,
 * integers (times are milliseconds since 1970) and null.
 */
export type Schema = {
  readonly accounts: Account;
  readonly sessions: Session;
  readonly rooms: RoomRow;
  readonly memberships: Membership;
  readonly stays: Stay;
};
