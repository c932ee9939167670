/**
 * What the runtime needs from the outside, as small interfaces. Adapters implement them; tests run
 * one contract suite per port against every adapter.
 */
import type { Access, Ending, Role, RoomSettings } from "@parley/protocol";
import type { RoomPatch, StoredMessage } from "../room/state.ts";
import type { AccountStore, SessionStore, SigningKeyStore, TokenStore } from "./identity-ports.ts";

export type * from "./cluster-port.ts";
export type * from "./cluster-store-port.ts";
export type * from "./identity-ports.ts";
export type * from "./media-port.ts";
export type { RoomPatch, StoredMessage };

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
  /** It is in the lobby: the first frame it gets (a plain client does not get this one). */
  waiting(frame: string): void;
  /** It is in: the first frame it gets of the room (a plain client does not get this one). */
  welcome(frame: string): void;
  /** A text frame, as text or already as UTF-8. */
  send(frame: string | Buffer): void;
  /** Says goodbye and closes; calling it again does nothing. */
  end(ending: Ending): void;
}

/** `account:<id>` or `guest:<id>`. */
export type Principal = `account:${string}` | `guest:${string}`;

export type RoomRecord = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly ownerId: string;
  readonly access: Access;
  readonly locked: boolean;
  readonly settings: RoomSettings;
  readonly createdAt: number;
  /** Fixed when the room was given one; without it the room expires some time after its last use. */
  readonly expiresAt: number | null;
  /** When it was made, or when the last meeting began or ended. */
  readonly usedAt: number;
  readonly deletedAt: number | null;
};

/** The page after `cursor`, which an earlier page gave; null begins. */
export type PageRequest = { readonly cursor: string | null; readonly limit: number };
export type Page<T> = { readonly rows: readonly T[]; readonly next: string | null };

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
  /** Also when it is deleted or expired. */
  byCode(code: string): Promise<RoomRecord | null>;
  byId(id: string): Promise<RoomRecord | null>;
  /** The room after the change; null when there is none. */
  update(id: string, patch: RoomPatch): Promise<RoomRecord | null>;
  /** Notes that a meeting began or ended. */
  markUsed(id: string, at: number): Promise<void>;
  remove(id: string, at: number): Promise<"removed" | "unknown">;
  /**
   * Makes another account the owner; who was it becomes a co-host. `too_many`: the account already
   * owns `limit` rooms. `unknown`: it has no membership here, or is banned.
   */
  handOver(
    id: string,
    to: { readonly participantId: string; readonly limit: number },
  ): Promise<"changed" | "too_many" | "unknown">;
  /** Rooms that an account owns and that are not deleted, newest first. */
  listOf(ownerId: string, page: PageRequest): Promise<Page<RoomRecord>>;
  /**
   * Removes, with all that belongs to them, the rooms that were deleted or expired before `before`;
   * without an expiry of its own a room expires `idleMs` after its last use. `except`: rooms in
   * which somebody is now. Returns how many.
   */
  removeForgotten(before: number, idleMs: number, except: ReadonlySet<string>): Promise<number>;
}

export type Membership = {
  readonly roomId: string;
  readonly principal: Principal;
  /** Stable for this room and principal. */
  readonly participantId: string;
  /** As the person was called when the membership was made or last removed. */
  readonly name: string;
  readonly role: Role;
  /** Grows with every removal: tickets and resume tokens of an earlier one are void. */
  readonly epoch: number;
  /** Null: not let in yet, or not any more. */
  readonly admittedAt: number | null;
  readonly bannedAt: number | null;
};

export type Ban = Pick<Membership, "participantId" | "principal" | "name"> & {
  readonly bannedAt: number;
};

export interface MembershipStore {
  find(roomId: string, principal: Principal): Promise<Membership | null>;
  byParticipant(roomId: string, participantId: string): Promise<Membership | null>;
  /** Those of these participants that there are. */
  among(roomId: string, participantIds: readonly string[]): Promise<Membership[]>;
  /** Stores the membership, or returns the one that is there for the same room and principal. */
  ensure(membership: Membership): Promise<Membership>;
  /** Lets those in who are not let in yet. */
  admit(roomId: string, participantIds: readonly string[], at: number): Promise<void>;
  /**
   * Makes a co-host or a member of somebody who is let in. `unknown`: nobody is known by that id, it
   * is the owner, or the person was removed in the meantime.
   */
  setRole(roomId: string, participantId: string, role: Role): Promise<"changed" | "unknown">;
  /**
   * Takes the admission and the role away and makes the epoch one larger; with `ban` the person
   * stays out. A null name leaves it as it is. Null: there is no such membership, or it is the
   * owner's.
   */
  remove(
    roomId: string,
    participantId: string,
    removal: { readonly at: number; readonly ban: boolean; readonly name: string | null },
  ): Promise<Membership | null>;
  /** Latest first. */
  bans(roomId: string): Promise<Ban[]>;
  liftBan(roomId: string, participantId: string): Promise<"lifted" | "unknown">;
}

export type Appended = { readonly created: boolean; readonly stored: StoredMessage };

export interface ChatStore {
  /** Stores the message, or returns the one that its sender stored under the same `clientId`. */
  append(roomId: string, message: StoredMessage): Promise<Appended>;
  /**
   * The same while the room is owned under `fence`; `fenced`: it is not any more, and nothing is
   * stored. Who owns it afterwards reads everything that was. On Postgres alone.
   */
  appendFenced(roomId: string, message: StoredMessage, fence: number): Promise<Appended | "fenced">;
  /** The last `limit` messages of the room, oldest first, direct ones included. */
  recent(roomId: string, limit: number): Promise<StoredMessage[]>;
  /** What `participantId` may see, newest page first; within a page oldest first. */
  page(roomId: string, participantId: string, page: PageRequest): Promise<Page<StoredMessage>>;
}

export type InviteRecord = {
  readonly id: string;
  readonly roomId: string;
  /** SHA-256 of what stands in the link, base64url. */
  readonly tokenHash: string;
  /** The most that it makes of who uses it. */
  readonly role: "cohost" | "member";
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly usesLeft: number | null;
  readonly revokedAt: number | null;
};

export interface InviteStore {
  create(invite: InviteRecord, limit: number): Promise<"created" | "too_many">;
  /** Newest first. */
  list(roomId: string): Promise<InviteRecord[]>;
  revoke(roomId: string, id: string, at: number): Promise<"revoked" | "unknown">;
  /**
   * Uses an invite up by one and stores the membership with the invite's role, let in at `now`.
   * Null: there is no such invite for this room, or it is revoked, expired or used up. A membership
   * that is let in already comes back as it is, and one that was removed or banned too; neither
   * uses the invite up.
   */
  redeem(tokenHash: string, membership: Membership, now: number): Promise<Membership | null>;
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
  /** Once more is the same as once: who heard nothing of the first time may ask again. */
  open(stay: Omit<Stay, "leftAt">): Promise<void>;
  close(id: string, leftAt: number): Promise<"closed" | "unknown">;
  /** Closes what a crash left open, at `leftAt` or at its start if that is later; how many. */
  closeAll(leftAt: number): Promise<number>;
  /** Closes those of one room that are open, except these, in the same way. */
  closeIn(roomId: string, except: readonly string[], leftAt: number): Promise<void>;
  /** Oldest first. */
  list(roomId: string): Promise<Stay[]>;
  /** Newest first. */
  page(roomId: string, page: PageRequest): Promise<Page<Stay>>;
}

export interface TicketStore {
  /** Notes the ticket's use; `again`: it has been used before, here or by way of another node. */
  use(id: string, expiresAt: number): Promise<"used" | "again">;
  /** Forgets the tickets that had expired at `now`; how many. */
  removeExpired(now: number): Promise<number>;
}

export type Stores = {
  readonly accounts: AccountStore;
  readonly sessions: SessionStore;
  readonly rooms: RoomStore;
  readonly memberships: MembershipStore;
  readonly stays: StayStore;
  readonly chat: ChatStore;
  readonly invites: InviteStore;
  readonly tokens: TokenStore;
  readonly signingKeys: SigningKeyStore;
  readonly tickets: TicketStore;
};
