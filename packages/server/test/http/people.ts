import assert from "node:assert/strict";
import type { Principal } from "../../src/runtime/ports.ts";
import { type Harness, signedInClient } from "./harness.ts";
import type { HttpClient } from "./http-client.ts";

export type Person = { readonly client: HttpClient; readonly principal: Principal };

/** Somebody with an account, a guest, and the id of another account that owns the rooms. */
export type People = { readonly account: Person; readonly guest: Person; readonly ownerId: string };

export async function peopleOf(harness: Harness): Promise<People> {
  const [client, owner] = [await signedInClient(harness), await signedInClient(harness)];
  const visitor = harness.client();
  const { id } = (await visitor.post("/guest/", { displayName: "Vera" })).json();
  return {
    account: { client, principal: `account:${await accountIdOf(harness, client)}` },
    guest: { client: visitor, principal: `guest:${String(id)}` },
    ownerId: await accountIdOf(harness, owner),
  };
}

/** Whose session the client has. */
export async function accountIdOf(harness: Harness, client: HttpClient): Promise<string> {
  const signedIn = await harness.sessions.authenticate(client.cookies.get("sessionid"));
  return signedIn?.account.id ?? assert.fail("not signed in");
}
