import { LIMITS } from "@parley/protocol";
import { dateText, untilText } from "../lib/time-text.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** What may be chosen, in seconds from now. */
export const EXPIRY_CHOICES = [
  { seconds: HOUR, name: "In 1 hour" },
  { seconds: DAY, name: "In 1 day" },
  { seconds: 7 * DAY, name: "In 1 week" },
  { seconds: 30 * DAY, name: "In 30 days" },
  { seconds: 365 * DAY, name: "In 1 year" },
] as const;

/** `date` is what an `<input type="datetime-local">` has, in this browser's time zone. */
export type ExpiryChoice =
  | { readonly kind: "none" }
  | { readonly kind: "after"; readonly seconds: number }
  | { readonly kind: "date"; readonly date: string };

/** Seconds from now; null for no end; an error's sentence when the date is of no use. */
export function expiresInOf(choice: ExpiryChoice, now: number): number | null | string {
  if (choice.kind === "none") return null;
  if (choice.kind === "after") return choice.seconds;
  const seconds = Math.round((new Date(choice.date).getTime() - now) / 1000);
  if (Number.isNaN(seconds)) return "Choose a date and a time.";
  if (seconds < LIMITS.expiresInSeconds.min) return "That is in the past. Choose a later time.";
  if (seconds > LIMITS.expiresInSeconds.max) return "A year from now at most.";
  return seconds;
}

/** The choice that stands for an end that is already set. */
export function choiceOf(expiresAt: number | null): ExpiryChoice {
  return expiresAt === null ? { kind: "none" } : { kind: "date", date: localDate(expiresAt) };
}

/** As an `<input type="datetime-local">` wants it, to the minute. */
export function localDate(at: number): string {
  const offsetMs = new Date(at).getTimezoneOffset() * 60_000;
  return new Date(at - offsetMs).toISOString().slice(0, 16);
}

/** When something ends, in words: "expires in 3 days"; empty when it has no end. */
export function expiryText(expiresAt: number | null, now: number): string {
  if (expiresAt === null) return "";
  return expiresAt <= now
    ? `expired ${dateText(expiresAt)}`
    : `expires ${untilText(expiresAt - now)}`;
}
