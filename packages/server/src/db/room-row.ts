import { RoomSettings, decodeJson } from "@parley/protocol";
import { Check } from "typebox/value";
import type { RoomRecord } from "../runtime/ports.ts";
import type { RoomRow } from "./schema.ts";

/** A room as its table has it. */
export function rowOf(room: RoomRecord): RoomRow {
  return { ...room, locked: room.locked ? 1 : 0, settings: JSON.stringify(room.settings) };
}

/** Throws when the stored settings are not settings. */
export function recordOf(row: RoomRow): RoomRecord {
  const settings = decodeJson<RoomSettings>(row.settings, (value) => Check(RoomSettings, value));
  if (settings === null) throw new Error(`The stored settings of room ${row.id} cannot be read.`);
  return { ...row, locked: row.locked === 1, settings };
}
