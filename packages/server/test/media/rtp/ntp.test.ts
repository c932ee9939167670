import assert from "node:assert/strict";
import { test } from "node:test";
import {
  absSendTime,
  compactNtp,
  compactNtpOf,
  ntpFraction,
  ntpSeconds,
  ntpToMs,
  roundTripMs,
} from "../../../src/media/rtp/ntp.ts";

const MOMENT = Date.UTC(2026, 0, 2, 3, 4, 5, 250);

test("unix time becomes NTP time and comes back", () => {
  // 2026-01-02T03:04:05Z is 3,976,311,845 s after 1900.
  assert.equal(ntpSeconds(MOMENT), 3_976_311_845);
  assert.equal(ntpFraction(MOMENT), 2 ** 30);
  assert.equal(ntpToMs(ntpSeconds(MOMENT), ntpFraction(MOMENT)), MOMENT);
});

test("NTP time goes on after its seconds have wrapped in 2036", () => {
  const later = Date.UTC(2040, 5, 1);
  assert.equal(ntpToMs(ntpSeconds(later), ntpFraction(later)), later);
});

test("a round trip is now, less the report's time, less the delay there", () => {
  const lsr = compactNtpOf(MOMENT);
  const heldBack = Math.round(0.25 * 65_536);
  const trip = roundTripMs(MOMENT + 330, lsr, heldBack);
  assert.ok(trip !== null && Math.abs(trip - 80) < 0.1, String(trip));
});

test("a round trip is right across the wrap-around of the compact time", () => {
  const wrap = ntpToMs(ntpSeconds(MOMENT) - (ntpSeconds(MOMENT) % 65_536), 0);
  const trip = roundTripMs(wrap + 20, compactNtpOf(wrap - 30), 0);
  assert.ok(trip !== null && Math.abs(trip - 50) < 0.1, String(trip));
});

test("there is no round trip without a report, or from nonsense", () => {
  assert.equal(roundTripMs(MOMENT, 0, 5), null);
  assert.equal(roundTripMs(MOMENT, compactNtpOf(MOMENT), 0x7fff_0000), null);
  assert.equal(roundTripMs(MOMENT, compactNtpOf(MOMENT - 600_000), 0), null);
  assert.equal(roundTripMs(MOMENT, compactNtpOf(MOMENT + 1), 0), 0);
});

test("compact time is the middle of the 64 bits", () => {
  assert.equal(compactNtp(0x1234_abcd, 0x5678_ffff), 0xabcd_5678);
});

test("abs-send-time counts seconds in 6.18 fixed point and wraps at 64 s", () => {
  assert.equal(absSendTime(0), 0);
  assert.equal(absSendTime(1_000_000), 1 << 18);
  assert.equal(absSendTime(63_999_999), 0xff_ffff);
  assert.equal(absSendTime(64_500_000), 1 << 17);
});
