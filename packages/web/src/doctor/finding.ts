import type { DoctorFinding } from "@parley/protocol/doctor";

/** What can be checked from a browser, in the order in which it is shown. */
export const CHECKS = [
  "page",
  "address",
  "websocket",
  "clock",
  "media up",
  "media down",
  "relay",
] as const;
export type Check = (typeof CHECKS)[number];

export type Finding = DoctorFinding & { readonly check: Check };

export function ok(check: Check, found: string): Finding {
  return { check, verdict: "ok", found, change: null };
}

/** It works, but perhaps not for everybody. */
export function warn(check: Check, found: string, change: string): Finding {
  return { check, verdict: "warn", found, change };
}

export function fail(check: Check, found: string, change: string): Finding {
  return { check, verdict: "fail", found, change };
}
