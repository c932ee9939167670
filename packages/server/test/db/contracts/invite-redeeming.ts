import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { InviteRecord, Membership, Stores } from "../../../src/runtime/ports.ts";
import { NOW, invite, membership, storedRoom, times, waiting } from "../fixtures.ts";
import { type OpenStores, withStores } from "./open-stores.ts";

const LATER = NOW + 50;

type World = {
  readonly roomId: string;
  readonly stored: InviteRecord;
  readonly redeem: (membership: Membership) => Promise<Membership | null>;
  readonly usesLeft: () => Promise<number | null | undefined>;
};

/** A room with one invite. */
async function invited(stores: Stores, fields: Partial<InviteRecord> = {}): Promise<World> {
  const { id: roomId } = await storedRoom(stores);
  const stored = invite(roomId, { usesLeft: 5, ...fields });
  await stores.invites.create(stored, 10);
  const { tokenHash } = stored;
  return {
    roomId,
    stored,
    redeem: (fresh) => stores.invites.redeem(tokenHash, fresh, LATER),
    usesLeft: async () => (await stores.invites.list(roomId))[0]?.usesLeft,
  };
}

/** What every InviteStore does for those who use an invite. */
export function inviteRedeemingContract(name: string, open: OpenStores): void {
  describe(`InviteStore on ${name}, using invites`, () => {
    it(
      "[STORE8] an invite lets somebody in with its role, and has one use less",
      withStores(open, async (stores) => {
        const { roomId, redeem, usesLeft } = await invited(stores, { role: "cohost" });
        const fresh = waiting(roomId, { principal: "guest:g1" });
        const admitted = { ...fresh, role: "cohost", admittedAt: LATER };
        assert.deepEqual(await redeem(fresh), admitted);
        assert.deepEqual(await stores.memberships.find(roomId, "guest:g1"), admitted);
        assert.equal(await usesLeft(), 4);
      }),
    );

    it(
      "an invite without a number of uses is never used up",
      withStores(open, async (stores) => {
        const { roomId, redeem, usesLeft } = await invited(stores, { usesLeft: null });
        for (const fresh of times(3, () => waiting(roomId))) {
          assert.equal((await redeem(fresh))?.admittedAt, LATER);
        }
        assert.equal(await usesLeft(), null);
      }),
    );

    it(
      "[STORE8] of ten at once an invite for three lets three in, and nobody afterwards",
      withStores(open, async (stores) => {
        const { roomId, redeem, usesLeft } = await invited(stores, { usesLeft: 3 });
        const got = await Promise.all(times(10, () => redeem(waiting(roomId))));
        assert.equal(got.filter((each) => each !== null).length, 3);
        assert.equal(await redeem(waiting(roomId)), null);
        assert.equal(await usesLeft(), 0);
      }),
    );

    it(
      "[STORE8] a person who comes ten times at once uses an invite up by one",
      withStores(open, async (stores) => {
        const { roomId, redeem, usesLeft } = await invited(stores);
        const rivals = times(10, () => waiting(roomId, { principal: "guest:g1" }));
        const got = await Promise.all(rivals.map(redeem));
        const stored = await stores.memberships.find(roomId, "guest:g1");
        assert.equal(stored?.admittedAt, LATER);
        for (const each of got) assert.deepEqual(each, stored);
        assert.equal(await usesLeft(), 4);
      }),
    );

    it(
      "[STORE8] an invite that is unknown, revoked, expired or another room's lets nobody in",
      withStores(open, async (stores) => {
        const revoked = await invited(stores, { revokedAt: NOW });
        const expired = await invited(stores, { expiresAt: LATER });
        const elsewhere = await invited(stores);
        const { roomId } = await invited(stores);
        const fresh = [waiting(revoked.roomId), waiting(expired.roomId), waiting(roomId)] as const;
        assert.equal(await revoked.redeem(fresh[0]), null);
        assert.equal(await expired.redeem(fresh[1]), null);
        assert.equal(await elsewhere.redeem(fresh[2]), null);
        assert.equal(await stores.invites.redeem("unknown", fresh[2], LATER), null);
        for (const { roomId: id, principal } of fresh) {
          assert.equal(await stores.memberships.find(id, principal), null);
        }
        assert.equal(await elsewhere.usesLeft(), 5);
      }),
    );

    it(
      "an invite is good until the moment it expires",
      withStores(open, async (stores) => {
        const { roomId, redeem } = await invited(stores, { expiresAt: LATER + 1 });
        assert.equal((await redeem(waiting(roomId)))?.admittedAt, LATER);
      }),
    );

    it(
      "lets in who waits already, under the participant id they have",
      withStores(open, async (stores) => {
        const { roomId, redeem, usesLeft } = await invited(stores, { role: "cohost" });
        const first = await stores.memberships.ensure(waiting(roomId));
        const admitted = { ...first, role: "cohost", admittedAt: LATER };
        assert.deepEqual(await redeem(waiting(roomId, { principal: first.principal })), admitted);
        assert.deepEqual(await stores.memberships.find(roomId, first.principal), admitted);
        assert.equal(await usesLeft(), 4);
      }),
    );

    it(
      "takes no role away from who has more than the invite gives",
      withStores(open, async (stores) => {
        const { roomId, redeem } = await invited(stores, { role: "member" });
        const cohost = await stores.memberships.ensure(waiting(roomId, { role: "cohost" }));
        const admitted = await redeem(waiting(roomId, { principal: cohost.principal }));
        assert.deepEqual(admitted, { ...cohost, admittedAt: LATER });
      }),
    );

    it(
      "[STORE8] who is in already keeps what they have and uses nothing up, also with a used invite",
      withStores(open, async (stores) => {
        const { roomId, stored, redeem, usesLeft } = await invited(stores, { role: "cohost" });
        const member = await stores.memberships.ensure(membership(roomId));
        const again = waiting(roomId, { principal: member.principal });
        assert.deepEqual(await redeem(again), member);
        assert.equal(await usesLeft(), 5);
        await stores.invites.revoke(roomId, stored.id, NOW);
        assert.deepEqual(await redeem(again), member);
      }),
    );

    it(
      "[STORE9] an invite lets nobody in who was removed or banned, or whose ban was lifted",
      withStores(open, async (stores) => {
        const { roomId, redeem, usesLeft } = await invited(stores);
        const ways = [
          { ban: false, lift: false },
          { ban: true, lift: false },
          { ban: true, lift: true },
        ];
        for (const { ban, lift } of ways) {
          const fresh = membership(roomId);
          const { participantId } = await stores.memberships.ensure(fresh);
          await stores.memberships.remove(roomId, participantId, { at: NOW, ban, name: "Ada" });
          if (lift) await stores.memberships.liftBan(roomId, participantId);
          const out = await stores.memberships.find(roomId, fresh.principal);
          assert.deepEqual(await redeem(fresh), out);
          assert.equal(out?.admittedAt, null);
          assert.deepEqual(await stores.memberships.find(roomId, fresh.principal), out);
        }
        const banned = await stores.memberships.ensure(waiting(roomId, { bannedAt: NOW }));
        assert.deepEqual(await redeem(waiting(roomId, { principal: banned.principal })), banned);
        assert.equal(await usesLeft(), 5);
      }),
    );

    it(
      "lets nobody into a deleted room",
      withStores(open, async (stores) => {
        const { roomId, redeem } = await invited(stores);
        await stores.rooms.remove(roomId, NOW);
        const fresh = waiting(roomId);
        assert.equal(await redeem(fresh), null);
        assert.equal(await stores.memberships.find(roomId, fresh.principal), null);
      }),
    );
  });
}
