import type { Invite } from "@parley/protocol";
import { dateText } from "../lib/time-text.ts";

/** Whether an invite still lets anyone in, and if not, why. */
export function inviteState(
  { revokedAt, expiresAt, usesLeft }: Invite,
  now: number,
): "valid" | "taken back" | "expired" | "used up" {
  if (revokedAt !== null) return "taken back";
  if (expiresAt !== null && expiresAt <= now) return "expired";
  return usesLeft === 0 ? "used up" : "valid";
}

/** What one wants to know of an invite, in one line. */
export function inviteText(invite: Invite, now: number): string {
  const { createdAt, expiresAt, usesLeft } = invite;
  const made = `Made ${dateText(createdAt)}`;
  const state = inviteState(invite, now);
  if (state !== "valid") return `${made} · ${state}`;
  const parts = [
    made,
    usesLeft === null ? "no limit of uses" : `${usesLeft} ${usesLeft === 1 ? "use" : "uses"} left`,
    expiresAt === null ? "" : `until ${dateText(expiresAt)}`,
  ];
  return parts.filter((part) => part !== "").join(" · ");
}
