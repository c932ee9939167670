import type { ErrorCode, Participant, Room, RoomSettings } from "@parley/protocol";
import type { Administration } from "../room/command.ts";
import type { RoomRecord } from "./ports.ts";

/** Who is present now, for those who only look: wherever the room lives. */
export interface LiveRooms {
  /** By time of joining; empty when nobody is there. Rejects when who has the room cannot be asked. */
  participants(roomId: string): Promise<readonly Participant[]>;
}

/** The rooms that live in this process, for its numbers and for what it must leave alone. */
export interface LocalRooms {
  /** Those in which somebody is, or is coming. */
  liveIds(): ReadonlySet<string>;
  /** By time of joining; empty also when the room lives elsewhere. */
  participantsHere(roomId: string): readonly Participant[];
}

/** What can be done to a room from outside its meeting. */
export interface RoomDesk extends LiveRooms {
  /**
   * Gives a command to the room's one writer, whether a meeting is going on or not; resolves when
   * what it changes is stored, or with why it was refused.
   */
  ask(room: RoomRecord, command: Administration): Promise<"ok" | ErrorCode>;
  /**
   * Ends the meetings of rooms that were deleted with their owner's account. Never rejects: the
   * account is gone, and whoever cannot be told now finds the rooms deleted.
   */
  closeDeleted(roomIds: readonly string[]): Promise<void>;
}

/** The room as participants see it, where `media` is what the server has. */
export function roomOf(record: RoomRecord, media: RoomSettings["media"]): Room {
  const { code, name, access, locked, createdAt, expiresAt } = record;
  return { code, name, access, locked, settings: settingsOf(record, media), createdAt, expiresAt };
}

/** The settings as they are in force: without an SFU every room is a mesh, whatever was chosen. */
export function settingsOf({ settings }: RoomRecord, media: RoomSettings["media"]): RoomSettings {
  return media === "mesh" ? { ...settings, media } : settings;
}
