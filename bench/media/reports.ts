/**
 * The RTCP of receivers and publishers (RFC 3550 section 6, draft-alvestrand-rmcat-remb): so that
 * both SFUs have the same bookkeeping to do.
 */

/** An empty receiver report and a REMB of 100 Mbit/s for this stream. */
export function receiverFeedback(ssrc: number): Buffer {
  const packet = Buffer.alloc(8 + 24);
  packet.writeUInt8(0x80, 0);
  packet.writeUInt8(201, 1);
  packet.writeUInt16BE(1, 2);
  packet.writeUInt32BE(1, 4);
  packet.writeUInt8(0x8f, 8);
  packet.writeUInt8(206, 9);
  packet.writeUInt16BE(5, 10);
  packet.writeUInt32BE(1, 12);
  packet.write("REMB", 20, "ascii");
  packet.writeUInt8(1, 24);
  // 100 Mbit/s as 195313 x 2^9, in 6 bits of exponent and 18 of mantissa.
  packet.writeUIntBE((9 << 18) | 195_313, 25, 3);
  packet.writeUInt32BE(ssrc, 28);
  return packet;
}

const NTP_EPOCH_S = 2_208_988_800;

/** A sender report: what the stream's clock shows now. */
export function senderReport(ssrc: number, nowMs: number): Buffer {
  const packet = Buffer.alloc(28);
  packet.writeUInt8(0x80, 0);
  packet.writeUInt8(200, 1);
  packet.writeUInt16BE(6, 2);
  packet.writeUInt32BE(ssrc, 4);
  packet.writeUInt32BE(Math.floor(nowMs / 1000) + NTP_EPOCH_S, 8);
  packet.writeUInt32BE(Math.floor(((nowMs % 1000) / 1000) * 2 ** 32), 12);
  packet.writeUInt32BE(Math.floor(nowMs * 90) % 2 ** 32, 16);
  return packet;
}

/** Whether an RTCP packet asks for a key frame: PLI, or FIR (RFC 4585, RFC 5104). */
export function asksForKeyframe(packet: Buffer): boolean {
  let at = 0;
  while (at + 4 <= packet.length) {
    const format = packet.readUInt8(at) & 0x1f;
    if (packet.readUInt8(at + 1) === 206 && (format === 1 || format === 4)) return true;
    at += (packet.readUInt16BE(at + 2) + 1) * 4;
  }
  return false;
}

/** RFC 5761 section 4. */
export function isRtcp(packet: Buffer): boolean {
  const type = packet.readUInt8(1);
  return type >= 192 && type <= 223;
}
