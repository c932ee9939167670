import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS, ParleyError } from "@parley/protocol";
import { AddressLimit, WindowCounter, addressKey } from "../../src/identity/throttle.ts";
import { FakeClock } from "../support/fake-clock.ts";

test("[RATE2] an IPv4 address is one address, also when it is mapped into IPv6", () => {
  assert.equal(addressKey("192.0.2.7"), "192.0.2.7");
  assert.equal(addressKey("::ffff:192.0.2.7"), "192.0.2.7");
  assert.equal(addressKey("::FFFF:192.0.2.7"), "192.0.2.7");
});

test("[RATE2] a /64 of IPv6 is one address, however it is written", () => {
  const same = [
    "2001:db8:0:1::1",
    "2001:db8:0:1:ffff:ffff:ffff:ffff",
    "2001:0DB8:0000:0001::",
    "2001:db8:0:1:0:0:192.0.2.7",
    "2001:db8:0:1::192.0.2.7",
    "2001:db8:0:1::1%eth0",
  ];
  for (const ip of same) assert.equal(addressKey(ip), "2001:db8:0:1::/64", ip);
  assert.notEqual(addressKey("2001:db8:0:2::1"), addressKey("2001:db8:0:1::1"));
  assert.equal(addressKey("::1"), "0:0:0:0::/64");
  assert.equal(addressKey("fe80::1"), "fe80:0:0:0::/64");
});

test("a key of an address is its own key, and no address is one too", () => {
  for (const ip of ["192.0.2.7", "2001:db8:0:1::1", ""]) {
    assert.equal(addressKey(addressKey(ip)), addressKey(ip));
  }
});

test("a window starts with the first event of its key and ends for all at once", () => {
  const clock = new FakeClock(0);
  const counter = new WindowCounter({ clock, windowMs: 1000, maxKeys: 10 });
  counter.add("a");
  clock.advance(600);
  assert.deepEqual(counter.add("a"), { count: 2, lastAt: 600, endsAt: 1000 });
  clock.advance(399);
  assert.equal(counter.get("a")?.count, 2);
  clock.advance(1);
  assert.equal(counter.get("a"), null);
  assert.deepEqual(counter.add("a"), { count: 1, lastAt: 1000, endsAt: 2000 });
});

test("a forgotten key starts anew, the others go on", () => {
  const counter = new WindowCounter({ clock: new FakeClock(), windowMs: 1000, maxKeys: 10 });
  counter.add("a");
  counter.add("b");
  counter.forget("a");
  assert.equal(counter.add("a").count, 1);
  assert.equal(counter.add("b").count, 2);
});

test("[RATE3] a counter holds no more keys than it may: ended windows go first, then the oldest", () => {
  const clock = new FakeClock();
  const counter = new WindowCounter({ clock, windowMs: 1000, maxKeys: 3 });
  counter.add("a");
  clock.advance(500);
  for (const key of ["b", "c", "d"]) counter.add(key);
  assert.equal(counter.size, 3);
  assert.equal(counter.get("a"), null);
  clock.advance(1000);
  counter.add("e");
  assert.equal(counter.size, 1);
});

test("[RATE1] an address that used up its window is told when to come back", () => {
  const clock = new FakeClock();
  const limit = new AddressLimit({ clock, limits: LIMITS, max: 2 });
  const use = () => {
    limit.check("192.0.2.7");
    limit.add("192.0.2.7");
  };
  use();
  clock.advance(1500);
  use();
  assert.throws(use, (error) => {
    assert.ok(error instanceof ParleyError);
    assert.equal(error.code, "rate_limited");
    assert.equal(error.retryAfterMs, LIMITS.addressWindowMs - 1500);
    return true;
  });
  limit.check("192.0.2.8");
  clock.advance(LIMITS.addressWindowMs - 1500);
  use();
});
