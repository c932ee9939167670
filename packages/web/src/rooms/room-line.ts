import type { Room } from "@parley/protocol";
import { ACCESS_TEXT } from "./access-text.ts";
import { expiryText } from "./expiry.ts";

/** What a room is called; its code when nobody named it. */
export function roomTitle({ name, code }: Pick<Room, "name" | "code">): string {
  return name === "" ? code : name;
}

/** What one wants to know of a room in a list, in one line. */
export function roomLine(room: Room, now: number): string {
  const parts = [
    room.name === "" ? "" : room.code,
    ACCESS_TEXT[room.access].name,
    room.locked ? "locked" : "",
    expiryText(room.expiresAt, now),
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

export function isExpired({ expiresAt }: Pick<Room, "expiresAt">, now: number): boolean {
  return expiresAt !== null && expiresAt <= now;
}
