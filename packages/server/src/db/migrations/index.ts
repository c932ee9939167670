import type { Migration } from "kysely/migration";
import * as initial from "./0001-initial.ts";
import * as chatInvitesTokens from "./0002-chat-invites-tokens.ts";
import * as cluster from "./0003-cluster.ts";

/**
 * Every version of the schema, in the order of the names. A migration that was released is never
 * changed and never undone: what is wrong in it is put right by the next one.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  "0001-initial": initial,
  "0002-chat-invites-tokens": chatInvitesTokens,
  "0003-cluster": cluster,
};
