import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS } from "@parley/protocol";
import { Tickets } from "../../src/identity/tickets.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { identityOf, newAccount } from "./fixtures.ts";

const claims = { roomId: "room", identity: identityOf(newAccount("ada"), "session-1"), epoch: 1 };

function setUp(limits: { tickets?: number } = {}) {
  const clock = new FakeClock();
  return { clock, tickets: new Tickets({ clock, limits: { ...LIMITS, ...limits } }) };
}

test("[TICKET1] a ticket is good for one use", () => {
  const { tickets } = setUp();
  const ticket = tickets.issue(claims);
  assert.equal(tickets.redeem(ticket), claims);
  assert.equal(tickets.redeem(ticket), null);
});

test("[TICKET1] a ticket lapses after 60 s", () => {
  const { clock, tickets } = setUp();
  const inTime = tickets.issue(claims);
  const late = tickets.issue(claims);
  clock.advance(59_999);
  assert.equal(tickets.redeem(inTime), claims);
  clock.advance(1);
  assert.equal(tickets.redeem(late), null);
});

test("a ticket that was never issued is nothing", () => {
  const { tickets } = setUp();
  tickets.issue(claims);
  for (const text of ["", "x", "a".repeat(43), "__proto__"])
    assert.equal(tickets.redeem(text), null);
});

test("tickets differ and hold 256 random bits", () => {
  const { tickets } = setUp();
  const many = Array.from({ length: 100 }, () => tickets.issue(claims));
  assert.equal(new Set(many).size, 100);
  for (const ticket of many) assert.match(ticket, /^[\w-]{43}$/);
});

test("lapsed tickets are dropped when another is issued", () => {
  const { clock, tickets } = setUp();
  for (let i = 0; i < 50; i += 1) tickets.issue(claims);
  clock.advance(LIMITS.ticketMs);
  tickets.issue(claims);
  assert.equal(tickets.size, 1);
});

test("a full store forgets the oldest ticket, never more", () => {
  const { tickets } = setUp({ tickets: 3 });
  const [first = "", ...rest] = [1, 2, 3, 4].map(() => tickets.issue(claims));
  assert.equal(tickets.size, 3);
  assert.equal(tickets.redeem(first), null);
  for (const ticket of rest) assert.equal(tickets.redeem(ticket), claims);
});

test("revoking a grant voids its tickets and no others", () => {
  const { tickets } = setUp();
  const other = { roomId: "room", identity: identityOf(newAccount("bob"), "session-2"), epoch: 1 };
  const [mine, theirs] = [tickets.issue(claims), tickets.issue(other)];
  tickets.revokeGrant("session-1");
  assert.equal(tickets.redeem(mine), null);
  assert.equal(tickets.redeem(theirs), other);
});
