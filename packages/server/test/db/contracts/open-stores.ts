import type { Stores } from "../../../src/runtime/ports.ts";

/** Opens an empty database of the adapter under test. */
export type OpenStores = () => Promise<{
  readonly stores: Stores;
  readonly close: () => Promise<void>;
}>;

/** A test on an empty database of its own. */
export function withStores(
  open: OpenStores,
  body: (stores: Stores) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const { stores, close } = await open();
    try {
      await body(stores);
    } finally {
      await close();
    }
  };
}
