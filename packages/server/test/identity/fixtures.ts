import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { openDatabase } from "../../src/db/database.ts";
import { type AccountIdentity, accountIdentity } from "../../src/identity/identity.ts";
import { randomId } from "../../src/identity/random.ts";
import type { Account, Membership, RoomRecord, Stores } from "../../src/runtime/ports.ts";
import { FakeClock } from "../support/fake-clock.ts";

/** The real stores over a database file that goes away with the test. */
export async function openStores(t: TestContext): Promise<Stores> {
  const folder = await mkdtemp(join(tmpdir(), "parley-identity-"));
  const database = await openDatabase({ path: join(folder, "parley.db") });
  t.after(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });
  return database.stores;
}

export function newAccount(username: string): Account {
  return {
    id: randomId(),
    username,
    usernameKey: username.toLowerCase(),
    displayName: `The ${username}`,
    createdAt: 1,
    deletedAt: null,
    passwordHash: "$argon2id$",
    passwordRule: "strict",
  };
}

export async function storedAccount(stores: Stores, username: string): Promise<Account> {
  const account = newAccount(username);
  await stores.accounts.create(account);
  return account;
}

export function identityOf(account: Account, grant = "session"): AccountIdentity {
  return accountIdentity(account, grant);
}

export async function storedRoom(
  stores: Stores,
  owner: Account,
  change: Partial<RoomRecord> = {},
): Promise<{ room: RoomRecord; ownership: Membership }> {
  const room: RoomRecord = {
    id: randomId(),
    code: "abc-defg-hij",
    name: "",
    ownerId: owner.id,
    access: "trusted",
    locked: false,
    settings: {
      chat: true,
      reactions: true,
      screenShare: true,
      muteOnEntry: false,
      media: "mesh",
    },
    createdAt: 1,
    expiresAt: null,
    usedAt: new FakeClock().now(),
    deletedAt: null,
    ...change,
  };
  const ownership: Membership = {
    roomId: room.id,
    principal: `account:${owner.id}`,
    participantId: randomId(),
    name: owner.displayName,
    role: "owner",
    epoch: 1,
    admittedAt: 1,
    bannedAt: null,
  };
  await stores.rooms.create(room, ownership, 10);
  return { room, ownership };
}
