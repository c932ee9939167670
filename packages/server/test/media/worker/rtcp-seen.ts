import { isRtcp } from "../../../src/media/rtp/rtp-view.ts";
import { forEachRtcp } from "../../../src/media/rtp/rtcp-reader.ts";
import { type ReportBlock, RTCP, type SenderReport } from "../../../src/media/rtp/rtcp-records.ts";

/** What RTCP packets said. */
export type RtcpSeen = {
  readonly plis: number[];
  readonly nacks: { ssrc: number; sequence: number }[];
  readonly blocks: ReportBlock[];
  readonly senderReports: SenderReport[];
  /** Transport-wide feedback packets. */
  readonly feedback: Buffer[];
};

export function rtcpSeen(packets: readonly Buffer[]): RtcpSeen {
  const seen: RtcpSeen = { plis: [], nacks: [], blocks: [], senderReports: [], feedback: [] };
  for (const packet of packets.filter(isRtcp)) {
    const isFeedback = packet[1] === RTCP.transportFeedback && packet.readUInt8(0) % 32 === 15;
    if (isFeedback) seen.feedback.push(packet);
    forEachRtcp(packet, packet.length, {
      onPli: (ssrc) => seen.plis.push(ssrc),
      onNack: (ssrc, sequence) => seen.nacks.push({ ssrc, sequence }),
      onReportBlock: (block) => seen.blocks.push({ ...block }),
      onSenderReport: (report) => seen.senderReports.push({ ...report }),
    });
  }
  return seen;
}
