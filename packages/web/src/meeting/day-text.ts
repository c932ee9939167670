const DAY_MS = 24 * 60 * 60_000;

/** A day as people say it, seen from `now`. */
export function dayText(at: number, now: number): string {
  const day = new Date(at).toDateString();
  if (day === new Date(now).toDateString()) return "Today";
  if (day === new Date(now - DAY_MS).toDateString()) return "Yesterday";
  return new Date(at).toLocaleDateString([], { dateStyle: "long" });
}
