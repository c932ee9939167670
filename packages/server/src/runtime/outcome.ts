import { type Ending, type ErrorCode, errorMessage, isEnding } from "@parley/protocol";
import type { Decision } from "../room/decision.ts";

/** How a command ended. */
export type Outcome =
  | { readonly ok: true; readonly messageId?: string; readonly trackId?: string }
  | { readonly ok: false; readonly code: ErrorCode };

export function outcomeOf({ messageId, trackId }: Extract<Decision, { ok: true }>): Outcome {
  return { ok: true, ...idsOf(messageId, trackId) };
}

/** Those that there are: of what was stored, or published. */
function idsOf(messageId: string | undefined, trackId: string | undefined) {
  return {
    ...(messageId === undefined ? {} : { messageId }),
    ...(trackId === undefined ? {} : { trackId }),
  };
}

/** The message that tells who asked. */
export function answerOf(id: number | null, outcome: Outcome) {
  if (!outcome.ok) return errorMessage(outcome.code, id);
  const { messageId, trackId } = outcome;
  return { type: "ok", replyTo: id ?? 0, ...idsOf(messageId, trackId) } as const;
}

/** How the connection of somebody ends who is not let in. */
export function endingOf(code: ErrorCode): Ending {
  if (code === "unavailable") return "draining";
  return isEnding(code) ? code : "internal";
}
