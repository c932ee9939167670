import type { Kind } from "@parley/protocol";

/** Who visits a room: somebody with an account, or a guest. */
export type Visitor = { readonly kind: Kind; readonly id: string; readonly name: string };
