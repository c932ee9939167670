import type { RemoteTransport } from "../sdp/transport-parameters.ts";

/** The only media line that libdatachannel knows: it gets all packets, and may send any. */
export const STAND_IN = { mid: "0", payloadType: 96 } as const;

/**
 * What libdatachannel is told instead of the browser's description: the same transport with that one
 * line. `passive` makes us the DTLS client.
 */
export const standIn = ({ ufrag, pwd, fingerprint }: RemoteTransport): string =>
  [
    "v=0",
    "o=- 1 1 IN IP4 127.0.0.1",
    "s=-",
    "t=0 0",
    `a=group:BUNDLE ${STAND_IN.mid}`,
    `m=video 9 UDP/TLS/RTP/SAVPF ${STAND_IN.payloadType}`,
    "c=IN IP4 0.0.0.0",
    `a=mid:${STAND_IN.mid}`,
    "a=sendrecv",
    "a=rtcp-mux",
    `a=rtpmap:${STAND_IN.payloadType} VP8/90000`,
    "a=setup:passive",
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${pwd}`,
    `a=fingerprint:sha-256 ${fingerprint}`,
    "",
  ].join("\r\n");
