/** Who asks for these learns why, instead of the room. */
const CLOSED_DOORS = new Set(["room_not_found", "room_expired", "room_deleted", "banned"]);

/** What ends a stay, or the waiting for one, and has a page of its own. */
const ENDS = new Set([
  "denied",
  "removed",
  "meeting_ended",
  "taken_over",
  "signed_out",
  "password_changed",
]);

/** After these the server does not know this browser any more. */
const SIGNED_OUT = new Set(["not_authenticated", "signed_out", "password_changed"]);

/**
 * What a refusal to come in means for the visit: it is over, or the room is shut, or who it is must
 * be said first, or it can be tried again from the green room.
 */
export function afterRefusal(code: string): "ended" | "shut" | "name-needed" | "green-room" {
  if (code === "not_authenticated") return "name-needed";
  if (ENDS.has(code)) return "ended";
  return CLOSED_DOORS.has(code) ? "shut" : "green-room";
}

export function isSignedOut(reason: string): boolean {
  return SIGNED_OUT.has(reason);
}
