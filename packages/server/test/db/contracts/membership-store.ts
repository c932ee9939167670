import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NOW, membership, storedRoom, times, waiting } from "../fixtures.ts";
import { type OpenStores, withStores } from "./open-stores.ts";

/** What every MembershipStore does. */
export function membershipStoreContract(name: string, open: OpenStores): void {
  describe(`MembershipStore on ${name}`, () => {
    it(
      "stores a membership and finds it",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const stored = membership(id, { principal: "guest:g1", role: "cohost", epoch: 7 });
        assert.deepEqual(await stores.memberships.ensure(stored), stored);
        assert.deepEqual(await stores.memberships.find(id, "guest:g1"), stored);
      }),
    );

    it(
      "finds some of a room by their participant ids",
      withStores(open, async (stores) => {
        const [here, there] = [await storedRoom(stores), await storedRoom(stores)];
        const [one, two] = [membership(here.id), membership(here.id)];
        const other = membership(there.id);
        for (const each of [one, two, other]) await stores.memberships.ensure(each);
        const ids = [one.participantId, other.participantId, "nobody"];
        assert.deepEqual(await stores.memberships.among(here.id, ids), [one]);
        assert.deepEqual(await stores.memberships.among(here.id, []), []);
      }),
    );

    it(
      "finds nothing for another room or another principal",
      withStores(open, async (stores) => {
        const [here, there] = [await storedRoom(stores), await storedRoom(stores)];
        const { principal } = await stores.memberships.ensure(membership(here.id));
        assert.equal(await stores.memberships.find(there.id, principal), null);
        assert.equal(await stores.memberships.find(here.id, "account:nobody"), null);
      }),
    );

    it(
      "returns what is there, unchanged, the second time",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const first = membership(id, { role: "cohost", epoch: 3 });
        const again = membership(id, { principal: first.principal, admittedAt: NOW + 5 });
        await stores.memberships.ensure(first);
        assert.deepEqual(await stores.memberships.ensure(again), first);
        assert.deepEqual(await stores.memberships.find(id, first.principal), first);
      }),
    );

    it(
      "gives 50 at once the same participant id",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const rivals = times(50, () => membership(id, { principal: "account:ada" }));
        const got = await Promise.all(rivals.map((rival) => stores.memberships.ensure(rival)));
        const stored = await stores.memberships.find(id, "account:ada");
        assert.ok(rivals.some((rival) => rival.participantId === stored?.participantId));
        for (const each of got) assert.deepEqual(each, stored);
      }),
    );

    it(
      "gives one principal another participant in another room",
      withStores(open, async (stores) => {
        const [here, there] = [await storedRoom(stores), await storedRoom(stores)];
        const inHere = await stores.memberships.ensure(
          membership(here.id, { principal: "account:ada" }),
        );
        const inThere = await stores.memberships.ensure(
          membership(there.id, { principal: "account:ada" }),
        );
        assert.notEqual(inHere.participantId, inThere.participantId);
        assert.deepEqual(await stores.memberships.find(there.id, "account:ada"), inThere);
      }),
    );

    it(
      "rejects a participant id that another principal has in this room",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const { participantId } = await stores.memberships.ensure(membership(id));
        const thief = membership(id, { participantId });
        await assert.rejects(stores.memberships.ensure(thief));
        assert.equal(await stores.memberships.find(id, thief.principal), null);
      }),
    );

    it(
      "rejects a membership of a room that does not exist",
      withStores(open, async ({ memberships }) => {
        const orphan = membership("nowhere");
        await assert.rejects(memberships.ensure(orphan));
        assert.equal(await memberships.find("nowhere", orphan.principal), null);
      }),
    );

    it(
      "finds a membership by its participant",
      withStores(open, async (stores) => {
        const [here, there] = [await storedRoom(stores), await storedRoom(stores)];
        const stored = await stores.memberships.ensure(membership(here.id));
        const { participantId } = stored;
        assert.deepEqual(await stores.memberships.byParticipant(here.id, participantId), stored);
        assert.equal(await stores.memberships.byParticipant(there.id, participantId), null);
        assert.equal(await stores.memberships.byParticipant(here.id, "nobody"), null);
      }),
    );

    it(
      "lets in those who wait, and leaves those who are in as they are",
      withStores(open, async (stores) => {
        const [here, there] = [await storedRoom(stores), await storedRoom(stores)];
        const [one, two, three] = [waiting(here.id), waiting(here.id), waiting(here.id)];
        const inside = membership(here.id);
        const elsewhere = waiting(there.id, { participantId: one.participantId });
        const all = [one, two, three, inside, elsewhere];
        for (const each of all) await stores.memberships.ensure(each);
        const ids = [one, two, inside].map(({ participantId }) => participantId);
        await stores.memberships.admit(here.id, [...ids, "nobody"], NOW + 5);
        await stores.memberships.admit(here.id, [], NOW + 6);
        await stores.memberships.admit(here.id, ids, NOW + 7);
        const found = all.map(({ roomId, principal }) =>
          stores.memberships.find(roomId, principal),
        );
        assert.deepEqual(await Promise.all(found), [
          { ...one, admittedAt: NOW + 5 },
          { ...two, admittedAt: NOW + 5 },
          three,
          inside,
          elsewhere,
        ]);
      }),
    );

    it(
      "gives a participant another role",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const [one, two] = [membership(id), membership(id)];
        for (const each of [one, two]) await stores.memberships.ensure(each);
        const { memberships } = stores;
        assert.equal(await memberships.setRole(id, one.participantId, "cohost"), "changed");
        assert.equal(await memberships.setRole(id, "nobody", "cohost"), "unknown");
        assert.deepEqual(await memberships.find(id, one.principal), { ...one, role: "cohost" });
        assert.deepEqual(await memberships.find(id, two.principal), two);
      }),
    );

    it(
      "[STORE4] a role that crosses a hand-over or a removal changes nothing",
      withStores(open, async (stores) => {
        const { id, ownerId } = await storedRoom(stores);
        const { memberships } = stores;
        const one = await memberships.ensure(membership(id));
        await memberships.remove(id, one.participantId, { at: NOW, ban: false, name: null });
        assert.equal(await memberships.setRole(id, one.participantId, "cohost"), "unknown");
        assert.equal((await memberships.find(id, one.principal))?.name, one.name);
        const owner = await memberships.find(id, `account:${ownerId}`);
        assert.equal(owner?.role, "owner");
        assert.equal(await memberships.setRole(id, owner.participantId, "member"), "unknown");
        assert.deepEqual(await memberships.find(id, owner.principal), owner);
      }),
    );
  });
}
