/**
 * What goes over a link: frames of a length (u32, of what follows), a type (u8) and what belongs to
 * the type. All numbers are big-endian, all text is UTF-8.
 *
 *   hello    version u16, node id        message  kind u8, channel u32, payload
 *   ping                                 fan      kind u8, count u16, channels u32 each, payload
 *   open     channel u32                 request  number u32, text
 *   close    channel u32                 answer   number u32, text
 *                                        failure  number u32, error code
 *
 * Lengths, types and the hello stay as they are in every version, so that two versions can at least
 * tell that they do not understand each other.
 */

/** Grows with every change of what a frame or a channel's message means. */
export const LINK_VERSION = 1;

export const FRAME = {
  hello: 1,
  ping: 2,
  open: 3,
  close: 4,
  message: 5,
  fan: 6,
  request: 7,
  answer: 8,
  failure: 9,
} as const;

export const LENGTH_BYTES = 4;
/** As many channels as the count of one fan can say. */
export const FAN_CHANNELS = 65_535;

/** What of a frame comes before its payload, without its length. */
export const HEAD_BYTES = { hello: 3, ping: 1, channel: 5, message: 6, fan: 4, text: 5 } as const;
