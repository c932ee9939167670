import { type RtcpVisitor, forEachRtcp } from "../../../src/media/rtp/rtcp-reader.ts";

export type Seen = readonly [what: string, ...values: unknown[]];

/** Everything that was visited, in order, with copies of the records that are used again. */
export function readAll(data: Buffer): { seen: Seen[]; wellFormed: boolean } {
  const seen: Seen[] = [];
  const visitor: Required<RtcpVisitor> = {
    onSenderReport: (report) => seen.push(["sr", { ...report }]),
    onReportBlock: (block, sender) => seen.push(["block", { ...block }, sender]),
    onNack: (mediaSsrc, sequence) => seen.push(["nack", mediaSsrc, sequence]),
    onPli: (mediaSsrc) => seen.push(["pli", mediaSsrc]),
    onFir: (mediaSsrc) => seen.push(["fir", mediaSsrc]),
    onRemb: (bps, count) => seen.push(["remb", bps, count]),
    onBye: (ssrc) => seen.push(["bye", ssrc]),
  };
  return { wellFormed: forEachRtcp(data, data.length, visitor), seen };
}

/** Bytes from hex digits; blanks are for the reader. */
export function bytes(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(/\s/gu, ""), "hex");
}
