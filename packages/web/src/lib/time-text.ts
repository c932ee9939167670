const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long something was, for people: "42 seconds", "12 minutes", "1 hour 5 minutes". */
export function durationText(ms: number): string {
  if (ms < MINUTE) return count(Math.max(1, Math.floor(ms / SECOND)), "second");
  const hours = Math.floor(ms / HOUR);
  const minutes = Math.floor((ms % HOUR) / MINUTE);
  const parts = [];
  if (hours > 0) parts.push(count(hours, "hour"));
  if (minutes > 0) parts.push(count(minutes, "minute"));
  return parts.join(" ");
}

/** How long to wait, rounded up so that nobody comes back too early. */
export function waitText(ms: number): string {
  if (ms <= MINUTE) return count(Math.max(1, Math.ceil(ms / SECOND)), "second");
  return count(Math.ceil(ms / MINUTE), "minute");
}

/** Seconds that pass: "0:07", "12:40". */
export function stopwatchText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** How long until something, roughly, for people: "in 5 minutes", "in 3 hours", "in 12 days". */
export function untilText(ms: number): string {
  if (ms < HOUR) return `in ${count(Math.max(1, Math.ceil(ms / MINUTE)), "minute")}`;
  if (ms < 2 * DAY) return `in ${count(Math.round(ms / HOUR), "hour")}`;
  return `in ${count(Math.round(ms / DAY), "day")}`;
}

export function clockText(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
}

export function dateText(at: number): string {
  return new Date(at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
}

function count(n: number, unit: string): string {
  return `${n} ${unit}${n === 1 ? "" : "s"}`;
}
