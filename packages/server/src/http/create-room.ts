import { type CreateRoomBody, type Limits, ParleyError, type RoomSettings } from "@parley/protocol";
import { randomId, randomRoomCode } from "../identity/random.ts";
import type { Account, Clock, Membership, RoomRecord, RoomStore } from "../runtime/ports.ts";

const DEFAULT_SETTINGS: Omit<RoomSettings, "media"> = {
  chat: true,
  reactions: true,
  screenShare: true,
  muteOnEntry: false,
};

type Options = {
  readonly rooms: RoomStore;
  readonly clock: Clock;
  readonly limits: Pick<Limits, "roomsPerAccount" | "roomCodeAttempts">;
  /** What the server has; a room that does not say gets it. */
  readonly media: RoomSettings["media"];
  /** Draws a code; another one is drawn when it is taken. */
  readonly drawCode?: () => string;
};

/**
 * Stores a room with its owner's membership. Throws `unsupported_setting`, or `too_many_rooms` when
 * the account has as many as it may have.
 */
export async function createRoom(
  { rooms, clock, limits, media, drawCode = randomRoomCode }: Options,
  owner: Pick<Account, "id" | "displayName">,
  body: CreateRoomBody,
): Promise<RoomRecord> {
  const settings = { ...DEFAULT_SETTINGS, media, ...body.settings };
  if (settings.media === "sfu" && media !== "sfu") throw withoutSfu();
  const now = clock.now();
  const id = randomId();
  for (let attempt = 0; attempt < limits.roomCodeAttempts; attempt += 1) {
    const room = { ...newRoom(body, now), settings, id, code: drawCode(), ownerId: owner.id };
    const ownership = ownershipOf(room, owner.displayName);
    const outcome = await rooms.create(room, ownership, limits.roomsPerAccount);
    if (outcome === "created") return room;
    if (outcome === "too_many") throw new ParleyError("too_many_rooms");
  }
  throw new Error("No free room code was found");
}

function withoutSfu(): ParleyError {
  return new ParleyError("unsupported_setting", "This server has no SFU; media goes as a mesh.");
}

function newRoom(body: CreateRoomBody, now: number) {
  return {
    name: body.name ?? "",
    access: body.access ?? "trusted",
    locked: false,
    createdAt: now,
    expiresAt: body.expiresIn === undefined ? null : now + body.expiresIn * 1000,
    usedAt: now,
    deletedAt: null,
  };
}

function ownershipOf(room: RoomRecord, name: string): Membership {
  return {
    roomId: room.id,
    principal: `account:${room.ownerId}`,
    participantId: randomId(),
    name,
    role: "owner",
    epoch: 1,
    admittedAt: room.createdAt,
    bannedAt: null,
  };
}
