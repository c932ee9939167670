import {
  type Invite,
  InviteBody,
  InviteList,
  InviteQuery,
  NewInvite,
  ParleyError,
  RoomParams,
} from "@parley/protocol";
import { newInvite } from "../identity/invites.ts";
import { randomId } from "../identity/random.ts";
import type { InviteRecord } from "../runtime/ports.ts";
import { BODY_PROBLEMS, SECURITY, json, problems } from "./api-schema.ts";
import type { App, HttpDeps } from "./deps.ts";
import { limitPerAddress } from "./guards.ts";
import { OPTIONAL_BODY } from "./openapi-document.ts";
import { type Guards, ROOM_PROBLEMS, authorize } from "./room-access.ts";
import { INVITES, NEW_INVITE } from "./room-examples.ts";
import { inviteUrl } from "./room-links.ts";

const tags = ["rooms"];

export function inviteRoutes(app: App, deps: HttpDeps, guards: Guards): void {
  listRoute(app, deps, guards);
  createRoute(app, deps, guards);
  revokeRoute(app, deps, guards);
}

function inviteOf(record: InviteRecord): Invite {
  const { id, role, createdAt, expiresAt, usesLeft, revokedAt } = record;
  return { id, role, createdAt, expiresAt, usesLeft, revokedAt };
}

function listRoute(app: App, { admission, stores }: HttpDeps, { anyone }: Guards): void {
  const schema = {
    operationId: "listInvites",
    summary: "The invites of a room",
    description: "For its hosts. Newest first, without their links.",
    tags,
    security: SECURITY.anyone,
    params: RoomParams,
    response: {
      200: json("All of them.", InviteList, INVITES),
      ...problems(...ROOM_PROBLEMS, "not_permitted"),
    },
  };
  app.get("/room/:code/invites/", { schema, onRequest: anyone }, async (request, reply) => {
    const { room } = await authorize(admission, request, request.params.code, "host");
    const invites = await stores.invites.list(room.id);
    return reply.send({ invites: invites.map(inviteOf) });
  });
}

function createRoute(app: App, deps: HttpDeps, { anyone }: Guards): void {
  const { config, admission, stores, clock, limits } = deps;
  const schema = {
    operationId: "createInvite",
    summary: "Make an invite link",
    description:
      "For the room's hosts; only the owner can invite co-hosts. Who opens the link need not ask " +
      "to be let in. The link is shown now and never again.",
    tags,
    security: SECURITY.anyoneAndCsrf,
    params: RoomParams,
    [OPTIONAL_BODY]: true,
    body: InviteBody,
    response: {
      201: json("The invite, with its link.", NewInvite, NEW_INVITE),
      ...problems(
        ...BODY_PROBLEMS,
        ...ROOM_PROBLEMS,
        "csrf_failed",
        "not_permitted",
        "too_many_invites",
      ),
    },
  };
  const onRequest = [limitPerAddress(deps, limits.createsPerAddress), anyone];
  app.post("/room/:code/invites/", { schema, onRequest }, async (request, reply) => {
    const least = request.body.role === "cohost" ? "owner" : "host";
    const { room } = await authorize(admission, request, request.params.code, least);
    const given = { roomId: room.id, now: clock.now(), ids: randomId };
    const { invite, token } = newInvite(request.body, given);
    const outcome = await stores.invites.create(invite, limits.invitesPerRoom);
    if (outcome === "too_many") throw new ParleyError("too_many_invites");
    const url = inviteUrl(room, token, request, config);
    return reply.code(201).send({ ...inviteOf(invite), url });
  });
}

function revokeRoute(app: App, deps: HttpDeps, { anyone }: Guards): void {
  const { admission, stores, clock } = deps;
  const schema = {
    operationId: "revokeInvite",
    summary: "Revoke an invite",
    description: "For the room's hosts. Who has used it stays in.",
    tags,
    security: SECURITY.anyoneAndCsrf,
    params: RoomParams,
    querystring: InviteQuery,
    response: {
      204: { description: "The link lets nobody in any more.", type: "null" },
      ...problems(...ROOM_PROBLEMS, "csrf_failed", "not_permitted", "invalid_invite"),
    },
  };
  app.delete("/room/:code/invites/", { schema, onRequest: anyone }, async (request, reply) => {
    const { room } = await authorize(admission, request, request.params.code, "host");
    const outcome = await stores.invites.revoke(room.id, request.query.id, clock.now());
    if (outcome === "unknown") throw new ParleyError("invalid_invite");
    return reply.code(204).send();
  });
}
