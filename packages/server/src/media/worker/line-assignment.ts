/**
 * Which line carries which track. Whoever has a line keeps it, unless there are more tracks than
 * lines and others are wanted more; a line whose track is gone is free, and used again before a new
 * one is added.
 * @param lines what each line carries now, null for a free one
 * @param wanted best first, each once
 * @returns as many lines as before or more, at most `limit`
 */
export function assignLines<T extends object>(
  lines: readonly (T | null)[],
  wanted: readonly T[],
  limit: number,
): (T | null)[] {
  const chosen = new Set(wanted.slice(0, limit));
  const next: (T | null)[] = lines.map((track) =>
    track !== null && chosen.delete(track) ? track : null,
  );
  for (const track of chosen) {
    const free = next.indexOf(null);
    if (free === -1) next.push(track);
    else next[free] = track;
  }
  return next;
}
