import { type LinkedRoom, PageQuery, RoomList } from "@parley/protocol";
import type { FastifyRequest } from "fastify";
import { type RoomPhase, expiryOf } from "../identity/room-phase.ts";
import type { RoomRecord } from "../runtime/ports.ts";
import { SECURITY, json, problems } from "./api-schema.ts";
import type { App, HttpDeps } from "./deps.ts";
import { signedInOf } from "./guards.ts";
import { pageRequest } from "./paging.ts";
import type { Guards } from "./room-access.ts";
import { ROOM_LIST } from "./room-examples.ts";
import { linkedRoom } from "./room-links.ts";

export function myRoomsRoute(app: App, deps: HttpDeps, { account }: Guards): void {
  const { admission, stores, limits } = deps;
  const schema = {
    operationId: "listRooms",
    summary: "My rooms",
    description:
      "The rooms that the account owns, newest first. Of a room that has expired, for lack of use " +
      "too, `expiresAt` says when.",
    tags: ["rooms"],
    security: SECURITY.account,
    querystring: PageQuery,
    response: {
      200: json("A page of them.", RoomList, ROOM_LIST),
      ...problems("validation_failed", "not_authenticated", "account_required"),
    },
  };
  app.get("/rooms/", { schema, onRequest: account }, async (request, reply) => {
    const { account: owner } = signedInOf(request);
    const page = await stores.rooms.listOf(owner.id, pageRequest(request.query, limits));
    const lookedAt = page.rows.map(async (room) => ({
      room,
      phase: await admission.phaseOf(room),
    }));
    const known = (await Promise.all(lookedAt)).filter(({ phase }) => phase !== "forgotten");
    const rooms = known.map((found) => listedRoom(found, request, deps));
    return reply.send({ rooms, next: page.next });
  });
}

type Found = { readonly room: RoomRecord; readonly phase: RoomPhase };

function listedRoom({ room, phase }: Found, request: FastifyRequest, deps: HttpDeps): LinkedRoom {
  const listed = linkedRoom(room, request, deps);
  return phase === "expired" ? { ...listed, expiresAt: expiryOf(room, deps.limits) } : listed;
}
