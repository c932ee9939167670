import {
  type MediaDescription,
  midOf,
  type Parsed,
  parseDescription,
  type SessionDescription,
  textOf,
} from "./description.ts";
import { readSetup, readTransport } from "./remote-transport.ts";
import type { RemoteTransport } from "./transport-parameters.ts";

export type DownAnswer = {
  readonly transport: RemoteTransport;
  /** The mids of the lines on which the client receives. */
  readonly receiving: ReadonlySet<string>;
};

/** Reads the answer to what we offered to send. Lines may be rejected. Never throws. */
export function parseDownAnswer(sdp: string): Parsed<DownAnswer> {
  const parsed = parseDescription(sdp);
  if (!parsed.ok) return parsed;
  const session = parsed.value;
  const open = session.media.filter(({ port }) => port !== 0);
  const transport = open.map((section) => endOf(session, section)).find((end) => end !== null);
  if (transport === undefined || transport === null) {
    return {
      ok: false,
      reason: "no section has ICE credentials, a SHA-256 fingerprint and passive",
    };
  }
  const receiving = open.filter((section) => receives(session, section)).map(midOf);
  return { ok: true, value: { transport, receiving: new Set(receiving) } };
}

/** We offered to be the DTLS client: whoever takes that is passive (RFC 8842 5.3). */
const endOf = (session: SessionDescription, section: MediaDescription): RemoteTransport | null =>
  readSetup(session, section) === "passive" ? readTransport(session, section) : null;

const receives = (session: SessionDescription, section: MediaDescription): boolean =>
  ["sendrecv", "recvonly"].includes(textOf(section.direction ?? session.direction ?? "sendrecv"));
