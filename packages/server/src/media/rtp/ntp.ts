const SECONDS_1900_TO_1970 = 2_208_988_800;
const FRACTIONS = 2 ** 32;
const COMPACT_PER_MS = 65.536;
/** A round trip that seems longer was computed from nonsense. */
const LONGEST_ROUND_TRIP_MS = 60_000;

/** The upper half of an NTP timestamp (RFC 3550 4): seconds since 1900, for unix milliseconds. */
export function ntpSeconds(unixMs: number): number {
  return (Math.floor(unixMs / 1000) + SECONDS_1900_TO_1970) % FRACTIONS;
}

/** The lower half of an NTP timestamp: the fraction of the second in units of 2^-32 s. */
export function ntpFraction(unixMs: number): number {
  return Math.floor(((unixMs / 1000) % 1) * FRACTIONS);
}

/** Unix milliseconds, with a fraction, of an NTP timestamp of the years 1968 to 2104. */
export function ntpToMs(seconds: number, fraction: number): number {
  const era = seconds < 2 ** 31 ? FRACTIONS : 0;
  return (seconds + era - SECONDS_1900_TO_1970 + fraction / FRACTIONS) * 1000;
}

/** The middle 32 bits of an NTP timestamp, as in the LSR field: units of 1/65,536 s. */
export function compactNtp(seconds: number, fraction: number): number {
  return (((seconds & 0xffff) << 16) | (fraction >>> 16)) >>> 0;
}

/** The middle 32 bits of the NTP timestamp of this moment. */
export function compactNtpOf(unixMs: number): number {
  return compactNtp(ntpSeconds(unixMs), ntpFraction(unixMs));
}

/**
 * Round trip in ms from the LSR and DLSR fields of a report block (RFC 3550 6.4.1). Null when there
 * is none: no sender report had arrived there yet, or the fields are nonsense.
 */
export function roundTripMs(nowMs: number, lsr: number, dlsr: number): number | null {
  if (lsr === 0) return null;
  const compact = (compactNtpOf(nowMs) - lsr - dlsr) | 0;
  const ms = compact / COMPACT_PER_MS;
  // Two clocks that are read and rounded one after the other can give a little less than nothing.
  if (ms < 0) return ms > -5 ? 0 : null;
  return ms > LONGEST_ROUND_TRIP_MS ? null : ms;
}

/** The abs-send-time extension's value: 24 bits, 6.18 fixed point seconds, so it wraps at 64 s. */
export function absSendTime(us: number): number {
  return Math.floor((us % 64_000_000) * 0.262144);
}
