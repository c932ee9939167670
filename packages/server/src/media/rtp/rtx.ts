import type { RtpView } from "./rtp-view.ts";

/** The original sequence number in front of an RTX payload. */
export const OSN_BYTES = 2;

/**
 * Writes the packet that an RTX packet carries (RFC 4588 4) into another buffer, with the header
 * extensions of the RTX packet and without padding. Gives its length; 0 when there is nothing in
 * it, as in one that only pads, or when it does not fit.
 */
export function restore(
  view: RtpView,
  originalSsrc: number,
  originalPayloadType: number,
  into: Buffer,
): number {
  const { data, payloadStart: header, payloadEnd } = view;
  const length = payloadEnd - OSN_BYTES;
  if (length <= header || length > into.length) return 0;
  const sequence = data.readUInt16BE(header);
  data.copy(into, 0, 0, header);
  data.copy(into, header, header + OSN_BYTES, payloadEnd);
  into[0] = (data[0] ?? 0) & ~0x20;
  into[1] = (view.marker ? 0x80 : 0) | (originalPayloadType & 0x7f);
  into.writeUInt16BE(sequence, 2);
  into.writeUInt32BE(originalSsrc >>> 0, 8);
  return length;
}
