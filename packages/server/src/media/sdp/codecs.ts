import { type MediaDescription, numberOf, textOf } from "./description.ts";

export type MediaKind = "audio" | "video";

/** Opus or VP8 as a section numbers it. */
export type Codec = {
  readonly payloadType: number;
  /** Of RTX for it (RFC 4588); null when there is none. */
  readonly rtx: number | null;
};

/** The payload types of what we offer. */
export const DOWN = { opus: 111, vp8: 96, rtx: 97 } as const;

const RTPMAP = { audio: "opus/48000/2", video: "vp8/90000" } as const;

/** Opus of an audio section, VP8 of a video section; null when there is none. */
export function pickCodec(kind: MediaKind, section: MediaDescription): Codec | null {
  const offered = payloadTypes(section);
  const payloadType = offered.find((number) => mapOf(section, number) === RTPMAP[kind]);
  if (payloadType === undefined) return null;
  if (kind === "audio") return { payloadType, rtx: null };
  const rtx = offered.find(
    (number) =>
      mapOf(section, number) === "rtx/90000" && aptOf(section, number) === String(payloadType),
  );
  return { payloadType, rtx: rtx ?? null };
}

/** Whether a section allows this feedback for a payload type (RFC 4585 4.2), as "nack pli". */
export function allowsFeedback(
  section: MediaDescription,
  payloadType: number,
  feedback: string,
): boolean {
  return (section.rtcpFb ?? []).some(({ payload, type, subtype }) => {
    const named = subtype === undefined ? textOf(type) : `${type} ${subtype}`;
    return named === feedback && ["*", String(payloadType)].includes(textOf(payload));
  });
}

/** In the order of preference. Those that RTCP would be taken for are left out (RFC 5761 4). */
function payloadTypes(section: MediaDescription): readonly number[] {
  const offered = new Set(textOf(section.payloads).split(" "));
  return [...offered]
    .map((text) => numberOf(text, 127))
    .filter((number) => number !== null)
    .filter((number) => number < 64 || number > 95);
}

function mapOf(section: MediaDescription, payloadType: number): string {
  const map = section.rtp.find(({ payload }) => payload === payloadType);
  const { codec, rate, encoding } = map ?? {};
  return [codec, rate, encoding].map(textOf).filter(Boolean).join("/").toLowerCase();
}

const aptOf = (section: MediaDescription, payloadType: number): string | undefined =>
  section.fmtp
    .filter(({ payload }) => payload === payloadType)
    .map(({ config }) => /(?:^|[\s;])apt=(\d+)/.exec(textOf(config))?.[1])
    .find((apt) => apt !== undefined);
