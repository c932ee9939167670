/** How long the clients wait between attempts. */
export const BACKOFF = { baseMs: 250, maxMs: 8000 } as const;

/**
 * Exponential back-off with full jitter: anywhere between nothing and a ceiling that doubles with
 * every failure, so that clients which lost the same server do not return in step.
 *
 * @param failures how many attempts failed in a row, from 1
 * @param random a number from 0 to 1, as Math.random gives it
 */
export function backoffMs(failures: number, random: () => number): number {
  const ceiling = Math.min(BACKOFF.maxMs, BACKOFF.baseMs * 2 ** (failures - 1));
  return Math.round(random() * ceiling);
}
