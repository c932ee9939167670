import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NOW, stay, storedRoom, tally, times } from "../fixtures.ts";
import { type OpenStores, withStores } from "./open-stores.ts";

/** What every StayStore does. */
export function stayStoreContract(name: string, open: OpenStores): void {
  describe(`StayStore on ${name}`, () => {
    it(
      "lists the stays of one room, oldest first",
      withStores(open, async (stores) => {
        const [here, there] = [await storedRoom(stores), await storedRoom(stores)];
        const second = stay(here.id, { joinedAt: NOW + 2 });
        const first = stay(here.id, { joinedAt: NOW + 1 });
        await Promise.all([second, first, stay(there.id)].map((each) => stores.stays.open(each)));
        assert.deepEqual(await stores.stays.list(here.id), [
          { ...first, leftAt: null },
          { ...second, leftAt: null },
        ]);
        assert.deepEqual(await stores.stays.list("nowhere"), []);
      }),
    );

    it(
      "closes a stay once, at the time of the first call",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const [one, other] = [stay(id), stay(id, { joinedAt: NOW + 1 })];
        await Promise.all([stores.stays.open(one), stores.stays.open(other)]);
        assert.equal(await stores.stays.close(one.id, NOW + 10), "closed");
        assert.equal(await stores.stays.close(one.id, NOW + 20), "unknown");
        assert.equal(await stores.stays.close("unknown", NOW), "unknown");
        assert.deepEqual(await stores.stays.list(id), [
          { ...one, leftAt: NOW + 10 },
          { ...other, leftAt: null },
        ]);
      }),
    );

    it(
      "lets one of many close a stay",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const stored = stay(id);
        await stores.stays.open(stored);
        const outcomes = await Promise.all(times(10, () => stores.stays.close(stored.id, NOW + 1)));
        assert.deepEqual(tally(outcomes), { closed: 1, unknown: 9 });
      }),
    );

    it(
      "records each return of one participant",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const first = stay(id, { participantId: "p1" });
        const again = stay(id, { participantId: "p1", joinedAt: NOW + 30 });
        await stores.stays.open(first);
        await stores.stays.close(first.id, NOW + 20);
        await stores.stays.open(again);
        const listed = await stores.stays.list(id);
        assert.deepEqual(
          listed.map(({ leftAt }) => leftAt),
          [NOW + 20, null],
        );
      }),
    );

    it(
      "closes what a crash left open, never before it began",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const early = stay(id, { joinedAt: NOW });
        const closed = stay(id, { joinedAt: NOW + 1 });
        const late = stay(id, { joinedAt: NOW + 100 });
        await Promise.all([early, closed, late].map((each) => stores.stays.open(each)));
        await stores.stays.close(closed.id, NOW + 2);
        assert.equal(await stores.stays.closeAll(NOW + 50), 2);
        const listed = await stores.stays.list(id);
        assert.deepEqual(
          listed.map(({ leftAt }) => leftAt),
          [NOW + 50, NOW + 2, NOW + 100],
        );
        assert.equal(await stores.stays.closeAll(NOW + 60), 0);
      }),
    );

    it(
      "rejects a stay in a room that does not exist",
      withStores(open, async ({ stays }) => {
        await assert.rejects(stays.open(stay("nowhere")));
        assert.deepEqual(await stays.list("nowhere"), []);
      }),
    );
  });
}
