import type { Config } from "../config.ts";

/** Where this machine itself reaches the server. */
export function ownUrl({ host, port, tls }: Pick<Config, "host" | "port" | "tls">): string {
  const scheme = tls === null ? "http" : "https";
  return `${scheme}://${reachable(host)}:${port}`;
}

/** Who listens on all addresses also listens on loopback. */
function reachable(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

/** As in HOST, or as in a URL. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  return /^(.+\.)?localhost$/.test(bare) || bare === "::1" || /^127(\.\d+){3}$/.test(bare);
}
