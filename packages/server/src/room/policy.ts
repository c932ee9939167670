import {
  type Access,
  type Kind,
  type Limits,
  PERMISSIONS,
  type Permission,
  type Role,
  type RoomSettings,
} from "@parley/protocol";

/** What is stored of someone's right to be in a room. */
export type Standing = {
  readonly role: Role;
  readonly epoch: number;
  readonly admittedAt: number | null;
  readonly bannedAt: number | null;
};

/** What a room asks of those who come to it. */
export type Threshold = {
  readonly access: Access;
  readonly locked: boolean;
  /** Somebody is banned: a new guest may be the same person, so guests have to ask. */
  readonly hasBans: boolean;
};

/** `member`: in; `waiting`: to the lobby; the others are refusals. */
export type Door = "member" | "waiting" | "room_locked" | "banned";

export function isHost(role: Role): boolean {
  return role === "owner" || role === "cohost";
}

/**
 * Where somebody gets who wants to come in. `standing` is null for those who were never here. Hosts
 * and those who were let in before always get in; a ban is stronger than everything.
 */
export function doorOf(threshold: Threshold, kind: Kind, standing: Standing | null): Door {
  if (standing !== null && standing.bannedAt !== null) return "banned";
  if (standing !== null && isHost(standing.role)) return "member";
  if (standing !== null && standing.admittedAt !== null) return "member";
  if (threshold.locked) return "room_locked";
  // Whoever was removed has to ask, also where others need not.
  const wasRemoved = standing !== null && standing.epoch > 1;
  return wasRemoved || mustAsk(threshold, kind) ? "waiting" : "member";
}

function mustAsk({ access, hasBans }: Threshold, kind: Kind): boolean {
  switch (access) {
    case "open":
      return kind === "guest" && hasBans;
    case "trusted":
      return kind === "guest";
    case "restricted":
      return true;
  }
}

/** What a participant may do, from its role and the room's settings alone. Deny is the default. */
export function permissionsOf(role: Role, settings: RoomSettings): readonly Permission[] {
  return PERMISSIONS.filter((permission) => may(role, settings, permission));
}

/** Asked for every message: without making the list. */
export function may(role: Role, settings: RoomSettings, permission: Permission): boolean {
  switch (permission) {
    case "meeting.join":
    case "media.mic":
    case "media.camera":
      return true;
    case "media.screen":
      return settings.screenShare || isHost(role);
    case "chat.send":
      return settings.chat || isHost(role);
    case "reaction.send":
      return settings.reactions || isHost(role);
    case "lobby.bypass":
    case "lobby.admit":
    case "participant.mute":
    case "participant.remove":
    case "room.update":
    case "room.end":
      return isHost(role);
    case "participant.role":
      return role === "owner";
  }
}

/** Whether one may mute, remove or lower the hand of another: co-hosts cannot touch the owner. */
export function mayTouch(actor: Role, target: Role): boolean {
  return actor === "owner" || (actor === "cohost" && target !== "owner");
}

/** How many participants a room takes: a mesh costs each one a connection to every other. */
export function capacityOf(settings: RoomSettings, limits: Limits): number {
  return settings.media === "mesh" ? limits.participantsPerMesh : limits.participantsPerRoom;
}
