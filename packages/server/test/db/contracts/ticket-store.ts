import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";
import { NOW, tally, times } from "../fixtures.ts";
import { type OpenStores, withStores } from "./open-stores.ts";

/** What every TicketStore does. */
export function ticketStoreContract(name: string, open: OpenStores): void {
  describe(`TicketStore on ${name}`, () => {
    it(
      "[STORE18] of all who use a ticket at once, one does",
      withStores(open, async ({ tickets }) => {
        const [id, other] = [randomUUID(), randomUUID()];
        const outcomes = await Promise.all(times(10, () => tickets.use(id, NOW)));
        assert.deepEqual(tally(outcomes), { used: 1, again: 9 });
        assert.equal(await tickets.use(id, NOW + 1), "again");
        assert.equal(await tickets.use(other, NOW), "used");
      }),
    );

    it(
      "removes what has expired and counts it",
      withStores(open, async ({ tickets }) => {
        const [past, now, future] = [randomUUID(), randomUUID(), randomUUID()];
        await tickets.use(past, NOW - 1);
        await tickets.use(now, NOW);
        await tickets.use(future, NOW + 1);
        assert.equal(await tickets.removeExpired(NOW), 2);
        assert.equal(await tickets.removeExpired(NOW), 0);
        assert.equal(await tickets.use(future, NOW + 1), "again");
        assert.equal(await tickets.use(past, NOW - 1), "used");
      }),
    );
  });
}
