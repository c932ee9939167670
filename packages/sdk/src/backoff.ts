/** How long the clients wait between attempts to connect. */
export const BACKOFF = { baseMs: 250, maxMs: 2000 } as const;

/**
 * Exponential back-off with full jitter: anywhere between nothing and a ceiling that doubles with
 * every failure, so that clients which lost the same server do not return in step.
 *
 * @param failures how many attempts failed in a row; after none there is no wait
 * @param random a number from 0 to 1, as Math.random gives it
 * @param bounds the first ceiling and the last one
 */
export function backoffMs(
  failures: number,
  random: () => number,
  bounds: { readonly baseMs: number; readonly maxMs: number } = BACKOFF,
): number {
  if (failures === 0) return 0;
  const ceiling = Math.min(bounds.maxMs, bounds.baseMs * 2 ** (failures - 1));
  return Math.round(random() * ceiling);
}
