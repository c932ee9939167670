import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { StoredMessage } from "../../../src/runtime/ports.ts";
import { allPages, message, storedRoom, times } from "../fixtures.ts";
import { type OpenStores, withStores } from "./open-stores.ts";

function positionsOf(messages: readonly StoredMessage[]): number[] {
  return messages.map(({ position }) => position);
}

/** What every ChatStore does. */
export function chatStoreContract(name: string, open: OpenStores): void {
  describe(`ChatStore on ${name}`, () => {
    it(
      "keeps messages as they were, whatever is in them",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const odd = message(1, { text: "<b>O'Hara</b>\n\t\"; -- 王 🦊 e\u0301", name: "王" });
        const direct = message(2, { from: "p2", to: "p1", text: "x".repeat(4000) });
        assert.deepEqual(await stores.chat.append(id, odd), { created: true, stored: odd });
        assert.deepEqual(await stores.chat.append(id, direct), { created: true, stored: direct });
        assert.deepEqual(await stores.chat.recent(id, 10), [odd, direct]);
      }),
    );

    it(
      "[STORE1] a message that is sent again is not stored again; the first one comes back",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const first = message(1, { clientId: "c1", text: "Hello" });
        await stores.chat.append(id, first);
        await stores.chat.append(id, message(2));
        for (const position of [1, 3]) {
          const again = message(position, { clientId: "c1", text: "Hello?", to: "p2" });
          const outcome = await stores.chat.append(id, again);
          assert.deepEqual(outcome, { created: false, stored: first });
        }
        assert.deepEqual(positionsOf(await stores.chat.recent(id, 10)), [1, 2]);
      }),
    );

    it(
      "[STORE1] of 20 at once with the same client id one is stored and all get it",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const rivals = times(20, (n) => message(n + 1, { clientId: "c1", text: `try ${n}` }));
        const outcomes = await Promise.all(rivals.map((each) => stores.chat.append(id, each)));
        assert.equal(outcomes.filter(({ created }) => created).length, 1);
        const kept = await stores.chat.recent(id, 10);
        assert.deepEqual(
          outcomes.map(({ stored }) => stored),
          times(20, () => kept[0]),
        );
        assert.equal(kept.length, 1);
      }),
    );

    it(
      "[STORE1] another sender and another room may use the same client id",
      withStores(open, async (stores) => {
        const [here, there] = [await storedRoom(stores), await storedRoom(stores)];
        const mine = message(1, { clientId: "c1", from: "p1" });
        const yours = message(2, { clientId: "c1", from: "p2" });
        const elsewhere = message(1, { clientId: "c1", from: "p1" });
        assert.equal((await stores.chat.append(here.id, mine)).created, true);
        assert.equal((await stores.chat.append(here.id, yours)).created, true);
        assert.equal((await stores.chat.append(there.id, elsewhere)).created, true);
        assert.deepEqual(await stores.chat.recent(here.id, 10), [mine, yours]);
        assert.deepEqual(await stores.chat.recent(there.id, 10), [elsewhere]);
      }),
    );

    it(
      "rejects a second message at the same position",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const first = message(1);
        await stores.chat.append(id, first);
        await assert.rejects(stores.chat.append(id, message(1)));
        assert.deepEqual(await stores.chat.recent(id, 10), [first]);
      }),
    );

    it(
      "rejects a message of a room that does not exist",
      withStores(open, async ({ chat }) => {
        await assert.rejects(chat.append("nowhere", message(1)));
        assert.deepEqual(await chat.recent("nowhere", 10), []);
      }),
    );

    it(
      "gives the last messages, oldest first, whatever order they were stored in",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        for (const position of [2, 10, 1, 9, 11]) await stores.chat.append(id, message(position));
        assert.deepEqual(positionsOf(await stores.chat.recent(id, 3)), [9, 10, 11]);
        assert.deepEqual(positionsOf(await stores.chat.recent(id, 5)), [1, 2, 9, 10, 11]);
        assert.deepEqual(await stores.chat.recent(id, 0), []);
      }),
    );

    it(
      "[STORE2] pages hold every message once, the newest page first, each oldest first",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        await Promise.all(times(12, (n) => stores.chat.append(id, message(n + 1))));
        const pages = await allPages(5, (page) => stores.chat.page(id, "p1", page));
        assert.deepEqual(pages.map(positionsOf), [
          [8, 9, 10, 11, 12],
          [3, 4, 5, 6, 7],
          [1, 2],
        ]);
        const whole = await allPages(6, (page) => stores.chat.page(id, "p1", page));
        assert.deepEqual(
          whole.map(({ length }) => length),
          [6, 6],
        );
      }),
    );

    it(
      "[STORE2] what is sent between two pages moves nothing",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        for (const position of [1, 2, 3, 4]) await stores.chat.append(id, message(position));
        const first = await stores.chat.page(id, "p1", { cursor: null, limit: 2 });
        await stores.chat.append(id, message(5));
        const second = await stores.chat.page(id, "p1", { cursor: first.next, limit: 2 });
        assert.deepEqual(positionsOf(first.rows), [3, 4]);
        assert.deepEqual(positionsOf(second.rows), [1, 2]);
        assert.equal(second.next, null);
      }),
    );

    it(
      "pages hold no direct messages between others",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const ways = [
          { from: "p1" },
          { from: "p1", to: "p2" },
          { from: "p2", to: "p1" },
          { from: "p2", to: "p3" },
          { from: "p3" },
        ];
        for (const [n, way] of ways.entries()) await stores.chat.append(id, message(n + 1, way));
        const seenBy = async (participantId: string) => {
          const pages = await allPages(2, (page) => stores.chat.page(id, participantId, page));
          return pages.toReversed().flatMap(positionsOf);
        };
        assert.deepEqual(await seenBy("p1"), [1, 2, 3, 5]);
        assert.deepEqual(await seenBy("p2"), [1, 2, 3, 4, 5]);
        assert.deepEqual(await seenBy("p3"), [1, 4, 5]);
        assert.deepEqual(await seenBy("p4"), [1, 5]);
      }),
    );

    it(
      "a page of an empty or unknown room is empty",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        const first = { cursor: null, limit: 5 };
        assert.deepEqual(await stores.chat.page(id, "p1", first), { rows: [], next: null });
        assert.deepEqual(await stores.chat.page("nowhere", "p1", first), { rows: [], next: null });
      }),
    );
  });
}
