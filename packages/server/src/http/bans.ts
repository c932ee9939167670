import { type Ban, BanList, BanQuery, RoomParams } from "@parley/protocol";
import type { Ban as StoredBan } from "../runtime/ports.ts";
import { SECURITY, json, problems } from "./api-schema.ts";
import type { App, HttpDeps } from "./deps.ts";
import { type Guards, ROOM_PROBLEMS, ask, authorize } from "./room-access.ts";
import { BANS } from "./room-examples.ts";

const tags = ["rooms"];

export function banRoutes(app: App, deps: HttpDeps, guards: Guards): void {
  listRoute(app, deps, guards);
  liftRoute(app, deps, guards);
}

function listRoute(app: App, { admission, stores }: HttpDeps, { anyone }: Guards): void {
  const schema = {
    operationId: "listBans",
    summary: "Who is banned from a room",
    description: "For its hosts. Latest first.",
    tags,
    security: SECURITY.anyone,
    params: RoomParams,
    response: {
      200: json("All of them.", BanList, BANS),
      ...problems(...ROOM_PROBLEMS, "not_permitted"),
    },
  };
  app.get("/room/:code/bans/", { schema, onRequest: anyone }, async (request, reply) => {
    const { room } = await authorize(admission, request, request.params.code, "host");
    const bans = await stores.memberships.bans(room.id);
    return reply.send({ bans: bans.map(banOf) });
  });
}

function banOf({ participantId, principal, name, bannedAt }: StoredBan): Ban {
  const kind = principal.startsWith("guest:") ? "guest" : "account";
  return { participantId, name, kind, bannedAt };
}

function liftRoute(app: App, deps: HttpDeps, { anyone }: Guards): void {
  const schema = {
    operationId: "liftBan",
    summary: "Lift a ban",
    description: "For the room's hosts. Who was banned has to ask to be let in again.",
    tags,
    security: SECURITY.anyoneAndCsrf,
    params: RoomParams,
    querystring: BanQuery,
    response: {
      204: { description: "The ban is lifted.", type: "null" },
      ...problems(...ROOM_PROBLEMS, "csrf_failed", "not_permitted", "unknown_ban"),
    },
  };
  app.delete("/room/:code/bans/", { schema, onRequest: anyone }, async (request, reply) => {
    const found = await authorize(deps.admission, request, request.params.code, "host");
    const { participantId } = request.query;
    await ask(deps, found, { type: "ban.lift", participantId });
    return reply.code(204).send();
  });
}
