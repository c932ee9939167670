import { LIMITS } from "@parley/protocol/limits";
import { type MediaDescription, parse, type SessionDescription } from "sdp-transform";

export type { MediaDescription, SessionDescription } from "sdp-transform";

/** What was read, or in a few words why nothing was. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };

/**
 * Parses a session description within our limits. Nothing in it has been checked yet, and the types
 * promise too much: what looks like a number is one, and any field may be missing. So read text with
 * `textOf`.
 */
export function parseDescription(sdp: string): Parsed<SessionDescription> {
  if (sdp.length > LIMITS.sdpLength) return { ok: false, reason: "the description is too long" };
  if (linesOf(sdp) > LIMITS.sdpTextLines) return { ok: false, reason: "there are too many lines" };
  const value = parse(sdp);
  if (value.media.length === 0) return { ok: false, reason: "there is no media section" };
  if (value.media.length > LIMITS.sdpMediaLines) {
    return { ok: false, reason: "there are too many media sections" };
  }
  return { ok: true, value };
}

/** As sdp-transform divides it; past the limit it does not matter how many there are. */
const linesOf = (sdp: string): number => sdp.split(/\r\n|\r|\n/, LIMITS.sdpTextLines + 1).length;

/** A field of a parsed description as the text that it was; "" when it is missing. */
export const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

/** A whole number of at most `max`, or null. */
export function numberOf(value: unknown, max: number): number | null {
  const text = textOf(value);
  const number = /^\d{1,10}$/.test(text) ? Number(text) : -1;
  return number >= 0 && number <= max ? number : null;
}

/** A media section's name, which is a token (RFC 5888 5) of limited length; "" when it has none. */
export function midOf(section: MediaDescription): string {
  const mid = textOf(section.mid);
  return mid.length <= LIMITS.midLength && /^[\w!#$%&'*+.^`{|}~-]+$/.test(mid) ? mid : "";
}
