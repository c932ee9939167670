import type { Participant, Room } from "@parley/protocol";
import type { RoomRecord } from "./ports.ts";

/** Who is present now, for those who only look. */
export interface LiveRooms {
  /** By time of joining; empty when nobody is there. */
  participants(roomId: string): readonly Participant[];
}

/** The room as participants see it. */
export function roomOf(record: RoomRecord): Room {
  const { code, name, access, locked, settings, createdAt, expiresAt } = record;
  return { code, name, access, locked, settings, createdAt, expiresAt };
}
