/** A sender report's own part (RFC 3550 6.4.1); times as in ntp.ts. */
export type SenderReport = {
  ssrc: number;
  ntpSeconds: number;
  ntpFraction: number;
  rtpTimestamp: number;
  packets: number;
  octets: number;
};

/** A report block (RFC 3550 6.4.1). */
export type ReportBlock = {
  /** The stream it is about. */
  ssrc: number;
  /** Lost since the last report, in 1/256. */
  fractionLost: number;
  /** Since the beginning; negative when there were more duplicates than losses. */
  cumulativeLost: number;
  /** Extended: wraps in the upper 16 bits. */
  highestSequence: number;
  /** In units of the stream's timestamps. */
  jitter: number;
  /** Compact NTP time, 0: none arrived yet. */
  lastSenderReport: number;
  /** In 1/65,536 s. */
  delaySinceLastSenderReport: number;
};

/** Packet types and feedback formats (RFC 3550, RFC 4585, RFC 5104). */
export const RTCP = {
  senderReport: 200,
  receiverReport: 201,
  sourceDescription: 202,
  bye: 203,
  transportFeedback: 205,
  payloadFeedback: 206,
  nack: 1,
  transportWide: 15,
  pli: 1,
  fir: 4,
  remb: 15,
} as const;

/** Of a report block on the wire. */
export const REPORT_BLOCK_BYTES = 24;
/** The count field of a header has five bits. */
export const MOST_REPORT_BLOCKS = 31;
