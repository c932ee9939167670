/**
 * Synthetic VP8 over RTP (RFC 7741): frames of eight packets with two-byte picture ids and temporal
 * layer 0, of which the first frame is a key frame. Behind the descriptor stands the time of
 * sending, for the receiver to subtract.
 */
const HEADER = 12;
const EXTENSION = 8;
const DESCRIPTOR = 6;
const STAMP = HEADER + EXTENSION + DESCRIPTOR + 10;
const PACKETS_PER_FRAME = 8;

export const SIZE = 1000;
export const PAYLOAD_TYPE = 96;
/** Local id of the transport-wide sequence number (draft-holmer-rmcat-transport-wide-cc). */
export const TRANSPORT_CC = 3;

export class PacketSource {
  readonly ssrc: number;
  readonly #packet = Buffer.alloc(SIZE);
  #sent = 0;

  constructor(ssrc: number) {
    this.ssrc = ssrc;
    this.#packet.writeUInt8(0x90, 0);
    this.#packet.writeUInt32BE(ssrc, 8);
    this.#packet.writeUInt16BE(0xbede, HEADER);
    this.#packet.writeUInt16BE(1, HEADER + 2);
    this.#packet.writeUInt8((TRANSPORT_CC << 4) | 1, HEADER + 4);
  }

  /** The next packet, in a buffer that is used again. `keyframe`: begins one, if it can. */
  next(keyframe: boolean): Buffer {
    const packet = this.#packet;
    const inFrame = this.#sent % PACKETS_PER_FRAME;
    const frame = Math.floor(this.#sent / PACKETS_PER_FRAME);
    const isLast = inFrame === PACKETS_PER_FRAME - 1;
    packet.writeUInt8((isLast ? 0x80 : 0) | PAYLOAD_TYPE, 1);
    packet.writeUInt16BE(this.#sent & 0xffff, 2);
    packet.writeUInt32BE((frame * 3000) >>> 0, 4);
    packet.writeUInt16BE(this.#sent & 0xffff, HEADER + 5);
    const at = HEADER + EXTENSION;
    // X and S; then I, L and T; then the picture id with 15 bits, TL0PICIDX, and TID/Y.
    packet.writeUInt8(inFrame === 0 ? 0x90 : 0x80, at);
    packet.writeUInt8(0xe0, at + 1);
    packet.writeUInt16BE(0x8000 | (frame & 0x7fff), at + 2);
    packet.writeUInt8(frame & 0xff, at + 4);
    packet.writeUInt8(0x20, at + 5);
    packet.writeUInt8(keyframe && inFrame === 0 ? 0x10 : 0x11, at + DESCRIPTOR);
    packet.writeDoubleBE(performance.now(), STAMP);
    this.#sent += 1;
    return packet;
  }

  get atFrameStart(): boolean {
    return this.#sent % PACKETS_PER_FRAME === 0;
  }
}

/**
 * Milliseconds since the packet was made; null for what is none of ours. The stamp is found from
 * the end, because a forwarder may change the header's length.
 */
export function ageOf(packet: Buffer): number | null {
  const at = packet.length - (SIZE - STAMP);
  if (at < HEADER || packet.length < SIZE - 40) return null;
  return performance.now() - packet.readDoubleBE(at);
}
