/** What the operator is told when the proxy and the settings do not fit together; each line once. */
import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";
import { hostAllowed } from "../identity/origin.ts";
import type { HttpDeps } from "./deps.ts";
import { FORWARDED } from "./host.ts";

type Setup = Pick<HttpDeps, "config" | "isTrustedProxy">;

type Notice = {
  readonly line: string;
  /** What the line is about in this request; null when there is nothing to say. */
  readonly sees: (request: IncomingMessage) => object | null;
};

export function noticeProxies(app: FastifyInstance, setup: Setup): void {
  const { publicUrl, trustedProxies } = setup.config;
  if (trustedProxies.length > 0 && publicUrl === null) {
    app.log.warn("there is a proxy (TRUST_PROXY), so PUBLIC_URL is needed: what people open");
  }
  const notices = new Set(
    publicUrl === null
      ? [unbelieved(setup), unknownHost(setup)]
      : [unbelieved(setup), otherScheme(setup, publicUrl), otherHost(setup, publicUrl)],
  );
  app.addHook("onRequest", async ({ raw, routeOptions, log }) => {
    if (routeOptions.config.anyHost === true) return;
    for (const notice of notices) {
      const details = notice.sees(raw);
      if (details === null) continue;
      notices.delete(notice);
      log.warn(details, notice.line);
    }
  });
}

function unbelieved({ config, isTrustedProxy }: Setup): Notice {
  const why =
    config.trustedProxies.length === 0
      ? "because TRUST_PROXY is not set"
      : "from this peer; if it is a proxy of yours, name it in TRUST_PROXY";
  const sees = ({ headers, socket: { remoteAddress: peer } }: IncomingMessage) => {
    const header = FORWARDED.find((name) => headers[name] !== undefined);
    return header === undefined || isTrustedProxy(peer) ? null : { header, peer };
  };
  return { line: `forwarded headers are ignored ${why}`, sees };
}

function unknownHost({ config }: Setup): Notice {
  const sees = ({ headers: { host } }: IncomingMessage) =>
    host === undefined || hostAllowed(host, config) ? null : { host };
  return { line: "refused: set PUBLIC_URL to the address that people open", sees };
}

function otherScheme({ isTrustedProxy }: Setup, publicUrl: string): Notice {
  const sees = ({ headers, socket }: IncomingMessage) => {
    const proto = /(\w+) *$/.exec(String(headers["x-forwarded-proto"] ?? ""))?.[1];
    if (proto === undefined || !isTrustedProxy(socket.remoteAddress)) return null;
    return publicUrl.startsWith(`${proto}:`) ? null : { proto, publicUrl };
  };
  return { line: "people come by another scheme than that of PUBLIC_URL", sees };
}

function otherHost({ config, isTrustedProxy }: Setup, publicUrl: string): Notice {
  const origins = [publicUrl, ...config.allowedOrigins];
  const known = new Set(origins.map((origin) => new URL(origin).hostname));
  const sees = ({ headers, socket }: IncomingMessage) => {
    const { host = "" } = headers;
    const isPassedOn = headers["x-forwarded-for"] !== undefined;
    if (!isPassedOn || !isTrustedProxy(socket.remoteAddress)) return null;
    return known.has(URL.parse(`http://${host}`)?.hostname ?? "") ? null : { host, publicUrl };
  };
  return { line: "the proxy gives another Host than that of PUBLIC_URL; it must pass it on", sees };
}
