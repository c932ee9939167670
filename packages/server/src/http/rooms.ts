import {
  CreateRoomBody,
  JoinRoomBody,
  JoinRoomResult,
  LinkedRoom,
  RoomDetails,
  RoomParams,
} from "@parley/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Csrf } from "../identity/csrf.ts";
import { type OriginConfig, requestOrigin } from "../identity/origin.ts";
import { roomOf } from "../runtime/live-rooms.ts";
import type { RoomRecord } from "../runtime/ports.ts";
import { BODY_PROBLEMS, SECURITY, json, problems } from "./api-schema.ts";
import { createRoom } from "./create-room.ts";
import type { App, HttpDeps } from "./deps.ts";
import { JOINED, ROOM, ROOM_DETAILS } from "./examples.ts";
import { OPTIONAL_BODY } from "./openapi-document.ts";
import { type Guard, limitPerAddress, requireAccount, signedInOf } from "./guards.ts";

const tags = ["rooms"];

/** The room with the link to share: under PUBLIC_URL, or as the client itself found us. */
function linkedRoom(room: RoomRecord, request: FastifyRequest, config: OriginConfig): LinkedRoom {
  const origin = config.publicUrl ?? requestOrigin(request.headers.host, config);
  return { ...roomOf(room), url: `${origin}/${room.code}` };
}

/** Where the client connects: the host that it already talks to. */
function webSocketUrl(room: RoomRecord, request: FastifyRequest, config: OriginConfig): string {
  const origin = requestOrigin(request.headers.host, config).replace(/^http/, "ws");
  return `${origin}/ws/room/${room.code}/`;
}

export async function roomRoutes(app: App, deps: HttpDeps, csrf: Csrf): Promise<void> {
  const account = requireAccount(deps.sessions, csrf);
  await app.register(async (scope: App) => {
    takeEmptyBodies(scope);
    createRoomRoute(scope, deps, account);
  });
  joinRoomRoute(app, deps, account);
  roomRoute(app, deps, account);
}

/** For a route whose body is optional: nothing at all counts as `{}`. */
function takeEmptyBodies(scope: FastifyInstance): void {
  const parse = scope.getDefaultJsonParser("error", "error");
  scope.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    void parse(request, body.length === 0 ? "{}" : String(body), done);
  });
  scope.addHook("preValidation", async (request) => {
    if (request.body === undefined) request.body = {};
  });
}

function createRoomRoute(app: App, deps: HttpDeps, account: Guard): void {
  const { config, stores, clock, limits } = deps;
  const schema = {
    operationId: "createRoom",
    summary: "Create a room",
    description: "The creator is its owner. The body may be left out.",
    tags,
    security: SECURITY.sessionAndCsrf,
    [OPTIONAL_BODY]: true,
    body: CreateRoomBody,
    response: {
      201: json("The new room.", LinkedRoom, ROOM),
      ...problems(
        ...BODY_PROBLEMS,
        "not_authenticated",
        "csrf_failed",
        "too_many_rooms",
        "unsupported_setting",
        "rate_limited",
      ),
    },
  };
  const onRequest = [limitPerAddress(deps, limits.createsPerAddress), account];
  app.post("/create-room/", { schema, onRequest }, async (request, reply) => {
    const owner = signedInOf(request).account;
    const room = await createRoom({ rooms: stores.rooms, clock, limits }, owner.id, request.body);
    return reply.code(201).send(linkedRoom(room, request, config));
  });
}

function joinRoomRoute(app: App, deps: HttpDeps, account: Guard): void {
  const { config, admission, tickets, limits } = deps;
  const schema = {
    operationId: "joinRoom",
    summary: "Get into a room",
    description:
      "Reserves the participant id. The participant is present once its socket at `wsUrl` has " +
      "its welcome; the ticket, for `?ticket=`, lapses after 60 s.",
    tags,
    security: SECURITY.sessionAndCsrf,
    body: JoinRoomBody,
    response: {
      200: json("Where to connect.", JoinRoomResult, JOINED),
      ...problems(
        ...BODY_PROBLEMS,
        "not_authenticated",
        "csrf_failed",
        "room_not_found",
        "room_expired",
        "room_full",
        "rate_limited",
      ),
    },
  };
  const onRequest = [limitPerAddress(deps, limits.joinsPerAddress), account];
  app.post("/join-room/", { schema, onRequest }, async (request, reply) => {
    const { identity } = signedInOf(request);
    const { room, membership } = await admission.admit(identity, request.body.code, request.ip);
    return reply.send({
      room: linkedRoom(room, request, config),
      status: "joined",
      participantId: membership.participantId,
      wsUrl: webSocketUrl(room, request, config),
      ticket: tickets.issue({ roomId: room.id, identity }),
    });
  });
}

function roomRoute(app: App, { config, admission, live }: HttpDeps, account: Guard): void {
  const schema = {
    operationId: "getRoom",
    summary: "A room and who is in it",
    tags,
    security: SECURITY.session,
    params: RoomParams,
    response: {
      200: json("The room, with the participants present now.", RoomDetails, ROOM_DETAILS),
      ...problems(
        "validation_failed",
        "not_authenticated",
        "room_not_found",
        "room_expired",
        "rate_limited",
      ),
    },
  };
  app.get("/room/:code/", { schema, onRequest: account }, async (request, reply) => {
    const room = await admission.find(request.params.code, request.ip);
    const participants = [...live.participants(room.id)];
    return reply.send({ ...linkedRoom(room, request, config), participants });
  });
}
