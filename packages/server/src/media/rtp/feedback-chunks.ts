/** Status symbols of transport-wide feedback. */
export const STATUS = { lost: 0, smallDelta: 1, largeDelta: 2 } as const;

const ONE_BIT_SYMBOLS = 14;
const TWO_BIT_SYMBOLS = 7;
const LONGEST_RUN = 8191;

/** What the chunks of so many statuses take at most: none but the last holds fewer than seven. */
export function mostChunkBytes(count: number): number {
  return 2 * Math.ceil(count / TWO_BIT_SYMBOLS);
}

/**
 * Writes the first `count` statuses as run-length chunks and status vectors
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01, 3.1.1 to 3.1.4); gives the offset behind.
 */
export function writeChunks(
  into: Buffer,
  offset: number,
  statuses: Uint8Array,
  count: number,
): number {
  let at = offset;
  let done = 0;
  while (done < count) {
    const run = runLength(statuses, done, count);
    const vector = oneBitFits(statuses, done, count) ? ONE_BIT_SYMBOLS : TWO_BIT_SYMBOLS;
    const useRun = run >= vector;
    const covered = useRun ? run : Math.min(vector, count - done);
    const chunk = useRun
      ? ((statuses[done] ?? 0) << 13) | run
      : vectorChunk(statuses, done, covered, vector);
    at = into.writeUInt16BE(chunk, at);
    done += covered;
  }
  return at;
}

function runLength(statuses: Uint8Array, from: number, count: number): number {
  const end = Math.min(count, from + LONGEST_RUN);
  let at = from + 1;
  while (at < end && statuses[at] === statuses[from]) at += 1;
  return at - from;
}

function oneBitFits(statuses: Uint8Array, from: number, count: number): boolean {
  const end = Math.min(count, from + ONE_BIT_SYMBOLS);
  for (let at = from; at < end; at += 1) {
    if (statuses[at] === STATUS.largeDelta) return false;
  }
  return true;
}

/** The first symbol is in the highest bits; what is left over stays zero. */
function vectorChunk(statuses: Uint8Array, from: number, covered: number, vector: number): number {
  const bits = ONE_BIT_SYMBOLS / vector;
  let chunk = bits === 1 ? 0x8000 : 0xc000;
  for (let index = 0; index < covered; index += 1) {
    chunk |= (statuses[from + index] ?? 0) << (ONE_BIT_SYMBOLS - bits * (index + 1));
  }
  return chunk;
}
