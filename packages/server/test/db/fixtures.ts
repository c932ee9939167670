import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type {
  Account,
  Clock,
  InviteRecord,
  Membership,
  Page,
  PageRequest,
  RoomRecord,
  Session,
  SigningKey,
  Stay,
  StoredMessage,
  Stores,
  TokenFamily,
} from "../../src/runtime/ports.ts";

/** 2026-01-01T00:00Z. */
export const NOW = 1_767_225_600_000;

/** A new folder and how to remove it. */
export async function tempDir(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "parley-db-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** The path of a database file that is not there yet, in a folder that goes with the test. */
export async function tempFile(t: TestContext): Promise<string> {
  const dir = await tempDir();
  t.after(() => dir.remove());
  return join(dir.path, "parley.db");
}

export function account(fields: Partial<Account> = {}): Account {
  const id = fields.id ?? randomUUID();
  return {
    id,
    username: `User-${id}`,
    usernameKey: `user-${id}`,
    displayName: "Ada",
    createdAt: NOW,
    passwordHash: "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA",
    passwordRule: "strict",
    deletedAt: null,
    ...fields,
  };
}

export function session(accountId: string, fields: Partial<Session> = {}): Session {
  return {
    id: randomUUID(),
    accountId,
    createdAt: NOW,
    expiresAt: NOW + 1000,
    userAgent: "Mozilla/5.0",
    ...fields,
  };
}

export function tokenFamily(accountId: string, fields: Partial<TokenFamily> = {}): TokenFamily {
  return {
    id: randomUUID(),
    accountId,
    tokenHash: randomUUID(),
    createdAt: NOW,
    expiresAt: NOW + 1000,
    userAgent: "curl/8.0",
    ...fields,
  };
}

export function signingKey(fields: Partial<SigningKey> = {}): SigningKey {
  const id = fields.id ?? randomUUID();
  return {
    id,
    publicKey: JSON.stringify({ kty: "EC", kid: id }),
    privateKey: "encrypted",
    createdAt: NOW,
    ...fields,
  };
}

export function room(ownerId: string, fields: Partial<RoomRecord> = {}): RoomRecord {
  const id = fields.id ?? randomUUID();
  return {
    id,
    code: `code-${id}`,
    name: "Stand-up",
    ownerId,
    access: "open",
    locked: false,
    settings: { chat: true, reactions: true, screenShare: true, muteOnEntry: false, media: "mesh" },
    createdAt: NOW,
    expiresAt: null,
    usedAt: NOW,
    deletedAt: null,
    ...fields,
  };
}

export function membership(roomId: string, fields: Partial<Membership> = {}): Membership {
  return {
    roomId,
    principal: `account:${randomUUID()}`,
    participantId: randomUUID(),
    name: "Ada",
    role: "member",
    epoch: 1,
    admittedAt: NOW,
    bannedAt: null,
    ...fields,
  };
}

/** Somebody who waits to be let in. */
export function waiting(roomId: string, fields: Partial<Membership> = {}): Membership {
  return membership(roomId, { admittedAt: null, ...fields });
}

export function ownerOf(record: RoomRecord): Membership {
  return membership(record.id, { principal: `account:${record.ownerId}`, role: "owner" });
}

export function stay(roomId: string, fields: Partial<Stay> = {}): Omit<Stay, "leftAt"> {
  return {
    id: randomUUID(),
    roomId,
    participantId: randomUUID(),
    name: "Ada",
    joinedAt: NOW,
    ...fields,
  };
}

type MessageFields = {
  readonly id?: string;
  readonly clientId?: string;
  /** Participant ids. */
  readonly from?: string;
  readonly to?: string;
  readonly name?: string;
  readonly text?: string;
};

/** The message number `position` of its room, `p1` to all. */
export function message(position: number, fields: MessageFields = {}): StoredMessage {
  const { id = randomUUID(), from = "p1", to = null, name = "Ada", text = "Hello" } = fields;
  const sender = { participantId: from, name };
  return {
    message: { id, from: sender, to, text, sentAt: NOW + position },
    clientId: fields.clientId ?? randomUUID(),
    position,
  };
}

export function invite(roomId: string, fields: Partial<InviteRecord> = {}): InviteRecord {
  return {
    id: randomUUID(),
    roomId,
    tokenHash: randomUUID(),
    role: "member",
    createdAt: NOW,
    expiresAt: null,
    usesLeft: null,
    revokedAt: null,
    ...fields,
  };
}

export async function storedAccount(stores: Stores): Promise<Account> {
  const stored = account();
  await stores.accounts.create(stored);
  return stored;
}

/** A room with an owner of its own. */
export async function storedRoom(
  stores: Stores,
  fields: Partial<RoomRecord> = {},
): Promise<RoomRecord> {
  const owner = await storedAccount(stores);
  return await storedRoomOf(stores, owner.id, fields);
}

export async function storedRoomOf(
  stores: Stores,
  ownerId: string,
  fields: Partial<RoomRecord> = {},
): Promise<RoomRecord> {
  const stored = room(ownerId, fields);
  assert.equal(await stores.rooms.create(stored, ownerOf(stored), 1000), "created");
  return stored;
}

/** All pages of `limit` rows, from the first to the last. */
export async function allPages<T>(
  limit: number,
  read: (page: PageRequest) => Promise<Page<T>>,
): Promise<(readonly T[])[]> {
  const pages: (readonly T[])[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await read({ cursor, limit });
    pages.push(page.rows);
    cursor = page.next;
  } while (cursor !== null);
  return pages;
}

export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** How often each value occurs. */
export function tally(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

/** A clock whose timers run when the test says so. */
export function manualTimers(): Pick<Clock, "after"> & { readonly waiting: number; fire(): void } {
  const timers = new Set<() => void>();
  return {
    get waiting() {
      return timers.size;
    },
    after(_ms, fn) {
      const timer = (): void => fn();
      timers.add(timer);
      return () => timers.delete(timer);
    },
    fire() {
      const due = [...timers];
      timers.clear();
      for (const timer of due) timer();
    },
  };
}
