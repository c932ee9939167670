import { MessageList, PageQuery, RoomParams } from "@parley/protocol";
import { SECURITY, json, problems } from "./api-schema.ts";
import type { App, HttpDeps } from "./deps.ts";
import { pageRequest } from "./paging.ts";
import { type Guards, PAST_ROOM_PROBLEMS, authorizePast } from "./room-access.ts";
import { MESSAGES } from "./room-examples.ts";

export function messagesRoute(app: App, deps: HttpDeps, { anyone }: Guards): void {
  const { admission, stores, limits } = deps;
  const schema = {
    operationId: "listMessages",
    summary: "What was written in the chat",
    description:
      "For those who have been let in, with their own direct messages: the newest page first, the " +
      "oldest message of a page first. It is kept for a while after the room has expired.",
    tags: ["rooms"],
    security: SECURITY.anyone,
    params: RoomParams,
    querystring: PageQuery,
    response: {
      200: json("A page of it.", MessageList, MESSAGES),
      ...problems(...PAST_ROOM_PROBLEMS, "not_permitted"),
    },
  };
  app.get("/room/:code/messages/", { schema, onRequest: anyone }, async (request, reply) => {
    const page = pageRequest(request.query, limits);
    const { code } = request.params;
    const { room, membership } = await authorizePast(admission, request, code, "member");
    const { rows, next } = await stores.chat.page(room.id, membership.participantId, page);
    return reply.send({ messages: rows.map(({ message }) => message), next });
  });
}
