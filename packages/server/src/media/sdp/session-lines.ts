import { isIPv6 } from "node:net";
import type { Candidate, LocalTransport } from "./transport-parameters.ts";

/** What goes before the media sections (RFC 8866 5). */
export type Origin = {
  /** The same for all descriptions of one connection. */
  readonly sessionId: number;
  /** Grows with each of them (RFC 3264 8). */
  readonly sessionVersion: number;
};

/** How browsers reach our end of the transport. */
export type LocalEnd = {
  readonly local: LocalTransport;
  readonly candidates: readonly Candidate[];
};

export const RTP_PROTOCOL = "UDP/TLS/RTP/SAVPF";

export const sessionLines = (origin: Origin, bundled: readonly string[]): readonly string[] => [
  "v=0",
  `o=- ${origin.sessionId} ${origin.sessionVersion} IN IP4 127.0.0.1`,
  "s=-",
  "t=0 0",
  `a=group:BUNDLE ${bundled.join(" ")}`,
  "a=msid-semantic: WMS *",
];

/** Our end of the transport. We are the DTLS client, whoever offers: see the transport. */
export const transportLines = ({ local, candidates }: LocalEnd): readonly string[] => [
  `a=ice-ufrag:${local.ufrag}`,
  `a=ice-pwd:${local.pwd}`,
  "a=ice-options:ice2",
  `a=fingerprint:sha-256 ${local.fingerprint}`,
  "a=setup:active",
  ...candidates.map(candidateLine),
  "a=end-of-candidates",
];

/** RFC 8839 5.1; of several addresses the first is preferred (RFC 8445 5.1.2). */
function candidateLine({ address, port }: Candidate, index: number): string {
  const priority = 126 * 2 ** 24 + (65_535 - index) * 2 ** 8 + 255;
  const ip = isIPv6(address) ? address.toLowerCase() : address;
  return `a=candidate:${index + 1} 1 udp ${priority} ${ip} ${port} typ host`;
}

/** Lines as a session description has them. */
export const joinLines = (lines: readonly string[]): string => `${lines.join("\r\n")}\r\n`;
