/** Writes a REMB packet (draft-alvestrand-rmcat-remb-03) about no stream in particular. */
export function writeRemb(into: Buffer, bps: number): number {
  const exponent = Math.max(0, Math.ceil(Math.log2(bps / 2 ** 18)));
  const mantissa = Math.floor(bps / 2 ** exponent);
  into.writeUInt32BE(0x8fce_0005, 0);
  into.writeUInt32BE(4242, 4);
  into.writeUInt32BE(0, 8);
  into.write("REMB", 12, "latin1");
  into.writeUInt32BE(((1 << 24) | (exponent << 18) | mantissa) >>> 0, 16);
  into.writeUInt32BE(1, 20);
  return 24;
}
