import { type LinkedRoom, PageQuery, RoomList } from "@parley/protocol";
import type { FastifyRequest } from "fastify";
import { expiryOf } from "../identity/room-phase.ts";
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
    const known = page.rows.filter((room) => admission.phaseOf(room) !== "forgotten");
    const rooms = known.map((room) => listedRoom(room, request, deps));
    return reply.send({ rooms, next: page.next });
  });
}

function listedRoom(room: RoomRecord, request: FastifyRequest, deps: HttpDeps): LinkedRoom {
  const { admission, limits } = deps;
  const listed = linkedRoom(room, request, deps);
  const expired = admission.phaseOf(room) === "expired";
  return expired ? { ...listed, expiresAt: expiryOf(room, limits) } : listed;
}
