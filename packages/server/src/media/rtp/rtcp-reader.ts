import { REPORT_BLOCK_BYTES, RTCP, type ReportBlock, type SenderReport } from "./rtcp-records.ts";

const HEADER = 4;
const SENDER_INFO = 20;
/** "REMB" */
const REMB_NAME = 0x52454d42;

/**
 * Takes what is in an RTCP packet. The records are used again for the next one: they are to be
 * read during the call only. What a visitor has no method for is passed over.
 */
export interface RtcpVisitor {
  onSenderReport?(report: Readonly<SenderReport>): void;
  onReportBlock?(block: Readonly<ReportBlock>, senderSsrc: number): void;
  /** Once for each packet that is asked for. */
  onNack?(mediaSsrc: number, sequenceNumber: number): void;
  onPli?(mediaSsrc: number): void;
  onFir?(mediaSsrc: number): void;
  onRemb?(bps: number, ssrcCount: number): void;
  onBye?(ssrc: number): void;
}

const senderReport: SenderReport = {
  ssrc: 0,
  ntpSeconds: 0,
  ntpFraction: 0,
  rtpTimestamp: 0,
  packets: 0,
  octets: 0,
};
const reportBlock: ReportBlock = {
  ssrc: 0,
  fractionLost: 0,
  cumulativeLost: 0,
  highestSequence: 0,
  jitter: 0,
  lastSenderReport: 0,
  delaySinceLastSenderReport: 0,
};

/**
 * Walks through a compound or reduced-size packet (RFC 3550 6.1, RFC 5506). False when some of it
 * was malformed; what came before that was visited all the same. Never throws by itself, whatever
 * the bytes are. Packet types that we have no use for are passed over.
 */
export function forEachRtcp(data: Buffer, length: number, visitor: RtcpVisitor): boolean {
  const end = Math.min(length, data.length);
  let start = 0;
  let wellFormed = end >= HEADER;
  while (wellFormed && start < end) {
    const packetEnd = endOfPacket(data, start, end);
    if (packetEnd < 0) return false;
    const contentEnd = withoutPadding(data, start, packetEnd);
    wellFormed = contentEnd >= 0 && readPacket(data, start, contentEnd, visitor);
    start = packetEnd;
  }
  return wellFormed;
}

/** Where the packet that begins at `start` ends by its length field, at least a header on; or -1. */
function endOfPacket(data: Buffer, start: number, end: number): number {
  if (end - start < HEADER || data.readUInt8(start) >> 6 !== 2) return -1;
  const packetEnd = start + HEADER + 4 * data.readUInt16BE(start + 2);
  return packetEnd <= end ? packetEnd : -1;
}

function withoutPadding(data: Buffer, start: number, end: number): number {
  if ((data.readUInt8(start) & 0x20) === 0) return end;
  const padding = data.readUInt8(end - 1);
  return padding > 0 && end - padding >= start + HEADER ? end - padding : -1;
}

function readPacket(data: Buffer, start: number, end: number, visitor: RtcpVisitor): boolean {
  const count = data.readUInt8(start) & 0x1f;
  const body = start + HEADER;
  switch (data.readUInt8(start + 1)) {
    case RTCP.senderReport:
      return readSenderReport(data, start, end, visitor);
    case RTCP.receiverReport:
      return end - body >= 4 && readBlocks(data, start, body + 4, { end, visitor });
    case RTCP.bye:
      return readBye(data, body, end, { count, visitor });
    case RTCP.transportFeedback:
      return count !== RTCP.nack || readNack(data, body, end, visitor);
    case RTCP.payloadFeedback:
      return readPayloadFeedback(data, body, end, { format: count, visitor });
    default:
      return true;
  }
}

function readSenderReport(data: Buffer, start: number, end: number, visitor: RtcpVisitor): boolean {
  const body = start + HEADER;
  if (end - body < 4 + SENDER_INFO) return false;
  senderReport.ssrc = data.readUInt32BE(body);
  senderReport.ntpSeconds = data.readUInt32BE(body + 4);
  senderReport.ntpFraction = data.readUInt32BE(body + 8);
  senderReport.rtpTimestamp = data.readUInt32BE(body + 12);
  senderReport.packets = data.readUInt32BE(body + 16);
  senderReport.octets = data.readUInt32BE(body + 20);
  visitor.onSenderReport?.(senderReport);
  return readBlocks(data, start, body + 4 + SENDER_INFO, { end, visitor });
}

/** As many blocks as the header counts and as there is room for. */
function readBlocks(
  data: Buffer,
  packet: number,
  first: number,
  { end, visitor }: { end: number; visitor: RtcpVisitor },
): boolean {
  const count = data.readUInt8(packet) & 0x1f;
  const fitting = Math.min(count, Math.floor((end - first) / REPORT_BLOCK_BYTES));
  const senderSsrc = data.readUInt32BE(packet + HEADER);
  for (let index = 0; index < fitting; index += 1) {
    readBlock(data, first + index * REPORT_BLOCK_BYTES);
    visitor.onReportBlock?.(reportBlock, senderSsrc);
  }
  return fitting === count;
}

function readBlock(data: Buffer, at: number): void {
  reportBlock.ssrc = data.readUInt32BE(at);
  reportBlock.fractionLost = data.readUInt8(at + 4);
  reportBlock.cumulativeLost = data.readIntBE(at + 5, 3);
  reportBlock.highestSequence = data.readUInt32BE(at + 8);
  reportBlock.jitter = data.readUInt32BE(at + 12);
  reportBlock.lastSenderReport = data.readUInt32BE(at + 16);
  reportBlock.delaySinceLastSenderReport = data.readUInt32BE(at + 20);
}

function readBye(
  data: Buffer,
  body: number,
  end: number,
  { count, visitor }: { count: number; visitor: RtcpVisitor },
): boolean {
  const fitting = Math.min(count, (end - body) >> 2);
  for (let index = 0; index < fitting; index += 1) {
    visitor.onBye?.(data.readUInt32BE(body + 4 * index));
  }
  return fitting === count;
}

/** RFC 4585 6.2.1: the packet id, and a bit mask of the sixteen that follow it. */
function readNack(data: Buffer, body: number, end: number, visitor: RtcpVisitor): boolean {
  if (end - body < 12) return false;
  const mediaSsrc = data.readUInt32BE(body + 4);
  for (let at = body + 8; at + 4 <= end; at += 4) {
    const packetId = data.readUInt16BE(at);
    const following = data.readUInt16BE(at + 2);
    visitor.onNack?.(mediaSsrc, packetId);
    for (let bit = 0; bit < 16; bit += 1) {
      if ((following & (1 << bit)) !== 0)
        visitor.onNack?.(mediaSsrc, (packetId + bit + 1) & 0xffff);
    }
  }
  return true;
}

function readPayloadFeedback(
  data: Buffer,
  body: number,
  end: number,
  { format, visitor }: { format: number; visitor: RtcpVisitor },
): boolean {
  if (end - body < 8) return false;
  if (format === RTCP.pli) visitor.onPli?.(data.readUInt32BE(body + 4));
  if (format === RTCP.fir) return readFir(data, body + 8, end, visitor);
  if (format === RTCP.remb) return readRemb(data, body + 8, end, visitor);
  return true;
}

/** RFC 5104 4.3.1: which streams it is for is in its entries, not in the header. */
function readFir(data: Buffer, entries: number, end: number, visitor: RtcpVisitor): boolean {
  for (let at = entries; at + 8 <= end; at += 8) visitor.onFir?.(data.readUInt32BE(at));
  return end - entries >= 8;
}

/** draft-alvestrand-rmcat-remb-03; other feedback with the same format number is passed over. */
function readRemb(data: Buffer, at: number, end: number, visitor: RtcpVisitor): boolean {
  if (end - at < 8 || data.readUInt32BE(at) !== REMB_NAME) return true;
  const packed = data.readUInt32BE(at + 4);
  const ssrcCount = packed >>> 24;
  if (end - at < 8 + 4 * ssrcCount) return false;
  const exponent = (packed >>> 18) & 0x3f;
  const bps = (packed & 0x3ffff) * 2 ** exponent;
  visitor.onRemb?.(Math.min(bps, Number.MAX_SAFE_INTEGER), ssrcCount);
  return true;
}
