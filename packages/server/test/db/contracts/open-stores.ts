import type { Kysely } from "kysely";
import type { Schema } from "../../../src/db/schema.ts";
import type { Stores } from "../../../src/runtime/ports.ts";

/** Opens an empty database of the adapter under test. */
export type OpenStores = () => Promise<{
  readonly stores: Stores;
  /** For rows that no store writes. */
  readonly kysely: Kysely<Schema>;
  readonly close: () => Promise<void>;
}>;

/** A test on an empty database of its own. */
export function withStores(
  open: OpenStores,
  body: (stores: Stores, kysely: Kysely<Schema>) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const { stores, kysely, close } = await open();
    try {
      await body(stores, kysely);
    } finally {
      await close();
    }
  };
}
