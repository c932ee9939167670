import { type MediaDescription, numberOf, type SessionDescription, textOf } from "./description.ts";

/** The RTP header extensions (RFC 8285) that we know, by our name for them. */
export const EXTENSION_URIS = {
  mid: "urn:ietf:params:rtp-hdrext:sdes:mid",
  rid: "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
  repairedRid: "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
  audioLevel: "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
  transportCc: "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
  absSendTime: "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
} as const;

/** The number of each extension; null: it is not offered. 15 to 255 take the two-byte header. */
export type Extensions = { readonly [Name in keyof typeof EXTENSION_URIS]: number | null };

/** Those of a section and of the session before it. */
export function readExtensions(session: SessionDescription, section: MediaDescription): Extensions {
  const offered = [...(section.ext ?? []), ...(session.ext ?? [])];
  const idOf = (name: keyof Extensions): number | null => {
    const found = offered.find(
      ({ uri, direction }) => textOf(uri) === EXTENSION_URIS[name] && sends(direction),
    );
    return validId(found?.value);
  };
  return {
    mid: idOf("mid"),
    rid: idOf("rid"),
    repairedRid: idOf("repairedRid"),
    audioLevel: idOf("audioLevel"),
    transportCc: idOf("transportCc"),
    absSendTime: idOf("absSendTime"),
  };
}

const sends = (direction: unknown): boolean => direction !== "recvonly" && direction !== "inactive";

/** 0 is padding, and 15 ends a one-byte header (RFC 8285 4.2). */
function validId(value: unknown): number | null {
  const id = numberOf(value, 255);
  return id === 0 || id === 15 ? null : id;
}

/** In a BUNDLE an extension has the same number everywhere (RFC 9143 9.1): the first one counts. */
export function mergeExtensions(all: readonly Extensions[]): Extensions {
  const first = (name: keyof Extensions): number | null =>
    all.map((one) => one[name]).find((id) => id !== null) ?? null;
  return {
    mid: first("mid"),
    rid: first("rid"),
    repairedRid: first("repairedRid"),
    audioLevel: first("audioLevel"),
    transportCc: first("transportCc"),
    absSendTime: first("absSendTime"),
  };
}
