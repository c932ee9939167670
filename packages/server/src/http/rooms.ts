import {
  CreateRoomBody,
  JoinRoomBody,
  JoinRoomResult,
  LinkedRoom,
  RoomParams,
  RoomResult,
} from "@parley/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Admitted } from "../identity/admission.ts";
import type { Csrf } from "../identity/csrf.ts";
import { BODY_PROBLEMS, SECURITY, json, problems } from "./api-schema.ts";
import { attendanceRoute } from "./attendance.ts";
import { banRoutes } from "./bans.ts";
import { createRoom } from "./create-room.ts";
import type { App, HttpDeps } from "./deps.ts";
import {
  identityOf,
  limitPerAddress,
  requireAccount,
  requireIdentity,
  signedInOf,
} from "./guards.ts";
import { inviteRoutes } from "./invites.ts";
import { messagesRoute } from "./messages.ts";
import { myRoomsRoute } from "./my-rooms.ts";
import { OPTIONAL_BODY } from "./openapi-document.ts";
import { type Guards, ROOM_PROBLEMS } from "./room-access.ts";
import { deleteRoomRoute, updateRoomRoute } from "./room-admin.ts";
import { JOINED, ROOM, ROOM_DETAILS } from "./room-examples.ts";
import { linkedRoom, webSocketUrl } from "./room-links.ts";

const tags = ["rooms"];

export async function roomRoutes(app: App, deps: HttpDeps, csrf: Csrf): Promise<void> {
  const guards = { account: requireAccount(deps, csrf), anyone: requireIdentity(deps, csrf) };
  await takingEmptyBodies(app, (scope) => createRoomRoute(scope, deps, guards));
  joinRoomRoute(app, deps, guards);
  roomRoute(app, deps, guards);
  myRoomsRoute(app, deps, guards);
  updateRoomRoute(app, deps, guards);
  deleteRoomRoute(app, deps, guards);
  attendanceRoute(app, deps, guards);
  messagesRoute(app, deps, guards);
  banRoutes(app, deps, guards);
  await takingEmptyBodies(app, (scope) => inviteRoutes(scope, deps, guards));
}

/** For routes whose body is optional: nothing at all counts as `{}`. */
async function takingEmptyBodies(app: App, addRoutes: (scope: App) => void): Promise<void> {
  await app.register(async (scope: App) => {
    takeEmptyBodies(scope);
    addRoutes(scope);
  });
}

function takeEmptyBodies(scope: FastifyInstance): void {
  const parse = scope.getDefaultJsonParser("error", "error");
  scope.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    void parse(request, body.length === 0 ? "{}" : String(body), done);
  });
  scope.addHook("preValidation", async (request) => {
    if (request.body === undefined && request.method === "POST") request.body = {};
  });
}

function createRoomRoute(app: App, deps: HttpDeps, { account }: Guards): void {
  const { stores, clock, limits, media } = deps;
  const schema = {
    operationId: "createRoom",
    summary: "Create a room",
    description: "The creator is its owner. The body may be left out.",
    tags,
    security: SECURITY.accountAndCsrf,
    [OPTIONAL_BODY]: true,
    body: CreateRoomBody,
    response: {
      201: json("The new room.", LinkedRoom, ROOM),
      ...problems(
        ...BODY_PROBLEMS,
        "not_authenticated",
        "account_required",
        "csrf_failed",
        "too_many_rooms",
        "unsupported_setting",
        "rate_limited",
      ),
    },
  };
  const onRequest = [limitPerAddress(deps, limits.createsPerAddress), account];
  app.post("/create-room/", { schema, onRequest }, async (request, reply) => {
    const { account: owner } = signedInOf(request);
    const options = { rooms: stores.rooms, clock, limits, media };
    const room = await createRoom(options, owner, request.body);
    return reply.code(201).send(linkedRoom(room, request, deps));
  });
}

function joinRoomRoute(app: App, deps: HttpDeps, { anyone }: Guards): void {
  const { admission, limits } = deps;
  const schema = {
    operationId: "joinRoom",
    summary: "Get into a room",
    description:
      "Reserves the participant id. The participant is present once its socket at `wsUrl` has " +
      "its welcome; the ticket, for `?ticket=`, lapses after 60 s. With the status `waiting` the " +
      "socket leads to the lobby, until a host lets the participant in.",
    tags,
    security: SECURITY.anyoneAndCsrf,
    body: JoinRoomBody,
    response: {
      200: json("Where to connect.", JoinRoomResult, JOINED),
      ...problems(
        ...BODY_PROBLEMS,
        ...ROOM_PROBLEMS,
        "csrf_failed",
        "banned",
        "room_full",
        "room_locked",
        "invalid_invite",
      ),
    },
  };
  const onRequest = [limitPerAddress(deps, limits.joinsPerAddress), anyone];
  app.post("/join-room/", { schema, onRequest }, async (request, reply) => {
    const { code, invite } = request.body;
    const admitted = await admission.admit(identityOf(request), code, request.ip, invite);
    return reply.send(joinResult(admitted, request, deps));
  });
}

function joinResult(
  { room, membership, door }: Admitted,
  request: FastifyRequest,
  deps: Pick<HttpDeps, "config" | "media" | "tickets">,
): JoinRoomResult {
  const { config, tickets } = deps;
  const { participantId, epoch } = membership;
  const ticket = tickets.issue({ roomId: room.id, identity: identityOf(request), epoch });
  const entry = { participantId, wsUrl: webSocketUrl(room, request, config), ticket };
  // Who waits learns nothing of the room but its code and name.
  return door === "waiting"
    ? { status: "waiting", room: { code: room.code, name: room.name }, ...entry }
    : { status: "joined", room: linkedRoom(room, request, deps), ...entry };
}

function roomRoute(app: App, deps: HttpDeps, { anyone }: Guards): void {
  const { admission, rooms } = deps;
  const schema = {
    operationId: "getRoom",
    summary: "A room and who is in it",
    description: "Who may not look inside gets the room's code, name and access.",
    tags,
    security: SECURITY.anyone,
    params: RoomParams,
    response: {
      200: json("The room, with the participants present now.", RoomResult, ROOM_DETAILS),
      ...problems(...ROOM_PROBLEMS, "banned"),
    },
  };
  app.get("/room/:code/", { schema, onRequest: anyone }, async (request, reply) => {
    const { code } = request.params;
    const { room, sees } = await admission.look(identityOf(request), code, request.ip);
    if (sees === "card") {
      return reply.send({ code: room.code, name: room.name, access: room.access });
    }
    const participants = [...(await rooms.participants(room.id))];
    return reply.send({ ...linkedRoom(room, request, deps), participants });
  });
}
