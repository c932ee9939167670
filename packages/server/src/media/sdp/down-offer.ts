import { DOWN, type MediaKind } from "./codecs.ts";
import { EXTENSION_URIS } from "./extensions.ts";
import {
  joinLines,
  type LocalEnd,
  type Origin,
  RTP_PROTOCOL,
  sessionLines,
  transportLines,
} from "./session-lines.ts";

/** One media section of a `down` connection. It keeps its mid and kind for good. */
export type DownLine = {
  readonly mid: string;
  readonly kind: MediaKind;
  /** Something is sent on it; else it waits to be used again. */
  readonly active: boolean;
  /** The sound of a screen. */
  readonly stereo: boolean;
  readonly ssrc: number;
  /** Of video. */
  readonly rtxSsrc: number | null;
  /** What is of one person has one: it is played in sync (RFC 3550 6.5.1). */
  readonly cname: string;
  /** The id of the MediaStream: letters, digits and hyphens. */
  readonly msid: string;
};

export type DownOffer = LocalEnd & Origin & { readonly lines: readonly DownLine[] };

/** The header extensions of every line of `down`. They are the numbers that rtp/ writes. */
const EXTENSIONS = { absSendTime: 1, audioLevel: 2 } as const;

/** What we offer to send: the lines in their order, whether they are in use or not. */
export function writeDownOffer(offer: DownOffer): string {
  const bundled = offer.lines.map(({ mid }) => mid);
  return joinLines([
    ...sessionLines(offer, bundled),
    // The browser is to lead in ICE, although it answers: our end takes part as one that answers.
    "a=ice-lite",
    ...offer.lines.flatMap((line) => [
      ...mediaLines(line),
      ...transportLines(offer),
      ...(line.kind === "audio" ? audioLines(line) : VIDEO_LINES),
      ...(line.active ? streamLines(line) : []),
    ]),
  ]);
}

const PAYLOADS = { audio: `${DOWN.opus}`, video: `${DOWN.vp8} ${DOWN.rtx}` } as const;

const mediaLines = ({ kind, mid, active }: DownLine): readonly string[] => [
  `m=${kind} 9 ${RTP_PROTOCOL} ${PAYLOADS[kind]}`,
  "c=IN IP4 0.0.0.0",
  `a=mid:${mid}`,
  active ? "a=sendonly" : "a=inactive",
  "a=rtcp-mux",
  "a=rtcp-rsize",
  `a=extmap:${EXTENSIONS.absSendTime} ${EXTENSION_URIS.absSendTime}`,
];

const audioLines = ({ stereo }: DownLine): readonly string[] => [
  `a=extmap:${EXTENSIONS.audioLevel} ${EXTENSION_URIS.audioLevel}`,
  `a=rtpmap:${DOWN.opus} opus/48000/2`,
  `a=fmtp:${DOWN.opus} useinbandfec=1${stereo ? ";stereo=1;sprop-stereo=1" : ""}`,
];

/** Never transport-cc: Chrome would send no REMB then, and REMB is what we estimate by. */
const VIDEO_LINES: readonly string[] = [
  `a=rtpmap:${DOWN.vp8} VP8/90000`,
  ...["nack", "nack pli", "ccm fir", "goog-remb"].map((it) => `a=rtcp-fb:${DOWN.vp8} ${it}`),
  `a=rtpmap:${DOWN.rtx} rtx/90000`,
  `a=fmtp:${DOWN.rtx} apt=${DOWN.vp8}`,
];

function streamLines({ mid, ssrc, rtxSsrc, cname, msid }: DownLine): readonly string[] {
  const ssrcs = rtxSsrc === null ? [ssrc] : [ssrc, rtxSsrc];
  return [
    `a=msid:${msid} ${msid}-${mid}`,
    ...(rtxSsrc === null ? [] : [`a=ssrc-group:FID ${ssrc} ${rtxSsrc}`]),
    ...ssrcs.map((it) => `a=ssrc:${it} cname:${cname}`),
  ];
}
