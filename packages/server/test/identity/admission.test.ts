import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { LIMITS, ParleyError, type Participant } from "@parley/protocol";
import { Admission } from "../../src/identity/admission.ts";
import { randomId } from "../../src/identity/random.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { identityOf, openStores, storedAccount, storedRoom } from "./fixtures.ts";

const HOME = "192.0.2.1";
const DAY = 86_400_000;

function participant(id: string): Participant {
  return {
    id,
    name: id,
    kind: "account",
    role: "member",
    state: "online",
    joinedAt: 1,
    handRaisedAt: null,
    media: { mic: false, camera: false, screen: false },
    version: 1,
  };
}

function codeOf(result: PromiseSettledResult<unknown>): string | null {
  return result.status === "rejected" && result.reason instanceof ParleyError
    ? result.reason.code
    : null;
}

async function setUp(t: TestContext) {
  const stores = await openStores(t);
  const clock = new FakeClock();
  const present: Participant[] = [];
  const admission = new Admission({
    rooms: stores.rooms,
    memberships: stores.memberships,
    live: { participants: () => present },
    clock,
    limits: LIMITS,
    ids: randomId,
  });
  const owner = await storedAccount(stores, "owner");
  return { stores, clock, present, admission, owner };
}

test("[ROOM5] a room is found by its code in any case, with or without hyphens, or in a link", async (t) => {
  const { stores, admission, owner } = await setUp(t);
  const { room } = await storedRoom(stores, owner);
  const link = "http://localhost:8000/abc-defg-hij";
  for (const code of ["abc-defg-hij", "ABC-Defg-HIJ", "abcdefghij", link]) {
    assert.deepEqual(await admission.find(code, HOME), room);
  }
});

test("[ROOM5] an unknown code and a text that is no code are the same", async (t) => {
  const { admission } = await setUp(t);
  for (const code of ["zzz-zzzz-zzz", "", "room", "abc-defg-hi1", "äbc-defg-hij"]) {
    await assert.rejects(admission.find(code, HOME), { code: "room_not_found" }, code);
  }
});

test("[ROOM6] an expired room is known as that for 30 days, then not at all", async (t) => {
  const { stores, clock, admission, owner } = await setUp(t);
  await storedRoom(stores, owner, { expiresAt: clock.now() + 1000 });
  clock.advance(999);
  await admission.find("abc-defg-hij", HOME);
  clock.advance(1);
  await assert.rejects(admission.find("abc-defg-hij", HOME), { code: "room_expired" });
  clock.advance(30 * DAY - 1);
  await assert.rejects(admission.find("abc-defg-hij", HOME), { code: "room_expired" });
  clock.advance(1);
  await assert.rejects(admission.find("abc-defg-hij", HOME), { code: "room_not_found" });
});

test("[GUESS3] after 30 unknown codes in 10 minutes an address finds nothing any more", async (t) => {
  const { stores, clock, admission, owner } = await setUp(t);
  await storedRoom(stores, owner);
  const unknown = () => admission.find("zzz-zzzz-zzz", HOME);
  for (let i = 0; i < 30; i += 1) await assert.rejects(unknown(), { code: "room_not_found" });
  clock.advance(1000);
  const limited = { code: "rate_limited", retryAfterMs: LIMITS.addressWindowMs - 1000 };
  await assert.rejects(unknown(), limited);
  await assert.rejects(admission.find("abc-defg-hij", HOME), limited);
  await admission.find("abc-defg-hij", "192.0.2.2");
  clock.advance(LIMITS.addressWindowMs - 1000);
  await admission.find("abc-defg-hij", HOME);
});

test("[GUESS3] known codes do not count, and guesses that come at once do", async (t) => {
  const { stores, admission, owner } = await setUp(t);
  await storedRoom(stores, owner);
  const known = Array.from({ length: 100 }, () => admission.find("abc-defg-hij", HOME));
  await Promise.all(known);
  const guesses = Array.from({ length: 100 }, () => admission.find("zzz-zzzz-zzz", HOME));
  const codes = (await Promise.allSettled(guesses)).map(codeOf);
  assert.equal(codes.filter((code) => code === "room_not_found").length, 30);
  assert.equal(codes.filter((code) => code === "rate_limited").length, 70);
});

test("[ROOM7] a newcomer becomes a member once, with one participant id for good", async (t) => {
  const { stores, clock, admission, owner } = await setUp(t);
  const { room } = await storedRoom(stores, owner);
  const ada = identityOf(await storedAccount(stores, "ada"));
  const { membership } = await admission.admit(ada, "abc-defg-hij", HOME);
  assert.deepEqual(membership, {
    roomId: room.id,
    principal: ada.principal,
    participantId: membership.participantId,
    role: "member",
    epoch: 1,
    admittedAt: clock.now(),
  });
  clock.advance(1000);
  const again = await admission.admit(ada, "abc-defg-hij", HOME);
  assert.deepEqual(again, { room, membership });
  assert.deepEqual(await stores.memberships.find(room.id, ada.principal), membership);
});

test("[ROOM7] one who joins twice at once is one participant", async (t) => {
  const { stores, admission, owner } = await setUp(t);
  await storedRoom(stores, owner);
  const ada = identityOf(await storedAccount(stores, "ada"));
  const joins = [1, 2, 3, 4].map(() => admission.admit(ada, "abc-defg-hij", HOME));
  const ids = (await Promise.all(joins)).map(({ membership }) => membership.participantId);
  assert.equal(new Set(ids).size, 1);
});

test("[ROOM7] the owner is admitted as the owner", async (t) => {
  const { stores, admission, owner } = await setUp(t);
  const { ownership } = await storedRoom(stores, owner);
  const { membership } = await admission.admit(identityOf(owner), "abc-defg-hij", HOME);
  assert.deepEqual(membership, ownership);
});

test("[ROOM8] a full room refuses newcomers, without making them members, and takes its own back", async (t) => {
  const { stores, present, admission, owner } = await setUp(t);
  const { room, ownership } = await storedRoom(stores, owner);
  const ada = identityOf(await storedAccount(stores, "ada"));
  present.push(participant(ownership.participantId));
  for (let i = 1; i < LIMITS.participantsPerMesh; i += 1) present.push(participant(`p${i}`));
  await assert.rejects(admission.admit(ada, "abc-defg-hij", HOME), { code: "room_full" });
  assert.equal(await stores.memberships.find(room.id, ada.principal), null);
  await admission.admit(identityOf(owner), "abc-defg-hij", HOME);
  present.pop();
  await admission.admit(ada, "abc-defg-hij", HOME);
});
