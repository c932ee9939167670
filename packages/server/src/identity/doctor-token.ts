/**
 * By which `npm run doctor` shows that it holds the server's SECRET:
 * `doctor.<expiry>.<HMAC-SHA256 of the expiry>`, the signature base64url.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { LIMITS } from "@parley/protocol/limits";

export function issueDoctorToken(secret: Buffer, now: number): string {
  const expiry = String(now + LIMITS.doctorTokenMs);
  return `doctor.${expiry}.${sign(secret, expiry).toString("base64url")}`;
}

/** Whether the token was made with this secret, and not longer ago than one may be. */
export function holdsDoctorToken(secret: Buffer, token: string, now: number): boolean {
  const [label, expiry = "", signature = "", ...rest] = token.split(".");
  const given = Buffer.from(signature, "base64url");
  const expected = sign(secret, expiry);
  const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
  if (label !== "doctor" || rest.length > 0 || !isOurs) return false;
  // One that would hold for longer was made by another clock than this one.
  return Number(expiry) > now && Number(expiry) <= now + 2 * LIMITS.doctorTokenMs;
}

// The label keeps these signatures apart from others that are made with the same secret.
function sign(secret: Buffer, expiry: string): Buffer {
  return createHmac("sha256", secret).update(`doctor ${expiry}`).digest();
}
