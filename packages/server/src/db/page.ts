import { ParleyError } from "@parley/protocol";
import type { Page } from "../runtime/ports.ts";

/** Where a row is in an order by a number, and by id among equal numbers. */
export type Place = { readonly at: number; readonly id: string };

/** Above every row: no time and no position is as large. */
const TOP: Place = { at: Number.MAX_SAFE_INTEGER, id: "" };

/** A whole number of up to 15 digits, which is always exact, and an id as ours are. */
const PLACE = /^(\d{1,15}) ([!-~]{1,64})$/;

/** The place that the page begins below. Throws `validation_failed` when no page gave this cursor. */
export function placeOf(cursor: string | null): Place {
  if (cursor === null) return TOP;
  const [, at, id] = PLACE.exec(Buffer.from(cursor, "base64url").toString("latin1")) ?? [];
  if (at === undefined || id === undefined) {
    throw new ParleyError("validation_failed", "This cursor cannot be read.");
  }
  return { at: Number(at), id };
}

/** The page of `limit` rows out of one row more, if there is one: so it is known whether it is the last. */
export function pageOf<R>(
  rows: readonly R[],
  limit: number,
  placeOfRow: (row: R) => Place,
): Page<R> {
  const kept = rows.slice(0, limit);
  const last = rows.length > limit ? kept.at(-1) : undefined;
  return { rows: kept, next: last === undefined ? null : cursorOf(placeOfRow(last)) };
}

function cursorOf({ at, id }: Place): string {
  return Buffer.from(`${at} ${id}`, "latin1").toString("base64url");
}
