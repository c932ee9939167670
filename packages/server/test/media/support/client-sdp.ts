import type { LocalTransport } from "../../../src/media/sdp/transport-parameters.ts";

/** A media section of an offer of a client. */
export type OfferedSection = {
  readonly mid: string;
  readonly kind: "audio" | "video";
  readonly direction?: "sendonly" | "inactive";
  /** Of simulcast: "q", "h", "f". */
  readonly rids?: readonly string[];
  /** Announced by a=ssrc; of video with its RTX by FID. */
  readonly ssrc?: number;
  readonly rtxSsrc?: number;
};

/** The numbers that Chromium gives the header extensions. */
export const CLIENT_EXTENSIONS = {
  audioLevel: 1,
  absSendTime: 2,
  transportCc: 3,
  mid: 4,
  rid: 10,
  repairedRid: 11,
} as const;

/** The payload types of a client's offer. */
export const CLIENT_PAYLOADS = { opus: 111, vp8: 96, rtx: 97 } as const;

const EXTENSIONS = [
  `a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time`,
  `a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01`,
  `a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid`,
];

/** What a browser would offer on an `up` connection. */
export function clientOffer(
  transport: LocalTransport,
  sections: readonly OfferedSection[],
): string {
  const mids = sections.map(({ mid }) => mid).join(" ");
  return join([
    ...sessionLines(mids),
    ...sections.flatMap((section) => [
      ...mediaLines(section, transport, "actpass"),
      `a=${section.direction ?? "sendonly"}`,
      ...EXTENSIONS,
      ...(section.kind === "audio" ? AUDIO : VIDEO),
      ...streamLines(section),
    ]),
  ]);
}

/** What a browser would answer to an offer of the server on a `down` connection. */
export function clientAnswer(transport: LocalTransport, offer: string): string {
  const sections = offer.split(/^m=/m).slice(1).map(readSection);
  const mids = sections.map(({ mid }) => mid).join(" ");
  return join([
    ...sessionLines(mids),
    ...sections.flatMap((section) => [
      ...mediaLines(section, transport, "passive"),
      section.direction === "inactive" ? "a=inactive" : "a=recvonly",
      ...(section.kind === "audio" ? AUDIO.slice(1, 2) : VIDEO.slice(2)),
    ]),
  ]);
}

function readSection(text: string): OfferedSection {
  return {
    mid: /^a=mid:(\S+)/m.exec(text)?.[1] ?? "",
    kind: text.startsWith("audio") ? "audio" : "video",
    direction: /^a=inactive/m.test(text) ? "inactive" : "sendonly",
  };
}

const sessionLines = (mids: string) => [
  "v=0",
  "o=- 4711 2 IN IP4 127.0.0.1",
  "s=-",
  "t=0 0",
  `a=group:BUNDLE ${mids}`,
];

const mediaLines = ({ mid, kind }: OfferedSection, end: LocalTransport, setup: string) => [
  `m=${kind} 9 UDP/TLS/RTP/SAVPF ${kind === "audio" ? "111" : "96 97"}`,
  "c=IN IP4 0.0.0.0",
  `a=ice-ufrag:${end.ufrag}`,
  `a=ice-pwd:${end.pwd}`,
  `a=fingerprint:sha-256 ${end.fingerprint}`,
  `a=setup:${setup}`,
  `a=mid:${mid}`,
  "a=rtcp-mux",
  "a=rtcp-rsize",
];

const AUDIO = [
  "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
  "a=rtpmap:111 opus/48000/2",
  "a=rtcp-fb:111 transport-cc",
  "a=fmtp:111 minptime=10;useinbandfec=1",
];

const VIDEO = [
  "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
  "a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
  "a=rtpmap:96 VP8/90000",
  ...["goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"].map((it) => `a=rtcp-fb:96 ${it}`),
  "a=rtpmap:97 rtx/90000",
  "a=fmtp:97 apt=96",
];

function streamLines({ rids = [], ssrc, rtxSsrc }: OfferedSection): readonly string[] {
  if (rids.length > 0) {
    return [...rids.map((rid) => `a=rid:${rid} send`), `a=simulcast:send ${rids.join(";")}`];
  }
  if (ssrc === undefined) return [];
  const group = rtxSsrc === undefined ? [] : [`a=ssrc-group:FID ${ssrc} ${rtxSsrc}`];
  const ssrcs = rtxSsrc === undefined ? [ssrc] : [ssrc, rtxSsrc];
  return [...group, ...ssrcs.map((it) => `a=ssrc:${it} cname:client`)];
}

const join = (lines: readonly string[]) => `${lines.join("\r\n")}\r\n`;
