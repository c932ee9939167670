import { type Limits, type PageQuery, ParleyError } from "@parley/protocol";
import type { PageRequest } from "../runtime/ports.ts";

/** The page that a query asks for; throws `validation_failed` when it asks for too many rows. */
export function pageRequest(query: PageQuery, { pageRows }: Pick<Limits, "pageRows">): PageRequest {
  const limit = query.limit === undefined ? pageRows.usual : Number(query.limit);
  if (limit > pageRows.max) {
    throw new ParleyError("validation_failed", `A page has at most ${pageRows.max} rows.`);
  }
  return { cursor: query.cursor ?? null, limit };
}
