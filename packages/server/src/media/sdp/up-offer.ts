import type { Layer } from "@parley/protocol";
import { type Codec, type MediaKind, pickCodec } from "./codecs.ts";
import {
  type MediaDescription,
  midOf,
  type Parsed,
  parseDescription,
  type SessionDescription,
  textOf,
} from "./description.ts";
import { type Extensions, mergeExtensions, readExtensions } from "./extensions.ts";
import { bundledMids, readSetup, readTransport } from "./remote-transport.ts";
import { readRids, readStreams, type SentStream } from "./sent-streams.ts";
import type { RemoteTransport } from "./transport-parameters.ts";

/** What a client offers for its `up` connection, as far as it is of use to us. */
export type UpOffer = {
  readonly transport: RemoteTransport;
  /** Those that we take, in their order. */
  readonly sections: readonly UpSection[];
  /** The numbers of header extensions on this connection, whichever section a packet is of. */
  readonly extensions: Extensions;
  /** Every section in its order: an answer has as many. */
  readonly lines: readonly UpLine[];
};

export type UpSection = {
  readonly mid: string;
  readonly kind: MediaKind;
  /** Something is sent, now or soon. */
  readonly sending: boolean;
  readonly codec: Codec;
  readonly extensions: Extensions;
  /** Of simulcast, in the order of the offer; empty without it. */
  readonly rids: readonly Layer[];
  /** Announced by SSRC; empty where only header extensions tell. */
  readonly streams: readonly SentStream[];
  /** As it was parsed. */
  readonly description: MediaDescription;
};

export type UpLine =
  | { readonly type: "taken"; readonly section: UpSection }
  | { readonly type: "rejected"; readonly mid: string; readonly description: MediaDescription };

/**
 * Reads what a client offers to send. A section is taken when it is Opus or VP8 within the BUNDLE,
 * with RTP and RTCP on one port; others are rejected one by one. The offer as a whole is refused
 * when it makes no sense or nothing could come of it. Never throws.
 */
export function parseUpOffer(sdp: string): Parsed<UpOffer> {
  const parsed = parseDescription(sdp);
  if (!parsed.ok) return parsed;
  const session = parsed.value;
  const mids = session.media.map(midOf);
  if (mids.includes("")) return refused("a section has no usable mid");
  if (new Set(mids).size < mids.length) return refused("two sections have the same mid");
  const bundled = bundledMids(session);
  const lines = session.media.map((section) => readLine(session, section, bundled));
  const taken = lines.flatMap((line) => (line.type === "taken" ? [line.section] : []));
  const tag = [...bundled].find((mid) => taken.some((section) => section.mid === mid));
  const tagged = taken.find((section) => section.mid === tag);
  if (tagged === undefined) return refused("there is no section that we can take");
  const transport = readEnd(session, tagged.description);
  if (!transport.ok) return transport;
  const extensions = mergeExtensions(taken.map((section) => section.extensions));
  return { ok: true, value: { transport: transport.value, sections: taken, extensions, lines } };
}

const refused = (reason: string) => ({ ok: false, reason }) as const;

/** The transport of the whole BUNDLE is that of its first section (RFC 9143 7.3.1). */
function readEnd(session: SessionDescription, tagged: MediaDescription): Parsed<RemoteTransport> {
  const value = readTransport(session, tagged);
  if (value === null) return refused("ICE credentials or a SHA-256 fingerprint are missing");
  const setup = readSetup(session, tagged);
  if (setup !== "actpass" && setup !== "passive") return refused("we must be the DTLS client");
  return { ok: true, value };
}

function readLine(
  session: SessionDescription,
  description: MediaDescription,
  bundled: ReadonlySet<string>,
): UpLine {
  const mid = midOf(description);
  const kind = kindOf(description);
  const codec = kind === null ? null : pickCodec(kind, description);
  if (kind === null || codec === null || !isOpen(description) || !bundled.has(mid)) {
    return { type: "rejected", mid, description };
  }
  const section: UpSection = {
    mid,
    kind,
    sending: ["sendrecv", "sendonly"].includes(directionOf(session, description)),
    codec,
    extensions: readExtensions(session, description),
    rids: kind === "video" ? readRids(description) : [],
    streams: readStreams(description),
    description,
  };
  return { type: "taken", section };
}

const kindOf = ({ type }: MediaDescription): MediaKind | null =>
  type === "audio" || type === "video" ? type : null;

/** Port 0 is a section that is not used any more, or one that only has the port of the BUNDLE. */
const isOpen = (section: MediaDescription): boolean =>
  (section.port !== 0 || section.bundleOnly !== undefined) &&
  section.protocol === "UDP/TLS/RTP/SAVPF" &&
  section.rtcpMux !== undefined;

const directionOf = (session: SessionDescription, section: MediaDescription): string =>
  textOf(section.direction ?? session.direction ?? "sendrecv");
