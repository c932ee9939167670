import { IceServerList } from "@parley/protocol";
import type { Csrf } from "../identity/csrf.ts";
import { SECURITY, json, problems } from "./api-schema.ts";
import type { App, HttpDeps } from "./deps.ts";
import { identityOf, requireIdentity } from "./guards.ts";

const EXPIRES_AT = 1_767_268_800_000;

const EXAMPLE: IceServerList = {
  iceServers: [
    { urls: ["stun:turn.example.org:3478"] },
    {
      urls: ["turn:turn.example.org:3478", "turns:turn.example.org:5349"],
      username: `${EXPIRES_AT / 1000}:q1nZ0b7XK4m2dP9sVt5cYw`,
      credential: "m3Z8yR1tq0W7cX5vB2nL9kJ4hG8=",
    },
  ],
  expiresAt: EXPIRES_AT,
};

/** STUN and TURN for those who set up media by themselves; others find them in their welcome. */
export function iceServersRoute(app: App, deps: HttpDeps, csrf: Csrf): void {
  const schema = {
    operationId: "getIceServers",
    summary: "STUN and TURN servers",
    description:
      "For `RTCConfiguration.iceServers`. The credentials hold for 12 hours; a relay made with them " +
      "lives on after that. The list is empty when the server has no TURN server.",
    tags: ["signalling"],
    security: SECURITY.anyone,
    response: {
      200: json("The servers, with credentials of your own.", IceServerList, EXAMPLE),
      ...problems("not_authenticated"),
    },
  };
  const onRequest = requireIdentity(deps, csrf);
  app.get("/ice-servers/", { schema, onRequest }, async (request, reply) =>
    reply.send(deps.iceServers.of(identityOf(request).principal)),
  );
}
