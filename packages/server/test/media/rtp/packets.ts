import assert from "node:assert/strict";
import { RtpView } from "../../../src/media/rtp/rtp-view.ts";
import { Vp8View } from "../../../src/media/rtp/vp8-view.ts";

/** Bytes written as hexadecimal digits; spaces are for the reader. */
export function hex(digits: string): Buffer {
  return Buffer.from(digits.replaceAll(/\s/gu, ""), "hex");
}

export type PacketParts = {
  readonly sequence?: number;
  readonly timestamp?: number;
  readonly marker?: boolean;
  readonly payloadType?: number;
  readonly payload?: Buffer;
  /** Bytes of padding behind the payload. */
  readonly padding?: number;
};

/** An RTP packet of SSRC 0x11223344 without header extensions. */
export function rtpPacket(parts: PacketParts): Buffer {
  const { payload = hex("10 00 01 02"), padding = 0 } = parts;
  const header = hex("80 00 0000 00000000 11223344");
  header[0] = padding > 0 ? 0xa0 : 0x80;
  header[1] = (parts.marker === true ? 0x80 : 0) | (parts.payloadType ?? 96);
  header.writeUInt16BE((parts.sequence ?? 0) & 0xffff, 2);
  header.writeUInt32BE((parts.timestamp ?? 0) >>> 0, 4);
  const behind = Buffer.alloc(padding);
  if (padding > 0) behind[padding - 1] = padding;
  return Buffer.concat([header, payload, behind]);
}

/** A view of such a packet. */
export function rtpView(parts: PacketParts): RtpView {
  const view = new RtpView();
  assert.ok(view.parse(rtpPacket(parts)));
  return view;
}

/** A view of the VP8 descriptor of a packet; null when it has none that can be read. */
export function vp8Of(view: RtpView): Vp8View | null {
  const vp8 = new Vp8View();
  return vp8.parse(view.data, view.payloadStart, view.payloadEnd) ? vp8 : null;
}

export type FrameParts = {
  /** The first packet of a frame. */
  readonly first?: boolean;
  readonly key?: boolean;
  readonly pictureId?: number;
  readonly bits?: 0 | 7 | 15;
  /** Without it there is neither TL0PICIDX nor a temporal id. */
  readonly temporal?: { readonly id: number; readonly tl0: number; readonly sync: boolean };
};

/** A VP8 payload: the descriptor of RFC 7741 4.2 and two bytes. */
export function vp8Payload({ first = true, key = false, ...fields }: FrameParts): Buffer {
  const { temporal } = fields;
  const id = pictureIdBytes(fields);
  const flags = (id.length > 0 ? 0x80 : 0) | (temporal === undefined ? 0 : 0x60);
  const bytes = [(flags === 0 ? 0 : 0x80) | (first ? 0x10 : 0)];
  if (flags !== 0) bytes.push(flags, ...id);
  if (temporal !== undefined) {
    bytes.push(temporal.tl0, (temporal.id << 6) | (temporal.sync ? 0x20 : 0));
  }
  return Buffer.from([...bytes, key ? 0x00 : 0x01, 0xee]);
}

function pictureIdBytes({ pictureId = 0, bits = 15 }: FrameParts): number[] {
  if (bits === 0) return [];
  return bits === 7 ? [pictureId] : [0x80 | (pictureId >> 8), pictureId & 0xff];
}
