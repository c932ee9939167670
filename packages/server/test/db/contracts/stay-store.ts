import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NOW, allPages, stay, storedRoom, tally, times } from "../fixtures.ts";
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
      "opens a stay once, however often it is asked to",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const one = stay(id);
        await stores.stays.open(one);
        await stores.stays.close(one.id, NOW + 10);
        await stores.stays.open(one);
        assert.deepEqual(await stores.stays.list(id), [{ ...one, leftAt: NOW + 10 }]);
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
      "closes what is open in one room, but for some",
      withStores(open, async (stores) => {
        const [here, there] = [await storedRoom(stores), await storedRoom(stores)];
        const [kept, left, late] = [
          stay(here.id),
          stay(here.id),
          stay(here.id, { joinedAt: NOW + 9 }),
        ];
        const other = stay(there.id);
        for (const each of [kept, left, late, other]) await stores.stays.open(each);
        await stores.stays.closeIn(here.id, [kept.id], NOW + 5);
        const stays = new Map(
          (await stores.stays.list(here.id)).map((each) => [each.id, each.leftAt]),
        );
        const expected = { kept: null, left: NOW + 5, late: NOW + 9 };
        const found = {
          kept: stays.get(kept.id),
          left: stays.get(left.id),
          late: stays.get(late.id),
        };
        assert.deepEqual(found, expected);
        assert.equal((await stores.stays.list(there.id))[0]?.leftAt, null);
        await stores.stays.closeIn(here.id, [], NOW + 10);
        const rest = (await stores.stays.list(here.id)).filter(({ leftAt }) => leftAt === null);
        assert.deepEqual(rest, []);
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

    it(
      "counts rooms as used until the end of the stays that a crash left open",
      withStores(open, async (stores) => {
        const [inUse, shut, later] = [
          await storedRoom(stores),
          await storedRoom(stores),
          await storedRoom(stores, { usedAt: NOW + 80 }),
        ];
        const done = stay(shut.id);
        await Promise.all([stay(inUse.id), done, stay(later.id)].map((s) => stores.stays.open(s)));
        await stores.stays.close(done.id, NOW + 1);
        assert.equal(await stores.stays.closeAll(NOW + 50), 2);
        const used = async ({ id }: { id: string }) => (await stores.rooms.byId(id))?.usedAt;
        assert.equal(await used(inUse), NOW + 50);
        assert.equal(await used(shut), NOW);
        assert.equal(await used(later), NOW + 80);
      }),
    );

    it(
      "[STORE2] pages hold every stay of the room once, newest first, also those of one moment",
      withStores(open, async (stores) => {
        const [here, there] = [await storedRoom(stores), await storedRoom(stores)];
        const stays = times(12, (n) => stay(here.id, { joinedAt: NOW + Math.floor(n / 4) }));
        await Promise.all([...stays, stay(there.id)].map((each) => stores.stays.open(each)));
        const pages = await allPages(5, (page) => stores.stays.page(here.id, page));
        assert.deepEqual(
          pages.map(({ length }) => length),
          [5, 5, 2],
        );
        assert.deepEqual(pages.flat(), (await stores.stays.list(here.id)).toReversed());
        assert.equal(pages.flat().length, 12);
      }),
    );

    it(
      "[STORE2] a stay that begins between two pages moves nothing",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const [old, middle, young] = [1, 2, 3].map((n) => stay(id, { joinedAt: NOW + n }));
        assert.ok(old && middle && young);
        for (const each of [old, middle, young]) await stores.stays.open(each);
        const first = await stores.stays.page(id, { cursor: null, limit: 2 });
        await stores.stays.open(stay(id, { joinedAt: NOW + 4 }));
        const second = await stores.stays.page(id, { cursor: first.next, limit: 2 });
        assert.deepEqual(
          [...first.rows, ...second.rows].map((row) => row.id),
          [young.id, middle.id, old.id],
        );
      }),
    );
  });
}
