import type { Principal } from "../runtime/ports.ts";

/** Who a request or a connection comes from. Guests will be another `kind`. */
export type Identity = {
  readonly principal: Principal;
  readonly kind: "account";
  readonly accountId: string;
  /** The display name. */
  readonly name: string;
  readonly sessionId: string;
};
