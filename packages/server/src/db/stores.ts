import type { Kysely } from "kysely";
import type { Stores } from "../runtime/ports.ts";
import { SqlAccountStore } from "./account-store.ts";
import { SqlChatStore } from "./chat-store.ts";
import { SqlInviteStore } from "./invite-store.ts";
import { SqlMembershipStore } from "./membership-store.ts";
import { SqlRoomStore } from "./room-store.ts";
import type { Schema } from "./schema.ts";
import { SqlSessionStore } from "./session-store.ts";
import { SqlSigningKeyStore } from "./signing-key-store.ts";
import { SqlStayStore } from "./stay-store.ts";
import { SqlTicketStore } from "./ticket-store.ts";
import { SqlTokenStore } from "./token-store.ts";

/** The stores over a database of any dialect. */
export function storesOf(kysely: Kysely<Schema>): Stores {
  return {
    accounts: new SqlAccountStore(kysely),
    sessions: new SqlSessionStore(kysely),
    rooms: new SqlRoomStore(kysely),
    memberships: new SqlMembershipStore(kysely),
    stays: new SqlStayStore(kysely),
    chat: new SqlChatStore(kysely),
    invites: new SqlInviteStore(kysely),
    tokens: new SqlTokenStore(kysely),
    signingKeys: new SqlSigningKeyStore(kysely),
    tickets: new SqlTicketStore(kysely),
  };
}
