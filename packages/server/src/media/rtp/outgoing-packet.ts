import { absSendTime } from "./ntp.ts";
import type { PacketRing } from "./packet-ring.ts";
import { OSN_BYTES } from "./rtx.ts";
import type { RtpView } from "./rtp-view.ts";
import { Vp8View } from "./vp8-view.ts";

/** The header extension ids of every line of `down`. */
export const EXT = { absSendTime: 1, audioLevel: 2 } as const;

/** The fixed header, four bytes in front of the extensions, and abs-send-time. */
const HEADER = 12 + 4 + 4;
/** Audio has its level (two bytes) besides, padded to a multiple of four. */
const AUDIO_HEADER = HEADER + 4;
const MAX_PADDING = 255;
/** Version 2 with a header extension; and with padding. */
const PLAIN = 0x90;
const PADDED = 0xb0;

/**
 * The one buffer that packets are sent from. A packet is loaded once; then for each receiver only
 * what differs is written over: address, number, abs-send-time, and for VP8 the picture id and
 * TL0PICIDX. Sending has to copy, as node-datachannel does. Nothing is allocated after the
 * constructor.
 */
export class OutgoingPacket {
  readonly #scratch: Buffer;
  /** The first n bytes of the scratch buffer, for each n. */
  readonly #views: readonly Buffer[];
  readonly #stored = new Vp8View();
  #length = 0;
  /** Where the picture id is, 0: there is none. */
  #pictureIdAt = 0;
  #pictureIdBits: 0 | 7 | 15 = 0;
  #tl0At = 0;

  /** `maxBytes`: LIMITS.rtpPacketBytes. */
  constructor(maxBytes: number) {
    this.#scratch = Buffer.alloc(maxBytes);
    this.#views = Array.from({ length: maxBytes + 1 }, (_, n) => this.#scratch.subarray(0, n));
  }

  /**
   * Takes a video packet. False, and nothing is loaded: it has no payload, or it would be too
   * large, also when it has to be sent again with two bytes more.
   */
  loadVideo(view: RtpView, vp8: Vp8View | null): boolean {
    const length = view.payloadEnd - view.payloadStart;
    if (!this.#begin(HEADER + OSN_BYTES, length)) return false;
    this.#length = HEADER + length;
    view.data.copy(this.#scratch, HEADER, view.payloadStart, view.payloadEnd);
    this.#locate(vp8, HEADER - view.payloadStart);
    return true;
  }

  /** Takes an audio packet; `levelByte` as in RFC 6464 3. False as in `loadVideo`. */
  loadAudio(view: RtpView, levelByte: number): boolean {
    const length = view.payloadEnd - view.payloadStart;
    if (!this.#begin(AUDIO_HEADER, length)) return false;
    this.#length = AUDIO_HEADER + length;
    const scratch = this.#scratch;
    scratch[15] = 2;
    scratch[20] = EXT.audioLevel << 4;
    scratch[21] = levelByte;
    scratch[22] = 0;
    scratch[23] = 0;
    view.data.copy(scratch, AUDIO_HEADER, view.payloadStart, view.payloadEnd);
    return true;
  }

  /**
   * Takes the packet that the ring has found, to be sent again over RTX (RFC 4588 4). `osn` is the
   * sequence number that this receiver knows it by. False as in `loadVideo`.
   */
  loadRetransmission(ring: PacketRing, osn: number): boolean {
    const { data, offset, length } = ring;
    const start = HEADER + OSN_BYTES;
    if (!this.#begin(start, length)) return false;
    this.#length = start + length;
    this.#scratch[HEADER] = osn >> 8;
    this.#scratch[HEADER + 1] = osn;
    data.copy(this.#scratch, start, offset, offset + length);
    const vp8 = this.#stored.parse(data, offset, offset + length) ? this.#stored : null;
    this.#locate(vp8, start - offset);
    return true;
  }

  /** Makes a packet with nothing but so many bytes of padding, 1 to 255. */
  loadPadding(bytes: number): void {
    const padding = Math.min(Math.max(Math.floor(bytes), 1), MAX_PADDING);
    if (!this.#begin(HEADER, padding)) return;
    this.#length = HEADER + padding;
    this.#scratch[0] = PADDED;
    this.#scratch.fill(0, HEADER, this.#length);
    this.#scratch[this.#length - 1] = padding;
  }

  address(ssrc: number, payloadType: number): void {
    const scratch = this.#scratch;
    scratch[1] = ((scratch[1] ?? 0) & 0x80) | payloadType;
    writeUint32(scratch, 8, ssrc);
  }

  number(sequence: number, timestamp: number, marker: boolean): void {
    const scratch = this.#scratch;
    scratch[1] = ((scratch[1] ?? 0) & 0x7f) | (marker ? 0x80 : 0);
    scratch[2] = sequence >> 8;
    scratch[3] = sequence;
    writeUint32(scratch, 4, timestamp);
  }

  /** Written with as many bits as the loaded packet has for it; nothing when it has none. */
  setPictureId(id: number): void {
    const at = this.#pictureIdAt;
    if (at === 0) return;
    if (this.#pictureIdBits === 7) {
      this.#scratch[at] = id & 0x7f;
      return;
    }
    this.#scratch[at] = 0x80 | ((id >> 8) & 0x7f);
    this.#scratch[at + 1] = id;
  }

  /** Nothing when the loaded packet has no TL0PICIDX. */
  setTl0(tl0PicIdx: number): void {
    if (this.#tl0At !== 0) this.#scratch[this.#tl0At] = tl0PicIdx;
  }

  /** Stamps the time of sending. */
  setAbsSendTime(nowUs: number): void {
    const time = absSendTime(nowUs);
    const scratch = this.#scratch;
    scratch[17] = time >> 16;
    scratch[18] = time >> 8;
    scratch[19] = time;
  }

  /**
   * The packet: a view of the scratch buffer that was made beforehand, good until the next load or
   * write. Empty when nothing is loaded.
   */
  bytes(): Buffer {
    return this.#views[this.#length] ?? this.#scratch;
  }

  /** Begins a packet of `before` bytes and a payload, if it fits. */
  #begin(before: number, payload: number): boolean {
    this.#length = 0;
    this.#pictureIdAt = 0;
    this.#tl0At = 0;
    const scratch = this.#scratch;
    if (payload <= 0 || before + payload > scratch.length) return false;
    scratch[0] = PLAIN;
    writeUint32(scratch, 12, 0xbede_0001);
    scratch[16] = (EXT.absSendTime << 4) | 2;
    return true;
  }

  /** Notes where in the scratch buffer the fields are that differ between receivers. */
  #locate(vp8: Vp8View | null, shift: number): void {
    if (vp8 === null) return;
    this.#pictureIdBits = vp8.pictureIdBits;
    if (vp8.pictureIdOffset > 0) this.#pictureIdAt = vp8.pictureIdOffset + shift;
    if (vp8.tl0Offset > 0) this.#tl0At = vp8.tl0Offset + shift;
  }
}

// Unlike the one of Buffer it checks nothing: it is called for every packet and receiver.
function writeUint32(into: Buffer, at: number, value: number): void {
  into[at] = value >>> 24;
  into[at + 1] = value >>> 16;
  into[at + 2] = value >>> 8;
  into[at + 3] = value;
}
