import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";

const YEAR_SECONDS = 31_536_000;

/**
 * What pages of this server may do. Nothing comes from elsewhere, and neither script nor style stands
 * in the page. `'self'` covers wss: to the same host.
 */
const CONTENT_SECURITY_POLICY = {
  "default-src": ["'self'"],
  "base-uri": ["'none'"],
  "connect-src": ["'self'"],
  "font-src": ["'self'"],
  "form-action": ["'self'"],
  "frame-ancestors": ["'none'"],
  "img-src": ["'self'", "blob:", "data:"],
  "media-src": ["'self'", "blob:", "mediastream:"],
  "object-src": ["'none'"],
  "script-src": ["'self'"],
  "script-src-attr": ["'none'"],
  "style-src": ["'self'"],
};

const PERMISSIONS_POLICY = "camera=(self), microphone=(self), display-capture=(self)";

/** Sets the headers that tell browsers to be careful; HSTS only where there is https. */
export async function secureHeaders(app: FastifyInstance, secure: boolean): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY_POLICY },
    // On plain http off loopback browsers ignore these two and complain about them.
    crossOriginOpenerPolicy: secure && { policy: "same-origin" },
    originAgentCluster: secure,
    frameguard: { action: "deny" },
    // The room code in the path is nobody else's business.
    referrerPolicy: { policy: "same-origin" },
    strictTransportSecurity: secure && { maxAge: YEAR_SECONDS, includeSubDomains: false },
  });
  app.addHook("onRequest", async (_request, reply) => {
    reply.header("permissions-policy", PERMISSIONS_POLICY);
  });
  app.addHook("onSend", async (_request, reply) => {
    if (!reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
  });
}
