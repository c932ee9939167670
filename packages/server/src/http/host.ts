import { ParleyError } from "@parley/protocol";
import type { FastifyInstance } from "fastify";
import { type OriginConfig, hostAllowed } from "../identity/origin.ts";

/** Refuses requests for host names that are not this server's, with a line that says the cure. */
export function guardHost(app: FastifyInstance, config: OriginConfig): void {
  app.addHook("onRequest", async ({ raw, routeOptions }) => {
    const count = raw.rawHeaders.filter((name, i) => i % 2 === 0 && /^host$/i.test(name)).length;
    if (count !== 1) throw new ParleyError("bad_request", "A request has one Host header.");
    if (routeOptions.config.anyHost === true || hostAllowed(raw.headers.host, config)) return;
    throw new ParleyError(
      "misdirected_host",
      "Set PUBLIC_URL to the address that people open, or open this server as localhost.",
    );
  });
}

/** The headers in which proxies say from whom a request came, and for what. */
export const FORWARDED = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"];
