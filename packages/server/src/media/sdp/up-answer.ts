import { allowsFeedback, type Codec } from "./codecs.ts";
import { textOf } from "./description.ts";
import { EXTENSION_URIS, type Extensions } from "./extensions.ts";
import {
  joinLines,
  type LocalEnd,
  type Origin,
  RTP_PROTOCOL,
  sessionLines,
  transportLines,
} from "./session-lines.ts";
import type { UpLine, UpOffer, UpSection } from "./up-offer.ts";

export type UpAnswer = LocalEnd &
  Origin & {
    readonly offer: UpOffer;
    /** The mids of audio that is music rather than speech: the sound of screens. */
    readonly stereo: ReadonlySet<string>;
  };

/** The answer to what a client offers to send (RFC 3264, RFC 8829): we receive it, or nothing. */
export function writeUpAnswer(answer: UpAnswer): string {
  const { offer } = answer;
  const bundled = offer.sections.map(({ mid }) => mid);
  return joinLines([
    ...sessionLines(answer, bundled),
    ...offer.lines.flatMap((line) => lineOf(line, answer)),
  ]);
}

function lineOf(line: UpLine, answer: UpAnswer): readonly string[] {
  if (line.type === "rejected") return rejectedLines(line);
  const { section } = line;
  return [...mediaLines(section), ...transportLines(answer), ...codecLines(section, answer.stereo)];
}

/** Port 0 (RFC 3264 6). What is offered is not echoed beyond what the grammar asks for. */
function rejectedLines({ mid, description }: UpLine & { type: "rejected" }): readonly string[] {
  const type = textOf(description.type) || "application";
  const protocol = textOf(description.protocol) || RTP_PROTOCOL;
  const format = /^[\w.-]+/.exec(textOf(description.payloads))?.[0] ?? "0";
  return [`m=${type} 0 ${protocol} ${format}`, "c=IN IP4 0.0.0.0", `a=mid:${mid}`, "a=inactive"];
}

const mediaLines = ({ kind, codec, mid, sending }: UpSection): readonly string[] => [
  `m=${kind} 9 ${RTP_PROTOCOL} ${[codec.payloadType, codec.rtx ?? []].flat().join(" ")}`,
  "c=IN IP4 0.0.0.0",
  `a=mid:${mid}`,
  sending ? "a=recvonly" : "a=inactive",
  "a=rtcp-mux",
  "a=rtcp-rsize",
];

const codecLines = (section: UpSection, stereo: ReadonlySet<string>): readonly string[] => [
  ...(section.kind === "audio"
    ? opusLines(section.codec, stereo.has(section.mid))
    : vp8Lines(section.codec)),
  ...feedbackLines(section),
  ...extensionLines(section.extensions),
  ...simulcastLines(section.rids),
];

const opusLines = ({ payloadType }: Codec, stereo: boolean): readonly string[] => [
  `a=rtpmap:${payloadType} opus/48000/2`,
  `a=fmtp:${payloadType} ${stereo ? "stereo=1;useinbandfec=1" : "useinbandfec=1;usedtx=1"}`,
];

const vp8Lines = ({ payloadType, rtx }: Codec): readonly string[] => [
  `a=rtpmap:${payloadType} VP8/90000`,
  ...(rtx === null ? [] : [`a=rtpmap:${rtx} rtx/90000`, `a=fmtp:${rtx} apt=${payloadType}`]),
];

/** Never goog-remb: a browser that hears both would follow REMB only. */
const FEEDBACK = {
  audio: ["transport-cc"],
  video: ["nack", "nack pli", "ccm fir", "transport-cc"],
} as const;

const feedbackLines = ({ kind, codec, description }: UpSection): readonly string[] =>
  FEEDBACK[kind]
    .filter((feedback) => allowsFeedback(description, codec.payloadType, feedback))
    .map((feedback) => `a=rtcp-fb:${codec.payloadType} ${feedback}`);

const USED = ["mid", "rid", "repairedRid", "audioLevel", "transportCc"] as const;

const extensionLines = (extensions: Extensions): readonly string[] =>
  USED.filter((name) => extensions[name] !== null).map(
    (name) => `a=extmap:${extensions[name]} ${EXTENSION_URIS[name]}`,
  );

const simulcastLines = (rids: readonly string[]): readonly string[] =>
  rids.length === 0
    ? []
    : [...rids.map((rid) => `a=rid:${rid} recv`), `a=simulcast:recv ${rids.join(";")}`];
