/** A room code: three, four and three lower-case letters, as in `abc-defg-hij`. */
export const ROOM_CODE_PATTERN = "^[a-z]{3}-[a-z]{4}-[a-z]{3}$";

const ROOM_CODE = new RegExp(ROOM_CODE_PATTERN);
const BARE_CODE = /^([a-z]{3})([a-z]{4})([a-z]{3})$/;

export function isRoomCode(text: string): boolean {
  return ROOM_CODE.test(text);
}

/**
 * What people type or paste for a room (a code in any case, with or without hyphens, or a link that
 * ends in one) as its canonical code; null when there is none in it.
 */
export function parseRoomCode(input: string): string | null {
  const path = input.trim().split(/[?#]/, 1)[0] ?? "";
  const last = path.split("/").findLast((part) => part !== "") ?? "";
  const letters = last.toLowerCase().replace(/[\s-]+/g, "");
  const match = BARE_CODE.exec(letters);
  return match === null ? null : `${match[1]}-${match[2]}-${match[3]}`;
}
