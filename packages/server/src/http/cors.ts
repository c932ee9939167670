import { LIMITS } from "@parley/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { OriginConfig } from "../identity/origin.ts";

const PREFLIGHT = {
  "access-control-allow-methods": "GET, POST, PATCH, DELETE",
  "access-control-allow-headers": "Authorization, Content-Type",
  "access-control-max-age": String(LIMITS.corsMaxAgeMs / 1000),
};

/**
 * Lets pages of ALLOWED_ORIGINS use the API with a bearer token. Credentials are never allowed: for
 * such a page the cookies of this server do not exist.
 */
export function allowOrigins(app: FastifyInstance, { allowedOrigins }: OriginConfig): void {
  if (allowedOrigins.length === 0) return;
  app.addHook("onRequest", async (request, reply) => {
    reply.header("vary", "Origin");
    const { origin } = request.headers;
    if (origin === undefined || !allowedOrigins.includes(origin)) return;
    reply.header("access-control-allow-origin", origin);
    if (isPreflight(request)) return answerPreflight(reply);
    reply.header("access-control-expose-headers", "Retry-After");
  });
}

function isPreflight({ method, headers }: FastifyRequest): boolean {
  return method === "OPTIONS" && headers["access-control-request-method"] !== undefined;
}

function answerPreflight(reply: FastifyReply): FastifyReply {
  return reply.code(204).headers(PREFLIGHT).send();
}
