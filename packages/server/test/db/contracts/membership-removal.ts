import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Ban, Membership } from "../../../src/runtime/ports.ts";
import { NOW, membership, ownerOf, storedRoom, times } from "../fixtures.ts";
import { type OpenStores, withStores } from "./open-stores.ts";

const KICK = { at: NOW + 5, ban: false, name: "Ada L." };
const BAN = { at: NOW + 5, ban: true, name: "Ada L." };

function banOf({ participantId, principal, name, bannedAt }: Membership): Ban {
  assert.ok(bannedAt !== null);
  return { participantId, principal, name, bannedAt };
}

/** What every MembershipStore does with those who are removed and banned. */
export function membershipRemovalContract(name: string, open: OpenStores): void {
  describe(`MembershipStore on ${name}, removing people`, () => {
    it(
      "[STORE4] removing takes the admission and the role away and makes the epoch larger",
      withStores(open, async ({ memberships, ...stores }) => {
        const { id } = await storedRoom({ memberships, ...stores });
        const member = membership(id, { role: "cohost", epoch: 3 });
        const other = membership(id);
        for (const each of [member, other]) await memberships.ensure(each);
        const removed = { ...member, name: "Ada L.", role: "member", epoch: 4, admittedAt: null };
        assert.deepEqual(await memberships.remove(id, member.participantId, KICK), removed);
        assert.deepEqual(await memberships.find(id, member.principal), removed);
        assert.deepEqual(await memberships.ensure({ ...member, epoch: 1 }), removed);
        assert.deepEqual(await memberships.find(id, other.principal), other);
        assert.deepEqual(await memberships.bans(id), []);
      }),
    );

    it(
      "[STORE4] every one of many removals counts",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const { principal, participantId } = await stores.memberships.ensure(membership(id));
        await Promise.all(times(10, () => stores.memberships.remove(id, participantId, KICK)));
        assert.equal((await stores.memberships.find(id, principal))?.epoch, 11);
      }),
    );

    it(
      "[STORE4] the owner cannot be removed or banned",
      withStores(open, async (stores) => {
        const room = await storedRoom(stores);
        const owner = await stores.memberships.find(room.id, ownerOf(room).principal);
        assert.ok(owner);
        for (const removal of [KICK, BAN]) {
          const outcome = await stores.memberships.remove(room.id, owner.participantId, removal);
          assert.equal(outcome, null);
        }
        assert.deepEqual(await stores.memberships.find(room.id, owner.principal), owner);
      }),
    );

    it(
      "removes nobody who is not there",
      withStores(open, async (stores) => {
        const [here, there] = [await storedRoom(stores), await storedRoom(stores)];
        const { participantId } = await stores.memberships.ensure(membership(there.id));
        assert.equal(await stores.memberships.remove(here.id, participantId, BAN), null);
        assert.deepEqual(await stores.memberships.bans(there.id), []);
      }),
    );

    it(
      "[STORE5] a ban outlasts a removal without one, and being let in",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const { principal, participantId } = await stores.memberships.ensure(membership(id));
        await stores.memberships.remove(id, participantId, BAN);
        await stores.memberships.remove(id, participantId, { ...KICK, at: NOW + 9 });
        await stores.memberships.admit(id, [participantId], NOW + 10);
        const found = await stores.memberships.find(id, principal);
        assert.equal(found?.bannedAt, NOW + 5);
        assert.equal(found?.admittedAt, null);
        assert.equal(found?.epoch, 3);
      }),
    );

    it(
      "[STORE5] bans are listed, latest first, for their room alone",
      withStores(open, async (stores) => {
        const [here, there] = [await storedRoom(stores), await storedRoom(stores)];
        const banned = [];
        for (const [n, roomId] of [here.id, here.id, there.id].entries()) {
          const { participantId } = await stores.memberships.ensure(
            membership(roomId, { principal: `guest:g${n}` }),
          );
          const removal = { at: NOW + n, ban: true, name: `Guest ${n}` };
          const removed = await stores.memberships.remove(roomId, participantId, removal);
          assert.ok(removed);
          banned.push(banOf(removed));
        }
        const [first, second, third] = banned;
        assert.deepEqual(await stores.memberships.bans(here.id), [second, first]);
        assert.deepEqual(await stores.memberships.bans(there.id), [third]);
        assert.equal(first?.name, "Guest 0");
      }),
    );

    it(
      "[STORE5] a ban that is lifted is gone; the person stays out until let in",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const { principal, participantId } = await stores.memberships.ensure(membership(id));
        const banned = await stores.memberships.remove(id, participantId, BAN);
        assert.equal(await stores.memberships.liftBan(id, participantId), "lifted");
        assert.equal(await stores.memberships.liftBan(id, participantId), "unknown");
        assert.equal(await stores.memberships.liftBan(id, "nobody"), "unknown");
        assert.deepEqual(await stores.memberships.bans(id), []);
        const lifted = await stores.memberships.find(id, principal);
        assert.deepEqual(lifted, { ...banned, bannedAt: null });
        assert.equal(lifted?.admittedAt, null);
      }),
    );
  });
}
