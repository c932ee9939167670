import type { Attendance } from "@parley/protocol";
import { csvOf } from "../lib/csv.ts";

/** Times as in ISO 8601, in UTC; no leaving time for those who are still there. */
export function attendanceCsv(stays: readonly Attendance[]): string {
  const time = (at: number | null) => (at === null ? "" : new Date(at).toISOString());
  const rows = stays.map((stay) => [
    stay.name,
    stay.participantId,
    time(stay.joinedAt),
    time(stay.leftAt),
  ]);
  return csvOf([["name", "participantId", "joinedAt", "leftAt"], ...rows]);
}
