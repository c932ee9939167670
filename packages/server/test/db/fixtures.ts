import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Clock } from "../../src/runtime/ports.ts";
import type {
  Account,
  Membership,
  RoomRecord,
  Session,
  Stay,
  Stores,
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
    ...fields,
  };
}

export function session(accountId: string, fields: Partial<Session> = {}): Session {
  return { id: randomUUID(), accountId, createdAt: NOW, expiresAt: NOW + 1000, ...fields };
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
    ...fields,
  };
}

export function membership(roomId: string, fields: Partial<Membership> = {}): Membership {
  return {
    roomId,
    principal: `account:${randomUUID()}`,
    participantId: randomUUID(),
    role: "member",
    epoch: 1,
    admittedAt: NOW,
    ...fields,
  };
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

export async function storedAccount(stores: Stores): Promise<Account> {
  const stored = account();
  await stores.accounts.create(stored);
  return stored;
}

export async function storedRoom(stores: Stores): Promise<RoomRecord> {
  const owner = await storedAccount(stores);
  const stored = room(owner.id);
  await stores.rooms.create(stored, ownerOf(stored), 1);
  return stored;
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
