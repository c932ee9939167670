import {
  MOST_REPORT_BLOCKS,
  REPORT_BLOCK_BYTES,
  RTCP,
  type ReportBlock,
  type SenderReport,
} from "./rtcp-records.ts";
import { seqDiff } from "./sequence.ts";

// Each function writes packets at `offset` and gives the offset behind them. What has no room is
// not written, and the offset stays.

/** Receiver reports with these blocks: one for each 31 of them, and one without if there are none. */
export function writeReceiverReport(
  into: Buffer,
  offset: number,
  senderSsrc: number,
  blocks: readonly Readonly<ReportBlock>[],
): number {
  let at = offset;
  let done = 0;
  do {
    const count = Math.min(blocks.length - done, MOST_REPORT_BLOCKS);
    const length = 8 + count * REPORT_BLOCK_BYTES;
    if (at + length > into.length) return at;
    writeHeader(into, at, { count, type: RTCP.receiverReport, length });
    into.writeUInt32BE(senderSsrc, at + 4);
    for (let index = 0; index < count; index += 1) {
      writeBlock(into, at + 8 + index * REPORT_BLOCK_BYTES, blocks[done + index]);
    }
    at += length;
    done += count;
  } while (done < blocks.length);
  return at;
}

function writeBlock(into: Buffer, at: number, block: Readonly<ReportBlock> | undefined): void {
  if (block === undefined) return;
  into.writeUInt32BE(block.ssrc, at);
  into.writeUInt8(block.fractionLost, at + 4);
  into.writeIntBE(block.cumulativeLost, at + 5, 3);
  into.writeUInt32BE(block.highestSequence >>> 0, at + 8);
  into.writeUInt32BE(block.jitter >>> 0, at + 12);
  into.writeUInt32BE(block.lastSenderReport >>> 0, at + 16);
  into.writeUInt32BE(block.delaySinceLastSenderReport >>> 0, at + 20);
}

/** A sender report without blocks. The counts wrap at 2^32. */
export function writeSenderReport(
  into: Buffer,
  offset: number,
  report: Readonly<SenderReport>,
): number {
  const length = 28;
  if (offset + length > into.length) return offset;
  writeHeader(into, offset, { count: 0, type: RTCP.senderReport, length });
  into.writeUInt32BE(report.ssrc, offset + 4);
  into.writeUInt32BE(report.ntpSeconds >>> 0, offset + 8);
  into.writeUInt32BE(report.ntpFraction >>> 0, offset + 12);
  into.writeUInt32BE(report.rtpTimestamp >>> 0, offset + 16);
  into.writeUInt32BE(report.packets >>> 0, offset + 20);
  into.writeUInt32BE(report.octets >>> 0, offset + 24);
  return offset + length;
}

/** A source description with nothing but the CNAME (RFC 3550 6.5.1), at most 255 bytes of it. */
export function writeSdes(into: Buffer, offset: number, ssrc: number, cname: string): number {
  const text = Buffer.from(cname, "utf8").subarray(0, 255);
  // Header, SSRC, item type and length, the text, and one to four zero bytes that end the list.
  const length = 8 + ((2 + text.length) & ~3) + 4;
  if (offset + length > into.length) return offset;
  into.fill(0, offset, offset + length);
  writeHeader(into, offset, { count: 1, type: RTCP.sourceDescription, length });
  into.writeUInt32BE(ssrc, offset + 4);
  into.writeUInt8(1, offset + 8);
  into.writeUInt8(text.length, offset + 9);
  text.copy(into, offset + 10);
  return offset + length;
}

/** A generic NACK (RFC 4585 6.2.1) for as many of these sequence numbers as there is room for. */
export function writeNack(
  into: Buffer,
  offset: number,
  about: { readonly senderSsrc: number; readonly mediaSsrc: number },
  sequenceNumbers: readonly number[],
): number {
  const at = writeNackEntries(into, offset + 12, sequenceNumbers);
  if (at <= offset + 12) return offset;
  writeHeader(into, offset, {
    count: RTCP.nack,
    type: RTCP.transportFeedback,
    length: at - offset,
  });
  into.writeUInt32BE(about.senderSsrc, offset + 4);
  into.writeUInt32BE(about.mediaSsrc, offset + 8);
  return at;
}

function writeNackEntries(into: Buffer, first: number, sequenceNumbers: readonly number[]): number {
  const sorted = sequenceNumbers.toSorted(seqDiff);
  let at = first;
  let packetId = -1;
  let following = 0;
  for (const number of sorted) {
    const distance = packetId < 0 ? 17 : seqDiff(number, packetId);
    if (distance > 16) {
      if (at + 4 > into.length) return at;
      packetId = number;
      following = 0;
      into.writeUInt16BE(packetId, at);
      at += 4;
    } else if (distance > 0) {
      following |= 1 << (distance - 1);
    }
    into.writeUInt16BE(following, at - 2);
  }
  return at;
}

/** Asks for a keyframe (RFC 4585 6.3.1). */
export function writePli(
  into: Buffer,
  offset: number,
  senderSsrc: number,
  mediaSsrc: number,
): number {
  const length = 12;
  if (offset + length > into.length) return offset;
  writeHeader(into, offset, { count: RTCP.pli, type: RTCP.payloadFeedback, length });
  into.writeUInt32BE(senderSsrc, offset + 4);
  into.writeUInt32BE(mediaSsrc, offset + 8);
  return offset + length;
}

/** `length`: of the whole packet in bytes, a multiple of four. */
function writeHeader(
  into: Buffer,
  at: number,
  { count, type, length }: { count: number; type: number; length: number },
): void {
  into.writeUInt8(0x80 | count, at);
  into.writeUInt8(type, at + 1);
  into.writeUInt16BE(length / 4 - 1, at + 2);
}
