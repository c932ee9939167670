/** What one feedback packet says, decoded from the draft's text alone. */
export type Feedback = {
  readonly base: number;
  readonly packetCount: number;
  /** For each number from the base on: the arrival in 250 µs from time 0 modulo 2^32, or null. */
  readonly arrivals: readonly (number | null)[];
};

const TICKS_PER_REFERENCE = 256;

/** Decodes the feedback packets in `data`, one behind the other; throws where they are wrong. */
export function decodeFeedback(data: Buffer): Feedback[] {
  const packets: Feedback[] = [];
  let at = 0;
  while (at < data.length) {
    const length = 4 * (data.readUInt16BE(at + 2) + 1);
    packets.push(decodePacket(data.subarray(at, at + length)));
    at += length;
  }
  return packets;
}

function decodePacket(packet: Buffer): Feedback {
  if (packet.readUInt8(0) !== 0x8f || packet.readUInt8(1) !== 205) throw new Error("not feedback");
  const count = packet.readUInt16BE(14);
  const { symbols, end } = decodeChunks(packet, count);
  let at = end;
  let time = packet.readUIntBE(16, 3) * TICKS_PER_REFERENCE;
  const arrivals = symbols.map((symbol) => {
    if (symbol === 0) return null;
    time += symbol === 1 ? packet.readUInt8(at) : packet.readInt16BE(at);
    at += symbol;
    return time;
  });
  if (packet.length - at > 3) throw new Error("more than padding is left");
  if (packet.subarray(at).some((byte) => byte !== 0)) throw new Error("padding is not zero");
  return { base: packet.readUInt16BE(12), packetCount: packet.readUInt8(19), arrivals };
}

function decodeChunks(packet: Buffer, count: number): { symbols: number[]; end: number } {
  const symbols: number[] = [];
  let at = 20;
  while (symbols.length < count) {
    const bits = packet.readUInt16BE(at).toString(2).padStart(16, "0");
    symbols.push(...chunkSymbols(bits));
    at += 2;
  }
  if (symbols.slice(count).some((symbol) => symbol !== 0 && symbol !== symbols[count - 1])) {
    throw new Error("symbols beyond the count");
  }
  const told = symbols.slice(0, count);
  if (told.includes(3)) throw new Error("reserved symbol");
  return { symbols: told, end: at };
}

function chunkSymbols(bits: string): number[] {
  if (bits.startsWith("0")) {
    const symbol = Number.parseInt(bits.slice(1, 3), 2);
    return Array.from({ length: Number.parseInt(bits.slice(3), 2) }, () => symbol);
  }
  const width = bits[1] === "0" ? 1 : 2;
  const groups = bits.slice(2).match(width === 1 ? /./gu : /../gu) ?? [];
  return groups.map((group) => Number.parseInt(group, 2));
}
