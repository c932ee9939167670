import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ParleyError } from "@parley/protocol";
import type { Membership, RoomRecord, StoredMessage, Stores } from "../../../src/runtime/ports.ts";
import {
  NOW,
  invite,
  membership,
  message,
  ownerOf,
  room,
  storedAccount,
  storedRoom,
  storedRoomOf,
  tally,
  times,
  waiting,
} from "../fixtures.ts";
import { type OpenStores, withStores } from "./open-stores.ts";

const LATER = NOW + 50;
const KICK = { at: NOW, ban: false, name: null };
const BAN = { at: NOW, ban: true, name: null };

/** How many pairs of a race run at once, each starting its second half a little later. */
const PAIRS = 24;

/** Passes the time that `steps` small reads take: a place in the middle of another's transaction. */
async function pass(stores: Stores, steps: number): Promise<void> {
  for (let n = 0; n < steps; n += 1) await stores.accounts.byId("nobody");
}

/** A member of the room with an account that may own rooms. */
async function memberOf(stores: Stores, { id }: RoomRecord): Promise<Membership> {
  const account = await storedAccount(stores);
  return await stores.memberships.ensure(membership(id, { principal: `account:${account.id}` }));
}

function codeOf(error: unknown): string {
  assert.ok(error instanceof ParleyError);
  return error.code;
}

/** What every adapter keeps to when two change the same at once. */
export function raceContract(name: string, open: OpenStores): void {
  describe(`Stores on ${name}, two at once`, () => {
    it(
      "[STORE9] an invite and a removal at once: who is removed is not let in afterwards",
      withStores(open, async (stores) => {
        const race = async (index: number) => {
          const { id } = await storedRoom(stores);
          const stored = invite(id);
          await stores.invites.create(stored, 10);
          const fresh = await stores.memberships.ensure(waiting(id));
          const removal = pass(stores, index % 8).then(() =>
            stores.memberships.remove(id, fresh.participantId, KICK),
          );
          const redeemed = await stores.invites.redeem(stored.tokenHash, fresh, LATER);
          await removal;
          const now = await stores.memberships.find(id, fresh.principal);
          assert.equal(now?.admittedAt, null, "removed after it was let in, or before");
          assert.equal(redeemed?.admittedAt === null, redeemed?.epoch !== fresh.epoch);
        };
        await Promise.all(times(PAIRS, race));
      }),
    );

    it(
      "[STORE11] a hand-over and a ban at once: nobody is owner and banned",
      withStores(open, async (stores) => {
        const race = async (index: number) => {
          const stored = await storedRoom(stores);
          const member = await memberOf(stores, stored);
          const { participantId } = member;
          const handOver = stores.rooms.handOver(stored.id, { participantId, limit: 5 });
          await pass(stores, index % 8);
          const banned = await stores.memberships.remove(stored.id, participantId, BAN);
          const outcome = await handOver;
          assert.equal(outcome, banned === null ? "changed" : "unknown");
          const found = await stores.memberships.find(stored.id, member.principal);
          assert.equal(found?.role, banned === null ? "owner" : "member");
          assert.equal(found?.bannedAt, banned === null ? null : NOW);
          const owner = `account:${(await stores.rooms.byId(stored.id))?.ownerId}`;
          assert.equal(owner === member.principal, banned === null);
        };
        await Promise.all(times(PAIRS, race));
      }),
    );

    it(
      "never lets an account own more rooms than its limit, however many are handed to it at once",
      withStores(open, async (stores) => {
        const { id } = await storedAccount(stores);
        await storedRoomOf(stores, id);
        const handOvers = times(12, async () => {
          const stored = await storedRoom(stores);
          const heir = membership(stored.id, { principal: `account:${id}` });
          const { participantId } = await stores.memberships.ensure(heir);
          return async () => await stores.rooms.handOver(stored.id, { participantId, limit: 4 });
        });
        const ready = await Promise.all(handOvers);
        const outcomes = tally(await Promise.all(ready.map((handOver) => handOver())));
        assert.deepEqual(outcomes, { changed: 3, too_many: 9 });
        assert.equal((await stores.rooms.listOf(id, { cursor: null, limit: 50 })).rows.length, 4);
      }),
    );

    it(
      "[STORE7] a room that is made while its owner's account is deleted is deleted, or not made",
      withStores(open, async (stores) => {
        const race = async (index: number) => {
          const { id } = await storedAccount(stores);
          const stored = room(id);
          const creation = stores.rooms.create(stored, ownerOf(stored), 5).catch(codeOf);
          await pass(stores, index % 8);
          const removed = await stores.accounts.remove(id, NOW);
          const outcome = await creation;
          assert.ok(outcome === "created" || outcome === "not_authenticated", outcome);
          assert.deepEqual(removed, outcome === "created" ? [stored.id] : []);
          const found = await stores.rooms.byId(stored.id);
          assert.equal(found?.deletedAt, outcome === "created" ? NOW : undefined);
        };
        await Promise.all(times(PAIRS, race));
      }),
    );

    it(
      "[STORE1] messages that are each sent five times at once for the same position are stored once",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const sent = times(100, (n) => message(n + 1));
        const append = async (each: StoredMessage) => {
          const copies = await Promise.all(times(5, () => stores.chat.append(id, each)));
          assert.equal(copies.filter(({ created }) => created).length, 1);
          for (const { stored } of copies) assert.deepEqual(stored, each);
        };
        await Promise.all(sent.map(append));
        assert.deepEqual(await stores.chat.recent(id, 200), sent);
      }),
    );

    it(
      "of 20 different messages at once at one position one is stored and the others are refused",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const rivals = times(20, (n) => message(1, { text: `rival ${n}` }));
        const settled = await Promise.allSettled(rivals.map((m) => stores.chat.append(id, m)));
        const stored = rivals.filter((_, n) => settled[n]?.status === "fulfilled");
        assert.equal(stored.length, 1);
        assert.deepEqual(await stores.chat.recent(id, 10), stored);
      }),
    );
  });
}
