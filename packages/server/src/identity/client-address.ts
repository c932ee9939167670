/** From which address a request comes, also through proxies. */
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import proxyAddr from "@fastify/proxy-addr";

/** Whether what this peer says of a request (X-Forwarded-For) is believed. */
export type IsTrustedProxy = (address: string | undefined) => boolean;

/** Those in `proxies`: IP addresses, and networks as CIDR. */
export function trusting(proxies: readonly string[]): IsTrustedProxy {
  const isListed = proxyAddr.compile([...proxies]);
  return (address) => {
    const bare = bareAddress(address);
    return bare !== null && isListed(bare, 0);
  };
}

/**
 * The right-most address that is no trusted proxy: what stands left of it was written by whoever
 * has that address. It is what Fastify's `request.ip` is with the same trust, and like that one may
 * be no address at all, if a trusted proxy wrote such a thing or the peer has none.
 */
export function clientAddress(request: IncomingMessage, isTrusted: IsTrustedProxy): string {
  return proxyAddr(request, isTrusted);
}

const BRACKETED = /^\[(.+)\](?::\d+)?$/;
const IPV4_WITH_PORT = /^([\d.]+):\d+$/;

/** The IP address without the port, brackets and zone that some proxies write; null when none. */
export function bareAddress(text = ""): string | null {
  const [, inner = text] = BRACKETED.exec(text) ?? IPV4_WITH_PORT.exec(text) ?? [];
  return isIP(inner) === 0 ? null : inner.replace(/%.*/, "");
}
