import { LIMITS } from "@parley/protocol";

/** `early`: from five minutes before the end on, can be put away. `last`: the last minute. */
export type ExpiryStage = "early" | "last";

/** How near the end is; null while it is far, and when it is past. */
export function expiryStage(expiresAt: number, now: number): ExpiryStage | null {
  const left = expiresAt - now;
  const { first, last } = LIMITS.expiryWarningMs;
  if (left <= 0 || left > first) return null;
  return left > last ? "early" : "last";
}
