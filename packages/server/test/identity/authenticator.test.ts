import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { LIMITS } from "@parley/protocol";
import { AccessTokens, DEFAULT_ISSUER } from "../../src/identity/access-tokens.ts";
import { Authenticator } from "../../src/identity/authenticator.ts";
import { Grants } from "../../src/identity/grants.ts";
import { Guests } from "../../src/identity/guests.ts";
import { accountIdentity } from "../../src/identity/identity.ts";
import { randomId } from "../../src/identity/random.ts";
import { Sessions } from "../../src/identity/sessions.ts";
import { SigningKeys } from "../../src/identity/signing-keys.ts";
import { Tickets } from "../../src/identity/tickets.ts";
import { Tokens } from "../../src/identity/tokens.ts";
import { type Knock, identify } from "../../src/ws/knock.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { openStores, storedAccount } from "./fixtures.ts";

async function setUp(t: TestContext) {
  const stores = await openStores(t);
  const [clock, grants, secret] = [new FakeClock(), new Grants(), Buffer.from("a secret")];
  const base = { clock, limits: LIMITS, ids: randomId };
  const sessions = new Sessions({ store: stores.sessions, grants, ...base });
  const keys = new SigningKeys({ store: stores.signingKeys, secret, ...base });
  const access = new AccessTokens({ keys, issuer: DEFAULT_ISSUER, ...base });
  const tokens = new Tokens({ store: stores.tokens, access, grants, ...base });
  const guests = new Guests({ secret, ...base });
  const authenticator = new Authenticator({ sessions, tokens, guests });
  const [ada, bob] = [await storedAccount(stores, "ada"), await storedAccount(stores, "bob")];
  const session = await sessions.start(ada, null);
  const pair = await tokens.start(bob, null);
  const guest = guests.issue("Charles", null);
  const cookies = { sessionToken: session.token, guestToken: guest.token };
  const tickets = new Tickets({ secret, store: stores.tickets, ...base });
  return { authenticator, sessions, tokens, tickets, ada, bob, session, pair, guest, cookies };
}

test("[DOOR2] bearer token, session and guest, in this order: the first that is there counts", async (t) => {
  const { authenticator, ada, bob, session, pair, guest, cookies } = await setUp(t);
  const authorization = `Bearer ${pair.access}`;
  const [familyId = ""] = pair.refresh.split(".");
  assert.deepEqual(await authenticator.authenticate({ authorization, ...cookies }), {
    identity: accountIdentity(bob, familyId),
    account: bob,
    csrf: null,
  });
  assert.deepEqual(await authenticator.authenticate(cookies), {
    identity: accountIdentity(ada, session.sessionId),
    account: ada,
    csrf: session.sessionId,
  });
  assert.deepEqual(await authenticator.authenticate({ guestToken: guest.token }), {
    identity: guest.identity,
    account: null,
    csrf: guest.identity.grant,
  });
  assert.equal(await authenticator.authenticate({}), null);
});

test("[TOKEN7] an Authorization header decides alone; a session that does not hold does not", async (t) => {
  const { authenticator, guest, cookies } = await setUp(t);
  for (const authorization of ["", "Bearer x", "Basic x"]) {
    assert.equal(await authenticator.authenticate({ authorization, ...cookies }), null);
  }
  const stale = { ...cookies, sessionToken: "a".repeat(43) };
  assert.deepEqual((await authenticator.authenticate(stale))?.identity, guest.identity);
});

test("an identity holds as long as its session or its family; a guest's always", async (t) => {
  const { authenticator, sessions, tokens, ada, bob, session, pair, guest } = await setUp(t);
  const [familyId = ""] = pair.refresh.split(".");
  const browser = accountIdentity(ada, session.sessionId);
  const program = accountIdentity(bob, familyId);
  for (const identity of [browser, program, guest.identity]) {
    assert.equal(await authenticator.holds(identity), true);
  }
  await sessions.end(session.sessionId);
  await tokens.revoke(pair.refresh);
  assert.equal(await authenticator.holds(browser), false);
  assert.equal(await authenticator.holds(program), false);
  assert.equal(await authenticator.holds(guest.identity), true);
});

test("[WS11] a ticket that was issued while its session was being ended is worth nothing", async (t) => {
  const { authenticator, sessions, tickets, ada, session, cookies } = await setUp(t);
  const identity = accountIdentity(ada, session.sessionId);
  const knock = (ticket: string): Knock => ({
    ...{ code: "abc-defg-hij", address: "127.0.0.1", ticket, resume: null, ...cookies },
  });
  const claims = { roomId: "room", identity, epoch: 1 };
  const good = await identify(knock(tickets.issue(claims)), authenticator, tickets);
  assert.deepEqual(good, { identity, ticket: claims });
  await sessions.end(session.sessionId);
  const late = tickets.issue(claims);
  assert.equal(
    await identify(knock(late), authenticator, tickets),
    null,
    "nor do the cookies count",
  );
});
