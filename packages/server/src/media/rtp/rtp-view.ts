const FIXED_HEADER = 12;
const NOTHING = Buffer.alloc(0);

type Extensions = "none" | "one-byte" | "two-byte";

/**
 * RTP or RTCP, of a packet on a port that carries both (RFC 5761 4): RTCP's packet types are 192
 * to 223, which no payload type with or without a marker may be.
 */
export function isRtcp(data: Buffer): boolean {
  const second = data[1] ?? 0;
  return data.length >= 4 && (data[0] ?? 0) >> 6 === 2 && second >= 192 && second <= 223;
}

/**
 * Looks into an RTP packet without copying (RFC 3550 5.1; header extensions of RFC 8285). One
 * view is used again for every packet. After a `parse` that gave false its fields mean nothing.
 */
export class RtpView {
  data: Buffer = NOTHING;
  length = 0;
  marker = false;
  payloadType = 0;
  sequenceNumber = 0;
  timestamp = 0;
  ssrc = 0;
  payloadStart = 0;
  /** Without the padding; equal to `payloadStart` in a packet that is only padding. */
  payloadEnd = 0;
  /** Of the element that `findExtension` found last, in bytes. */
  extensionLength = 0;
  #extensions: Extensions = "none";
  #extensionsStart = 0;

  /** False for anything that is not RTP we can use; never throws. */
  parse(data: Buffer, length: number = data.length): boolean {
    if (length < FIXED_HEADER || length > data.length) return false;
    const first = data[0] ?? 0;
    if (first >> 6 !== 2) return false;
    this.data = data;
    this.length = length;
    this.#readFixedHeader(data);
    this.payloadStart = FIXED_HEADER + 4 * (first & 0x0f);
    this.#extensions = "none";
    if ((first & 0x10) !== 0 && !this.#passExtensions(data)) return false;
    return this.payloadStart <= length && this.#cutPadding(data, (first & 0x20) !== 0);
  }

  /**
   * Where the data of the element with this id begins, 0: absent. Its size is then in
   * `extensionLength`, and is 0 for an empty element of the two-byte form.
   */
  findExtension(id: number): number {
    this.extensionLength = 0;
    if (this.#extensions === "one-byte") return this.#findOneByte(id);
    return this.#extensions === "two-byte" ? this.#findTwoByte(id) : 0;
  }

  #readFixedHeader(data: Buffer): void {
    const second = data[1] ?? 0;
    this.marker = second >= 0x80;
    this.payloadType = second & 0x7f;
    this.sequenceNumber = data.readUInt16BE(2);
    this.timestamp = data.readUInt32BE(4);
    this.ssrc = data.readUInt32BE(8);
  }

  #passExtensions(data: Buffer): boolean {
    const start = this.payloadStart + 4;
    if (start > this.length) return false;
    const profile = data.readUInt16BE(start - 4);
    this.#extensionsStart = start;
    this.payloadStart = start + 4 * data.readUInt16BE(start - 2);
    if (profile === 0xbede) this.#extensions = "one-byte";
    else if (profile >> 4 === 0x100) this.#extensions = "two-byte";
    return true;
  }

  #cutPadding(data: Buffer, padded: boolean): boolean {
    const padding = padded ? (data[this.length - 1] ?? 0) : 0;
    this.payloadEnd = this.length - padding;
    return this.payloadEnd >= this.payloadStart && (!padded || padding > 0);
  }

  // RFC 8285 4.2: a zero byte pads, id 15 ends everything.
  #findOneByte(id: number): number {
    const { data, payloadStart: end } = this;
    for (let at = this.#extensionsStart; at < end;) {
      const head = data[at] ?? 0;
      const found = head >> 4;
      const size = head === 0 ? 0 : (head & 0x0f) + 1;
      if (at + 1 + size > end || found === 15 || (found === 0 && size > 0)) return 0;
      if (found === id && size > 0) return this.#found(at + 1, size);
      at += 1 + size;
    }
    return 0;
  }

  // RFC 8285 4.3: a zero byte pads, and an element may be empty.
  #findTwoByte(id: number): number {
    const { data, payloadStart: end } = this;
    for (let at = this.#extensionsStart; at + 1 < end;) {
      const found = data[at] ?? 0;
      const size = data[at + 1] ?? 0;
      if (found !== 0 && at + 2 + size > end) return 0;
      if (found !== 0 && found === id) return this.#found(at + 2, size);
      at += found === 0 ? 1 : 2 + size;
    }
    return 0;
  }

  #found(at: number, size: number): number {
    this.extensionLength = size;
    return at;
  }
}
