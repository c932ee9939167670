import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { LIMITS } from "@parley/protocol";
import { Guests } from "../../src/identity/guests.ts";
import { randomId } from "../../src/identity/random.ts";
import { FakeClock } from "../support/fake-clock.ts";

const SECRET = "a secret of the server";

function setUp(secret = SECRET) {
  const clock = new FakeClock();
  const ids = randomId;
  return { clock, guests: new Guests({ secret: Buffer.from(secret), clock, limits: LIMITS, ids }) };
}

function signed(claims: unknown, label = "guest"): string {
  const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
  const hmac = createHmac("sha256", SECRET).update(`${label} ${payload}`);
  return `${payload}.${hmac.digest("base64url")}`;
}

test("[GUEST1] a guest's token says who it is", () => {
  const { guests } = setUp();
  const { identity, token } = guests.issue("Ada Lovelace ♥", null);
  const { guestId } = identity;
  const principal = `guest:${guestId}` as const;
  const expected = { principal, kind: "guest", guestId, name: "Ada Lovelace ♥", grant: principal };
  assert.deepEqual(identity, expected);
  assert.deepEqual(guests.authenticate(token), expected);
});

test("[GUEST1] a new name keeps the id, a new guest gets another", () => {
  const { guests } = setUp();
  const { identity } = guests.issue("Ada", null);
  const renamed = guests.issue("Ada King", identity);
  assert.equal(renamed.identity.guestId, identity.guestId);
  assert.equal(guests.authenticate(renamed.token)?.name, "Ada King");
  assert.notEqual(guests.issue("Ada", null).identity.guestId, identity.guestId);
});

test("[GUEST2] a guest's token holds for 30 days", () => {
  const { guests, clock } = setUp();
  const { token } = guests.issue("Ada", null);
  clock.advance(30 * 24 * 3_600_000 - 1);
  assert.notEqual(guests.authenticate(token), null);
  clock.advance(1);
  assert.equal(guests.authenticate(token), null);
});

test("[GUEST2] what was signed otherwise, changed or cut is no guest", () => {
  const { guests, clock } = setUp();
  const { token } = guests.issue("Ada", null);
  const [payload = "", signature = ""] = token.split(".");
  const claims = { id: "someone", name: "Ada", expiresAt: clock.now() + 1000 };
  const [otherPayload = ""] = signed(claims).split(".");
  assert.notEqual(guests.authenticate(signed(claims)), null, "the test signs as the server does");
  const wrong = [
    ...["", ".", "..", payload, `${payload}.`, `.${signature}`, `${token}.`, `${token}.x`],
    ...[`x${token}`, `${payload}x.${signature}`, `${payload}.${signature.slice(0, -2)}`],
    `${otherPayload}.${signature}`,
    signed(claims, "csrf"),
    setUp("another secret").guests.issue("Ada", null).token,
  ];
  for (const text of [undefined, ...wrong])
    assert.equal(guests.authenticate(text), null, String(text));
});

test("[GUEST2] signed nonsense is no guest", () => {
  const { guests, clock } = setUp();
  const expiresAt = clock.now() + 1000;
  const nonsense = [
    ...[null, 5, [], {}, { id: 5, name: "Ada", expiresAt }, { id: "a", expiresAt }],
    { id: "a", name: "Ada" },
    { id: "a", name: "Ada", expiresAt: "never" },
  ];
  for (const claims of nonsense) {
    assert.equal(guests.authenticate(signed(claims)), null, JSON.stringify(claims));
  }
});
