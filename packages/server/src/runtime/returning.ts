import type { Resume } from "./room-door.ts";
import type { ResumePoint, Session } from "./session.ts";

/** A client that lost its place to a newer one does not take it back by itself. */
export function isSuperseded(
  session: Session | undefined,
  stream: string,
  resume: Resume | null,
): boolean {
  return resume?.point?.stream === stream && !isOf(session, resume);
}

/**
 * Where a client may go on from; null: it needs a snapshot. That of another node's stream may have a
 * session that is newer than what we know of it.
 */
export function pointOf(session: Session | undefined, resume: Resume | null): ResumePoint | null {
  return resume !== null && isOf(session, resume) ? resume.point : null;
}

function isOf(session: Session | undefined, { sessionId }: Resume): boolean {
  return session === undefined || sessionId === null || session.id === sessionId;
}
