import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { type TestContext, test } from "node:test";
import { LIMITS } from "@parley/protocol";
import type { GuestIdentity } from "../../src/identity/identity.ts";
import { randomId } from "../../src/identity/random.ts";
import { Tickets } from "../../src/identity/tickets.ts";
import type { TicketStore } from "../../src/runtime/ports.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { identityOf, newAccount, openStores } from "./fixtures.ts";

const SECRET = "a secret of the server";
const claims = { roomId: "room", identity: identityOf(newAccount("ada"), "session-1"), epoch: 1 };

function ticketsOf(store: TicketStore, clock: FakeClock, secret = SECRET) {
  const options = { store, clock, limits: LIMITS, ids: randomId };
  return new Tickets({ secret: Buffer.from(secret), ...options });
}

async function setUp(t: TestContext) {
  const { tickets: store } = await openStores(t);
  const clock = new FakeClock();
  return { store, clock, tickets: ticketsOf(store, clock) };
}

function signed(fields: unknown, label = "ticket"): string {
  const payload = Buffer.from(JSON.stringify(fields)).toString("base64url");
  const hmac = createHmac("sha256", SECRET).update(`${label} ${payload}`);
  return `${payload}.${hmac.digest("base64url")}`;
}

test("[TICKET1] a ticket is good for one use", async (t) => {
  const { tickets } = await setUp(t);
  const [ticket, other] = [tickets.issue(claims), tickets.issue(claims)];
  assert.deepEqual(await tickets.redeem(ticket), claims);
  assert.equal(await tickets.redeem(ticket), null);
  assert.deepEqual(await tickets.redeem(other), claims, "each of them");
});

test("[TICKET1] a ticket lapses after 60 s", async (t) => {
  const { clock, tickets } = await setUp(t);
  const [inTime, late] = [tickets.issue(claims), tickets.issue(claims)];
  clock.advance(59_999);
  assert.deepEqual(await tickets.redeem(inTime), claims);
  clock.advance(1);
  assert.equal(await tickets.redeem(late), null);
});

test("[TICKET2] a ticket of one node is good on another with the same SECRET and database, once in all", async (t) => {
  const { store, clock, tickets } = await setUp(t);
  const other = ticketsOf(store, clock);
  const identity: GuestIdentity = {
    ...{ kind: "guest", guestId: "g", principal: "guest:g", name: "Zoë ♥", grant: "guest:g" },
  };
  for (const each of [claims, { roomId: "room", identity, epoch: 7 }]) {
    const ticket = tickets.issue(each);
    assert.deepEqual(await other.redeem(ticket), each);
    assert.equal(await tickets.redeem(ticket), null);
  }
});

test("[TICKET2] a ticket that is used many times at once is used once", async (t) => {
  const { store, clock, tickets } = await setUp(t);
  const ticket = tickets.issue(claims);
  const nodes = Array.from({ length: 10 }, () => ticketsOf(store, clock));
  const redeemed = await Promise.all(nodes.map((node) => node.redeem(ticket)));
  assert.deepEqual(
    redeemed.filter((each) => each !== null),
    [claims],
  );
});

test("[TICKET2] the same ticket written otherwise is still the same one", async (t) => {
  const { tickets } = await setUp(t);
  const ticket = tickets.issue(claims);
  const padded = `${ticket}=`;
  assert.deepEqual(await tickets.redeem(padded), claims);
  assert.equal(await tickets.redeem(ticket), null);
});

test("[TICKET2] what was forged, changed or cut is nothing, and the store is not asked", async (t) => {
  const { store, clock } = await setUp(t);
  const asking = { use: async () => assert.fail("asked"), removeExpired: async () => 0 };
  const tickets = ticketsOf(asking, clock);
  const ticket = tickets.issue(claims);
  const [payload = "", signature = ""] = ticket.split(".");
  const fields = { ...claims, id: "t", expiresAt: clock.now() + 1000 };
  const [otherPayload = ""] = signed(fields).split(".");
  const wrong = [
    ...["", "x", ".", "..", payload, `${payload}.`, `.${signature}`, `${ticket}.x`, "__proto__"],
    ...[`x${ticket}`, `${payload}x.${signature}`, `${payload}.${signature.slice(0, -2)}`],
    `${otherPayload}.${signature}`,
    ...[signed(fields, "resume"), signed(fields, "guest")],
    ticketsOf(store, clock, "another secret").issue(claims),
  ];
  for (const text of wrong) assert.equal(await tickets.redeem(text), null, text);
  await assert.rejects(tickets.redeem(signed(fields)), { message: "asked" }, "the forger works");
});

test("[TICKET2] signed nonsense is no ticket", async (t) => {
  const { clock, tickets } = await setUp(t);
  const fields = { ...claims, id: "t", expiresAt: clock.now() + 1000 };
  const nonsense = [
    ...[null, 5, [], {}, claims, { ...fields, id: 5 }, { ...fields, expiresAt: "never" }],
    ...[
      { ...fields, identity: null },
      { ...fields, identity: { ...claims.identity, grant: 1 } },
    ],
  ];
  for (const each of nonsense) {
    assert.equal(await tickets.redeem(signed(each)), null, JSON.stringify(each));
  }
});

test("tickets of the same claims differ", async (t) => {
  const { tickets } = await setUp(t);
  const many = Array.from({ length: 100 }, () => tickets.issue(claims));
  assert.equal(new Set(many).size, 100);
});
