import type { Limits, Permission, Role, RoomSettings } from "@parley/protocol";

/** What a role may do under the room's settings. Deny is the default. */
export function permissionsOf(role: Role, settings: RoomSettings): readonly Permission[] {
  const everyone: Permission[] = ["meeting.join", "media.mic", "media.camera"];
  const host = role === "owner" || role === "cohost";
  return host || settings.screenShare ? [...everyone, "media.screen"] : everyone;
}

/** How many participants a room takes: a mesh costs each one a connection to every other. */
export function capacityOf(settings: RoomSettings, limits: Limits): number {
  return settings.media === "mesh" ? limits.participantsPerMesh : limits.participantsPerRoom;
}
