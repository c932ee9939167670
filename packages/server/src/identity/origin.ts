/** Which Host headers this server answers to, and which origins may use it (RFC 6454). */

/** The part of the configuration that says how people reach this server. */
export type OriginConfig = {
  /** An origin. */
  readonly publicUrl: string | null;
  /** Origins. */
  readonly allowedOrigins: readonly string[];
  /** Null when this server itself speaks plain http. */
  readonly tls: object | null;
};

const HOST = /^(\[[\da-f:.]+\]|[a-z\d._-]+)(:\d{1,5})?$/i;

/** The Host header as a URL, in the form that browsers give it; null when it is no host. */
function parseHost(hostHeader: string | undefined, scheme: "http" | "https"): URL | null {
  return hostHeader !== undefined && HOST.test(hostHeader)
    ? URL.parse(`${scheme}://${hostHeader}`)
    : null;
}

function schemeOf(config: OriginConfig): "http" | "https" {
  return config.tls === null ? "http" : "https";
}

function isLoopbackName(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
}

function knownOrigins(config: OriginConfig): readonly string[] {
  return config.publicUrl === null
    ? config.allowedOrigins
    : [config.publicUrl, ...config.allowedOrigins];
}

/**
 * Whether the Host header names this server: a loopback name, or the host of PUBLIC_URL or of one
 * of ALLOWED_ORIGINS, on any port. This also stops DNS rebinding.
 */
export function hostAllowed(hostHeader: string | undefined, config: OriginConfig): boolean {
  const host = parseHost(hostHeader, schemeOf(config));
  if (host === null) return false;
  return (
    isLoopbackName(host.hostname) ||
    knownOrigins(config).some((origin) => new URL(origin).hostname === host.hostname)
  );
}

/**
 * Whether a request comes from a page of ours, from one of ALLOWED_ORIGINS, or from no page at
 * all. Without an Origin, Sec-Fetch-Site says whether a page of another site sent it.
 */
export function originAllowed(
  originHeader: string | undefined,
  hostHeader: string | undefined,
  config: OriginConfig,
  secFetchSite?: string,
): boolean {
  if (originHeader === undefined)
    return secFetchSite !== "cross-site" && secFetchSite !== "same-site";
  const own = requestOrigin(hostHeader, config);
  return originHeader === own || knownOrigins(config).includes(originHeader);
}

/** The origin under which the sender of this Host header knows the server. */
export function requestOrigin(hostHeader: string | undefined, config: OriginConfig): string {
  const host = parseHost(hostHeader, schemeOf(config));
  const known = knownOrigins(config).find((origin) => new URL(origin).host === host?.host);
  return known ?? host?.origin ?? `${schemeOf(config)}://localhost`;
}
