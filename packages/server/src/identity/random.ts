/** Identifiers from the system's random number generator. */
import { randomBytes, randomInt } from "node:crypto";

/** Makes an id that nobody has: opaque text without spaces or slashes. */
export type NewId = () => string;

/** 128 random bits, base64url. */
export const randomId: NewId = () => randomBytes(16).toString("base64url");

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

function randomLetters(count: number): string {
  return Array.from({ length: count }, () => LETTERS.charAt(randomInt(LETTERS.length))).join("");
}

/** A room code such as `abc-defg-hij`: 47 random bits. */
export function randomRoomCode(): string {
  return `${randomLetters(3)}-${randomLetters(4)}-${randomLetters(3)}`;
}
