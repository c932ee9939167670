import { accountRemovalContract } from "./account-removal.ts";
import { accountStoreContract } from "./account-store.ts";
import { chatStoreContract } from "./chat-store.ts";
import { cursorContract } from "./cursors.ts";
import { inviteRedeemingContract } from "./invite-redeeming.ts";
import { inviteStoreContract } from "./invite-store.ts";
import { membershipRemovalContract } from "./membership-removal.ts";
import { membershipStoreContract } from "./membership-store.ts";
import type { OpenStores } from "./open-stores.ts";
import { raceContract } from "./races.ts";
import { roomHandOverContract } from "./room-hand-over.ts";
import { roomLifeContract } from "./room-life.ts";
import { roomStoreContract } from "./room-store.ts";
import { sessionStoreContract } from "./session-store.ts";
import { signingKeyStoreContract } from "./signing-key-store.ts";
import { stayStoreContract } from "./stay-store.ts";
import { ticketStoreContract } from "./ticket-store.ts";
import { tokenStoreContract } from "./token-store.ts";

/** What every adapter of the database does. */
export function storesContract(name: string, open: OpenStores): void {
  accountStoreContract(name, open);
  accountRemovalContract(name, open);
  sessionStoreContract(name, open);
  tokenStoreContract(name, open);
  signingKeyStoreContract(name, open);
  ticketStoreContract(name, open);
  roomStoreContract(name, open);
  roomLifeContract(name, open);
  roomHandOverContract(name, open);
  membershipStoreContract(name, open);
  membershipRemovalContract(name, open);
  inviteStoreContract(name, open);
  inviteRedeemingContract(name, open);
  chatStoreContract(name, open);
  stayStoreContract(name, open);
  cursorContract(name, open);
  raceContract(name, open);
}
