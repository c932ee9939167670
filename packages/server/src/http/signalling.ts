import { ParleyError, RoomParams } from "@parley/protocol";
import { SECURITY, problems } from "./api-schema.ts";
import type { App } from "./deps.ts";

const description = `A WebSocket. Connecting is joining; each frame is one JSON object.

With the subprotocol \`parley.v1\` the server greets with \`welcome\` and answers as the protocol
says. Without a subprotocol, every JSON object that is sent is relayed to the others in the room,
or to the participant \`to\`, with \`from\` added.

Who connects is told by \`?ticket=\` from POST /join-room/, by \`Authorization: Bearer\`, or by the
cookie of a session or a guest; with a cookie, the Origin must be this server's own. A refusal after the upgrade is a close code: 4401 sign in
first, 4404 no such room, 4409 room full, 4410 room expired, 4429 too much.`;

/** The path of the signalling sockets, for those who come without asking for an upgrade. */
export function signallingRoutes(app: App): void {
  const schema = {
    operationId: "signalling",
    summary: "Signalling (WebSocket)",
    description,
    tags: ["signalling"],
    security: SECURITY.anyone,
    params: RoomParams,
    response: {
      101: { description: "The connection is a WebSocket now.", type: "null" },
      ...problems("upgrade_required", "validation_failed"),
    },
  };
  app.get("/ws/room/:code/", { schema }, (_request, reply) => {
    reply.header("upgrade", "websocket").header("connection", "upgrade");
    throw new ParleyError("upgrade_required", "Connect with a WebSocket client.");
  });
}
