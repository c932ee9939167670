import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { ParleyError } from "@parley/protocol";
import { hostAllowed } from "../identity/origin.ts";
import type { App, HttpDeps } from "./deps.ts";
import { FORWARDED } from "./host.ts";

/** For those who hold METRICS_TOKEN; without one, for programs on this machine. */
export function metricsRoute(app: App, { metrics, config }: HttpDeps): void {
  const options = { schema: { hide: true }, config: { anyHost: true } };
  app.get("/metrics", options, async ({ raw }, reply) => {
    const { metricsToken } = config;
    const mayRead = metricsToken === null ? isFromHere(raw) : bears(raw, metricsToken);
    if (!mayRead) throw new ParleyError("not_found");
    return reply.type(metrics.contentType).send(await metrics.text());
  });
}

const BY_PROXIES = [...FORWARDED, "x-real-ip", "via"];

/**
 * Straight from this machine: a proxy here, trusted or not, passes on what comes from anywhere. A
 * proxy may also give no header at all: nginx does so unless it is told to, and speaks HTTP/1.0.
 */
function isFromHere({ socket, headers, httpVersionMinor }: IncomingMessage): boolean {
  const passedOn = httpVersionMinor === 0 || BY_PROXIES.some((name) => headers[name] !== undefined);
  const ownNames = { publicUrl: null, allowedOrigins: [], tls: null };
  return !passedOn && isLoopback(socket.remoteAddress) && hostAllowed(headers.host, ownNames);
}

function isLoopback(address = ""): boolean {
  return address === "::1" || /^(::ffff:)?127\.\d+\.\d+\.\d+$/i.test(address);
}

function bears({ headers }: IncomingMessage, token: string): boolean {
  const given = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
  return given !== undefined && timingSafeEqual(digest(given), digest(token));
}

/** Of one length, whatever was given. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
