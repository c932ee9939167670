import type { Attendance, Participant } from "@parley/protocol";

export type Candidate = { readonly id: string; readonly name: string };

/**
 * Who could own the room next: who is there with an account, then who was there before. The lists
 * do not say which of the latter were guests; the server refuses those.
 */
export function candidates(
  present: readonly Participant[],
  stays: readonly Attendance[],
): readonly Candidate[] {
  const out = new Set(
    present.filter(({ role, kind }) => role === "owner" || kind === "guest").map(({ id }) => id),
  );
  const found = new Map<string, string>();
  for (const { id, name } of present) if (!out.has(id)) found.set(id, name);
  for (const { participantId: id, name } of stays) {
    if (!out.has(id) && !found.has(id)) found.set(id, name);
  }
  return [...found].map(([id, name]) => ({ id, name }));
}
