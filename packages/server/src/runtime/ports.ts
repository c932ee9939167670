/**
 * What the runtime needs from the outside, as small interfaces. Adapters implement them; tests run
 * one contract suite per port against every adapter.
 */
import type { Access, Ending, Role, RoomSettings } from "@parley/protocol";

/** Time and timers. All times are integer milliseconds since 1970. */
export interface Clock {
  now(): number;
  /** Runs `fn` once after `ms`, unless the returned function is called before. */
  after(ms: number, fn: () => void): () => void;
  /** Runs `fn` once, after what is in progress now. */
  soon(fn: () => void): void;
}

/** One signalling connection as the room sees it. */
export interface Peer {
  readonly id: string;
  /** A plain signalling client: it gets what others relay and nothing else. */
  readonly plain: boolean;
  /** It is in: the first frame it gets (a plain client does not get this one). */
  welcome(frame: string): void;
  /** A text frame, as text or already as UTF-8. */
  send(frame: string | Buffer): void;
  /** Says goodbye and closes; calling it again does nothing. */
  end(ending: Ending): void;
}

/** `account:<id>` or `guest:<id>`. */
export type Principal = `account:${string}` | `guest:${string}`;

export type Account = {
  readonly id: string;
  readonly username: string;
  /** The username after NFKC and lower-casing; unique. */
  readonly usernameKey: string;
  readonly displayName: string;
  readonly createdAt: number;
  /** A PHC string: `$argon2id$v=19$m=...,t=...,p=...$salt$hash`. */
  readonly passwordHash: string;
  /** The rule that the password was checked against when it was chosen. */
  readonly passwordRule: "trial" | "strict";
};

export interface AccountStore {
  create(account: Account): Promise<"created" | "taken">;
  byId(id: string): Promise<Account | null>;
  byUsernameKey(usernameKey: string): Promise<Account | null>;
  setPassword(
    id: string,
    password: Pick<Account, "passwordHash" | "passwordRule">,
  ): Promise<"changed" | "unknown">;
}

export type Session = {
  /** SHA-256 of the cookie's value, base64url: the database does not hold what signs in. */
  readonly id: string;
  readonly accountId: string;
  readonly createdAt: number;
  readonly expiresAt: number;
};

export interface SessionStore {
  create(session: Session): Promise<void>;
  /** The session and its account, unless it has expired at `now`. */
  find(id: string, now: number): Promise<{ session: Session; account: Account } | null>;
  remove(id: string): Promise<"removed" | "unknown">;
  /** Removes what has expired at `now`; returns how many. */
  removeExpired(now: number): Promise<number>;
}

export type RoomRecord = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly ownerId: string;
  readonly access: Access;
  readonly locked: boolean;
  readonly settings: RoomSettings;
  readonly createdAt: number;
  readonly expiresAt: number | null;
};

export interface RoomStore {
  /**
   * Stores the room and its owner's membership together. `too_many`: the account already owns
   * `limit` rooms. `code_taken`: another room has this code.
   */
  create(
    room: RoomRecord,
    owner: Membership,
    limit: number,
  ): Promise<"created" | "code_taken" | "too_many">;
  byCode(code: string): Promise<RoomRecord | null>;
}

export type Membership = {
  readonly roomId: string;
  readonly principal: Principal;
  /** Stable for this room and principal. */
  readonly participantId: string;
  readonly role: Role;
  readonly epoch: number;
  readonly admittedAt: number;
};

export interface MembershipStore {
  find(roomId: string, principal: Principal): Promise<Membership | null>;
  /** Stores the membership, or returns the one that is there for the same room and principal. */
  ensure(membership: Membership): Promise<Membership>;
}

/** One uninterrupted presence of a participant in a room. */
export type Stay = {
  readonly id: string;
  readonly roomId: string;
  readonly participantId: string;
  readonly name: string;
  readonly joinedAt: number;
  readonly leftAt: number | null;
};

export interface StayStore {
  open(stay: Omit<Stay, "leftAt">): Promise<void>;
  close(id: string, leftAt: number): Promise<"closed" | "unknown">;
  /** Closes what a crash left open, at `leftAt` or at its start if that is later; how many. */
  closeAll(leftAt: number): Promise<number>;
  /** Oldest first. */
  list(roomId: string): Promise<Stay[]>;
}

export type Stores = {
  readonly accounts: AccountStore;
  readonly sessions: SessionStore;
  readonly rooms: RoomStore;
  readonly memberships: MembershipStore;
  readonly stays: StayStore;
};
