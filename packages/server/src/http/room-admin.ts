import { LinkedRoom, ParleyError, RoomParams, RoomPatch } from "@parley/protocol";
import type { Membership, RoomRecord } from "../runtime/ports.ts";
import { BODY_PROBLEMS, SECURITY, json, problems } from "./api-schema.ts";
import type { App, HttpDeps } from "./deps.ts";
import { type Guards, type InRoom, ROOM_PROBLEMS, ask, authorize } from "./room-access.ts";
import { ROOM } from "./room-examples.ts";
import { linkedRoom } from "./room-links.ts";

const tags = ["rooms"];

export function updateRoomRoute(app: App, deps: HttpDeps, { anyone }: Guards): void {
  const { admission } = deps;
  const schema = {
    operationId: "updateRoom",
    summary: "Change a room",
    description:
      "For its hosts; those who are in it hear of it. Only the owner may choose when it expires " +
      "(null: when nobody has used it for a time) and hand it over, to somebody with an account " +
      "who has been to the room; the old owner becomes a co-host.",
    tags,
    security: SECURITY.anyoneAndCsrf,
    params: RoomParams,
    body: RoomPatch,
    response: {
      200: json("The room as it is now.", LinkedRoom, ROOM),
      ...problems(
        ...BODY_PROBLEMS,
        ...ROOM_PROBLEMS,
        "csrf_failed",
        "not_permitted",
        "unknown_participant",
        "not_an_account",
        "too_many_rooms",
      ),
    },
  };
  app.patch("/room/:code/", { schema, onRequest: anyone }, async (request, reply) => {
    const least = ownersOnly(request.body) ? "owner" : "host";
    const found = await authorize(admission, request, request.params.code, least);
    const room = await update(deps, found, request.body);
    return reply.send(linkedRoom(room, request, deps));
  });
}

function ownersOnly({ ownerId, expiresIn }: RoomPatch): boolean {
  return ownerId !== undefined || expiresIn !== undefined;
}

/** The hand-over comes first: it is what may be refused, and then nothing has changed. */
async function update(deps: HttpDeps, found: InRoom, body: RoomPatch): Promise<RoomRecord> {
  const { ownerId, expiresIn, ...change } = body;
  const heir = ownerId === undefined ? null : await heirOf(deps, found.room, ownerId);
  const now = deps.clock.now();
  const expiry = expiresIn === undefined ? {} : { expiresAt: expiryAt(expiresIn, now) };
  const patch = { ...change, ...expiry };
  if (heir !== null && heir.participantId !== found.membership.participantId) {
    await ask(deps, found, { type: "room.handOver", to: heir.participantId });
  }
  if (Object.keys(patch).length > 0) await ask(deps, found, { type: "room.change", patch });
  return current(deps, found.room);
}

function expiryAt(expiresIn: number | null, now: number): number | null {
  return expiresIn === null ? null : now + expiresIn * 1000;
}

/** Who is to own the room: named by the id of the account, or of its participant here. */
async function heirOf({ stores }: HttpDeps, room: RoomRecord, id: string): Promise<Membership> {
  const { memberships } = stores;
  const heir =
    (await memberships.byParticipant(room.id, id)) ??
    (await memberships.find(room.id, `account:${id}`));
  if (heir === null || heir.bannedAt !== null) throw new ParleyError("unknown_participant");
  if (heir.principal.startsWith("guest:")) throw new ParleyError("not_an_account");
  return heir;
}

async function current({ stores }: HttpDeps, { id }: RoomRecord): Promise<RoomRecord> {
  const room = await stores.rooms.byId(id);
  if (room === null) throw new ParleyError("room_not_found");
  return room;
}

export function deleteRoomRoute(app: App, deps: HttpDeps, { anyone }: Guards): void {
  const schema = {
    operationId: "deleteRoom",
    summary: "End and delete a room",
    description: "For its owner. A meeting that is going on in it ends.",
    tags,
    security: SECURITY.anyoneAndCsrf,
    params: RoomParams,
    response: {
      204: { description: "The room is deleted.", type: "null" },
      ...problems(...ROOM_PROBLEMS, "csrf_failed", "not_permitted"),
    },
  };
  app.delete("/room/:code/", { schema, onRequest: anyone }, async (request, reply) => {
    const found = await authorize(deps.admission, request, request.params.code, "owner");
    await ask(deps, found, { type: "room.delete" });
    return reply.code(204).send();
  });
}
