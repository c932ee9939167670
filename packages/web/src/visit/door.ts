import type { RoomDetails, RoomResult } from "@parley/protocol";
import type { Visitor } from "./visitor.ts";

/** Whether one may look inside: the list of who is there comes only then. */
export function hasDetails(room: RoomResult): room is RoomDetails {
  return "participants" in room;
}

/**
 * Whether the way in probably leads through the lobby. A forecast for the button's name: the server
 * decides, and whoever is let in at once is let in at once.
 */
export function mustAsk(room: RoomResult, visitor: Visitor, invited: boolean): boolean {
  if (invited || hasDetails(room)) return false;
  return visitor.kind === "guest" ? room.access !== "open" : room.access === "restricted";
}
