import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS } from "@parley/protocol";
import type { GuestIdentity } from "../../src/identity/identity.ts";
import { storeInvite, storePast } from "../support/callers.ts";
import { HOME, codeOf, participant, setUp } from "./admission-world.ts";
import { identityOf, storedAccount } from "./fixtures.ts";

const VERA: GuestIdentity = {
  kind: "guest",
  guestId: "vera",
  principal: "guest:vera",
  name: "Vera",
  grant: "guest:vera",
};

test("[ROOM7] a newcomer becomes a member once, with one participant id for good", async (t) => {
  const { stores, clock, admission, storedRoom } = await setUp(t);
  const room = await storedRoom();
  const ada = identityOf(await storedAccount(stores, "ada"));
  const { membership } = await admission.admit(ada, "abc-defg-hij", HOME);
  assert.deepEqual(membership, {
    roomId: room.id,
    principal: ada.principal,
    participantId: membership.participantId,
    name: ada.name,
    role: "member",
    epoch: 1,
    admittedAt: clock.now(),
    bannedAt: null,
  });
  clock.advance(1000);
  const again = await admission.admit(ada, "abc-defg-hij", HOME);
  assert.deepEqual(again, { room, membership, door: "member" });
  assert.deepEqual(await stores.memberships.find(room.id, ada.principal), membership);
});

test("[ROOM7] one who joins twice at once is one participant", async (t) => {
  const { stores, admission, storedRoom } = await setUp(t);
  await storedRoom();
  const ada = identityOf(await storedAccount(stores, "ada"));
  const joins = [1, 2, 3, 4].map(() => admission.admit(ada, "abc-defg-hij", HOME));
  const ids = (await Promise.all(joins)).map(({ membership }) => membership.participantId);
  assert.equal(new Set(ids).size, 1);
});

test("[ROOM7] the owner is admitted as the owner", async (t) => {
  const { stores, admission, owner, storedRoom } = await setUp(t);
  const room = await storedRoom();
  const { membership } = await admission.admit(identityOf(owner), "abc-defg-hij", HOME);
  assert.equal(membership.role, "owner");
  assert.deepEqual(membership, await stores.memberships.find(room.id, `account:${owner.id}`));
});

test("[ROOM7] who waits has a participant id too, and keeps it when let in", async (t) => {
  const { stores, clock, admission, storedRoom } = await setUp(t);
  const room = await storedRoom();
  const knock = () => admission.admit(VERA, "abc-defg-hij", HOME);
  const { membership, door } = await knock();
  assert.equal(door, "waiting");
  assert.equal(membership.admittedAt, null);
  assert.deepEqual(await knock(), { room, membership, door: "waiting" });
  await stores.memberships.admit(room.id, [membership.participantId], clock.now());
  const admitted = { ...membership, admittedAt: clock.now() };
  assert.deepEqual(await knock(), { room, membership: admitted, door: "member" });
});

test("[ROOM7] who waited before is let in for good where nobody needs to ask any more", async (t) => {
  const { stores, clock, admission, storedRoom } = await setUp(t);
  const room = await storedRoom();
  const { membership } = await admission.admit(VERA, "abc-defg-hij", HOME);
  await stores.rooms.update(room.id, { access: "open" });
  const admitted = { ...membership, admittedAt: clock.now() };
  const back = await admission.admit(VERA, "abc-defg-hij", HOME);
  assert.deepEqual([back.door, back.membership], ["member", admitted]);
  await stores.rooms.update(room.id, { access: "restricted" });
  const later = await admission.admit(VERA, "abc-defg-hij", HOME);
  assert.deepEqual([later.door, later.membership], ["member", admitted]);
});

test("[ROOM8] a full room refuses newcomers, without making them members, and takes its own back", async (t) => {
  const { stores, present, admission, owner, storedRoom } = await setUp(t);
  const room = await storedRoom();
  const ownership = await stores.memberships.find(room.id, `account:${owner.id}`);
  const ada = identityOf(await storedAccount(stores, "ada"));
  present.push(participant(ownership?.participantId ?? assert.fail()));
  for (let i = 1; i < LIMITS.participantsPerMesh; i += 1) present.push(participant(`p${i}`));
  await assert.rejects(admission.admit(ada, "abc-defg-hij", HOME), { code: "room_full" });
  assert.equal(await stores.memberships.find(room.id, ada.principal), null);
  await admission.admit(identityOf(owner), "abc-defg-hij", HOME);
  present.pop();
  await admission.admit(ada, "abc-defg-hij", HOME);
});

test("[ROOM12] an admission asks once who is in the room; who has to wait needs no answer", async (t) => {
  const { stores, clock, present, asked, admission, storedRoom } = await setUp(t);
  const { id, usedAt } = await storedRoom();
  const ada = identityOf(await storedAccount(stores, "ada"));
  await admission.admit(ada, "abc-defg-hij", HOME);
  assert.deepEqual(asked, [id]);
  assert.equal((await admission.admit(VERA, "abc-defg-hij", HOME)).door, "waiting");
  assert.deepEqual(asked, [id]);
  present.push(participant("p1"));
  clock.advance(usedAt + LIMITS.idleRoomMs - clock.now());
  await admission.admit(ada, "abc-defg-hij", HOME);
  assert.deepEqual(asked, [id, id], "also when the room would have expired without them");
});

test("[MEDIA15] where there is no SFU any more, a room made for one is full as a mesh is", async (t) => {
  const { stores, present, admission, storedRoom } = await setUp(t);
  const { id, settings } = await storedRoom();
  const patch = { settings: { ...settings, media: "sfu" as const } };
  await stores.rooms.update(id, patch);
  const ada = identityOf(await storedAccount(stores, "ada"));
  for (let i = 0; i < LIMITS.participantsPerMesh; i += 1) present.push(participant(`p${i}`));
  await assert.rejects(admission.admit(ada, "abc-defg-hij", HOME), { code: "room_full" });
});

test("[ROOM8] a full room does not use an invite up, and one may wait for a place", async (t) => {
  const { stores, present, admission, storedRoom } = await setUp(t);
  const room = await storedRoom();
  const invite = await storeInvite(stores, room, { uses: 1 });
  for (let i = 0; i < LIMITS.participantsPerMesh; i += 1) present.push(participant(`p${i}`));
  const redeem = () => admission.admit(VERA, "abc-defg-hij", HOME, invite);
  await assert.rejects(redeem(), { code: "room_full" });
  assert.equal((await admission.admit(VERA, "abc-defg-hij", HOME)).door, "waiting");
  present.pop();
  assert.equal((await redeem()).door, "member");
});

test("[INVITE2] an invite lets in who would wait, and makes of them what it says", async (t) => {
  const { stores, clock, admission, storedRoom } = await setUp(t);
  const room = await storedRoom({ access: "restricted" });
  const invite = await storeInvite(stores, room, { role: "cohost" });
  const { membership, door } = await admission.admit(VERA, "abc-defg-hij", HOME, invite);
  assert.equal(door, "member");
  assert.equal(membership.role, "cohost");
  assert.equal(membership.admittedAt, clock.now());
  assert.deepEqual(await stores.memberships.find(room.id, VERA.principal), membership);
});

test("[INVITE3] who is in already neither gains by an invite nor uses it up", async (t) => {
  const { stores, admission, storedRoom } = await setUp(t);
  const room = await storedRoom();
  await storePast(stores, room, VERA.principal, "admitted");
  const invite = await storeInvite(stores, room, { role: "cohost", uses: 1 });
  const { membership } = await admission.admit(VERA, "abc-defg-hij", HOME, invite);
  assert.equal(membership.role, "member");
  assert.equal((await stores.invites.list(room.id))[0]?.usesLeft, 1);
  const wrong = await admission.admit(VERA, "abc-defg-hij", HOME, "wrong");
  assert.deepEqual(wrong.membership, membership);
});

test("[INVITE4] an invite opens neither a locked room nor one that put the person out", async (t) => {
  const { stores, admission, storedRoom } = await setUp(t);
  const room = await storedRoom({ locked: true });
  const invite = await storeInvite(stores, room, { uses: 1 });
  const redeem = () => admission.admit(VERA, "abc-defg-hij", HOME, invite);
  await assert.rejects(redeem(), { code: "room_locked" });
  await stores.rooms.update(room.id, { locked: false });
  await storePast(stores, room, VERA.principal, "removed");
  assert.equal((await redeem()).door, "waiting");
  await storePast(stores, room, VERA.principal, "banned");
  await assert.rejects(redeem(), { code: "banned" });
  assert.equal((await stores.invites.list(room.id))[0]?.usesLeft, 1);
});

test("[CALLER2] what is needed of a caller: to be let in, to be a host, to own the room", async (t) => {
  const { stores, admission, owner, storedRoom } = await setUp(t);
  const room = await storedRoom();
  const may = async (identity: Parameters<typeof admission.authorize>[0]) =>
    Promise.all(
      (["member", "host", "owner"] as const).map(async (least) => {
        const outcome = await Promise.allSettled([admission.authorize(identity, room, least)]);
        return outcome.map((result) => codeOf(result) ?? "may")[0];
      }),
    );
  const no = "not_permitted";
  assert.deepEqual(await may(VERA), [no, no, no]);
  await storePast(stores, room, VERA.principal, "waiting");
  assert.deepEqual(await may(VERA), [no, no, no]);
  await admission.admit(VERA, "abc-defg-hij", HOME, await storeInvite(stores, room));
  assert.deepEqual(await may(VERA), ["may", no, no]);
  const ada = identityOf(await storedAccount(stores, "ada"));
  await storePast(stores, room, ada.principal, "cohost");
  assert.deepEqual(await may(ada), ["may", "may", no]);
  assert.deepEqual(await may(identityOf(owner)), ["may", "may", "may"]);
  const bob = identityOf(await storedAccount(stores, "bob"));
  await storePast(stores, room, bob.principal, "banned");
  assert.deepEqual(await may(bob), [no, no, no]);
  const banned = await stores.memberships.find(room.id, bob.principal);
  await stores.memberships.setRole(room.id, banned?.participantId ?? assert.fail(), "cohost");
  assert.deepEqual(await may(bob), [no, no, no], "a ban is stronger than a role");
});
