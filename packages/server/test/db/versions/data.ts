import assert from "node:assert/strict";
import type { Account, Stores } from "../../../src/runtime/ports.ts";

const ADA: Account = {
  id: "a1",
  username: "Ada",
  usernameKey: "ada",
  displayName: "Ada Lovelace",
  createdAt: 1_767_225_600_000,
  passwordHash: "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA",
  passwordRule: "strict",
  deletedAt: null,
};

/** What the fixture of this version holds, seen through the stores of the newest one. */
export async function assertDataOf(version: string, stores: Stores): Promise<void> {
  await assertInitialData(stores);
  if (version >= "0002") await assertDataOf0002(stores);
}

/** What each fixture holds. */
async function assertInitialData(stores: Stores): Promise<void> {
  const { accounts, sessions, rooms, memberships, stays } = stores;
  assert.deepEqual(await accounts.byId("a1"), ADA);
  assert.equal((await accounts.byUsernameKey("grace"))?.displayName, "Grace 王");
  assert.deepEqual(await sessions.find("s1", 1_767_225_602_000), {
    session: {
      id: "s1",
      accountId: "a1",
      createdAt: 1_767_225_602_000,
      expiresAt: 1_768_435_202_000,
      userAgent: null,
    },
    account: ADA,
  });
  assert.deepEqual(await rooms.byCode("abc-defg-hij"), {
    id: "r1",
    code: "abc-defg-hij",
    name: "Stand-up",
    ownerId: "a1",
    access: "trusted",
    locked: true,
    settings: { chat: false, reactions: true, screenShare: true, muteOnEntry: true, media: "mesh" },
    createdAt: 1_767_225_604_000,
    expiresAt: 1_767_312_004_000,
    usedAt: 1_767_225_609_000,
    deletedAt: null,
  });
  const second = await rooms.byCode("klm-nopq-rst");
  assert.equal(second?.expiresAt, null);
  assert.equal(second?.usedAt, 1_767_225_605_000);
  assert.deepEqual(await memberships.find("r1", "account:a2"), {
    roomId: "r1",
    principal: "account:a2",
    participantId: "p2",
    name: "Grace 王",
    role: "member",
    epoch: 2,
    admittedAt: 1_767_225_606_000,
    bannedAt: null,
  });
  assert.equal((await memberships.find("r2", "account:a2"))?.name, "");
  const left = (await stays.list("r1")).map(({ id, leftAt }) => [id, leftAt]);
  assert.deepEqual(left, [
    ["t1", 1_767_225_609_000],
    ["t2", null],
  ]);
}

async function assertDataOf0002(stores: Stores): Promise<void> {
  await assertPeople(stores);
  const { rooms, memberships, invites, chat } = stores;
  assert.equal((await rooms.byCode("uvw-xyza-bcd"))?.deletedAt, 1_767_225_602_500);
  assert.deepEqual(await memberships.bans("r1"), [
    { participantId: "p4", principal: "guest:g1", name: "Mallory", bannedAt: 1_767_225_608_500 },
  ]);
  assert.deepEqual(await invites.list("r1"), [
    {
      id: "i2",
      roomId: "r1",
      tokenHash: "aGFzaC1vZi1hbm90aGVy",
      role: "member",
      createdAt: 1_767_225_607_000,
      expiresAt: null,
      usesLeft: null,
      revokedAt: 1_767_225_608_000,
    },
    {
      id: "i1",
      roomId: "r1",
      tokenHash: "aGFzaC1vZi1hbi1pbnZpdGU",
      role: "cohost",
      createdAt: 1_767_225_606_000,
      expiresAt: 1_767_312_004_000,
      usesLeft: 3,
      revokedAt: null,
    },
  ]);
  const [first, second] = await chat.recent("r1", 10);
  assert.deepEqual(first, {
    message: {
      id: "m1",
      from: { participantId: "p1", name: "Ada Lovelace" },
      to: null,
      text: "Hello, <b>王</b>",
      sentAt: 1_767_225_608_100,
    },
    clientId: "c1",
    position: 1,
  });
  assert.equal(second?.message.to, "p1");
}

async function assertPeople({ accounts, sessions, tokens, signingKeys }: Stores): Promise<void> {
  assert.equal((await accounts.byId("a3"))?.deletedAt, 1_767_225_602_500);
  assert.equal(await accounts.byUsernameKey("deleted a3"), null);
  const { session } = (await sessions.find("s2", 0)) ?? {};
  assert.equal(session?.userAgent, "Mozilla/5.0 (X11; Linux x86_64)");
  assert.deepEqual((await tokens.find("f1", 0))?.family, {
    id: "f1",
    accountId: "a1",
    tokenHash: "aGFzaC1vZi1hLXRva2Vu",
    createdAt: 1_767_225_602_000,
    expiresAt: 1_769_817_602_000,
    userAgent: "curl/8.5.0",
  });
  assert.deepEqual(await signingKeys.list(), [
    {
      id: "k1",
      publicKey: '{"kty":"EC","crv":"P-256","kid":"k1"}',
      privateKey: "ZW5jcnlwdGVk",
      createdAt: 1_767_225_600_000,
    },
  ]);
}
