import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PageRequest, Stores } from "../../../src/runtime/ports.ts";
import { storedRoom } from "../fixtures.ts";
import { type OpenStores, withStores } from "./open-stores.ts";

/** No base64url of anything that a cursor is. */
const RAW = ["", "1", "null", "%", "' or 1=1 --", "ÿ".repeat(100), "A".repeat(10_000)];

/** Nearly what a cursor may be inside. */
const INSIDE = [
  "1",
  "1 ",
  " a",
  "-1 a",
  "1.5 a",
  "1e3 a",
  "1 a\u0000",
  "1 é",
  "1\na",
  `${"9".repeat(17)} a`,
];

/** Text that no page gave, with what tends to break a reader or a query. */
const FOREIGN = [...RAW, ...INSIDE.map((text) => Buffer.from(text).toString("base64url"))];

type Read = (page: PageRequest) => Promise<unknown>;

function readers({ rooms, chat, stays }: Stores, id: string): readonly Read[] {
  return [
    (page) => rooms.listOf(id, page),
    (page) => chat.page(id, "p1", page),
    (page) => stays.page(id, page),
  ];
}

/** What every store with pages does with cursors. */
export function cursorContract(name: string, open: OpenStores): void {
  describe(`Cursors on ${name}`, () => {
    it(
      "[STORE3] a cursor that no page gave is validation_failed",
      withStores(open, async (stores) => {
        const { id } = await storedRoom(stores);
        for (const read of readers(stores, id)) {
          for (const cursor of FOREIGN) {
            const refused = { name: "ParleyError", code: "validation_failed" };
            await assert.rejects(read({ cursor, limit: 5 }), refused, JSON.stringify(cursor));
          }
        }
      }),
    );
  });
}
