import type { Limits } from "@parley/protocol";
import type { RoomRecord } from "../runtime/ports.ts";

/** Where a room is in its life. `forgotten`: its keeping time is over too. */
export type RoomPhase = "current" | "expired" | "deleted" | "forgotten";

type Options = {
  readonly now: number;
  /**
   * Whether somebody is in it: such a room has not been left alone, however old its record is. Asked
   * only of a room that would count as left alone, for another node may have to answer.
   */
  readonly inUse: () => Promise<boolean>;
  readonly limits: Pick<Limits, "idleRoomMs" | "roomKeptMs">;
};

/** When the room expires or has expired, in milliseconds since 1970. */
export function expiryOf(
  room: Pick<RoomRecord, "expiresAt" | "usedAt">,
  limits: Pick<Limits, "idleRoomMs">,
): number {
  return room.expiresAt ?? room.usedAt + limits.idleRoomMs;
}

export async function phaseOf(
  room: RoomRecord,
  { now, inUse, limits }: Options,
): Promise<RoomPhase> {
  const endedAt = room.deletedAt ?? expiryOf(room, limits);
  if (now < endedAt) return "current";
  const leftAlone = room.deletedAt === null && room.expiresAt === null;
  if (leftAlone && (await inUse())) return "current";
  if (now >= endedAt + limits.roomKeptMs) return "forgotten";
  return room.deletedAt === null ? "expired" : "deleted";
}
