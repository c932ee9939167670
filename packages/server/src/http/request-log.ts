import type { FastifyInstance } from "fastify";

/** One line per request, without query, headers and bodies: those may hold secrets. */
export function logRequests(app: FastifyInstance): void {
  app.addHook("onResponse", async ({ method, url, log }, { statusCode, elapsedTime }) => {
    const path = url.split("?", 1)[0];
    log.debug({ method, path, status: statusCode, ms: Math.round(elapsedTime) }, "request");
  });
}
