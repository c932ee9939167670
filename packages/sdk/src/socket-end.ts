import { ENDINGS, type Ending, type ServerMessages, isEnding } from "@parley/protocol";

/** Why a socket is no more, and what the client does next. */
export type SocketEnd =
  | { readonly action: "reconnect"; readonly reason: string; readonly retryAfterMs: number }
  | { readonly action: "rejoin" | "stop"; readonly reason: string };

export function lost(reason: string, retryAfterMs = 0): SocketEnd {
  return { action: "reconnect", reason, retryAfterMs };
}

/** The server said goodbye. */
export function endOfGoodbye(goodbye: ServerMessages["goodbye"]): SocketEnd {
  const { action, reason, retryAfterMs } = goodbye;
  return action === "reconnect" ? lost(reason, retryAfterMs) : { action, reason };
}

/**
 * The socket closed without a goodbye. Several endings share a close code; the error that a
 * refusal before the welcome sends first tells which it was.
 */
export function endOfClose(code: number, refusal: ServerMessages["error"] | null): SocketEnd {
  const ending = endingOf(code, refusal?.code);
  if (ending === null) return lost("connection_lost", refusal?.retryAfterMs);
  const { action } = ENDINGS[ending];
  return action === "reconnect" ? lost(ending, refusal?.retryAfterMs) : { action, reason: ending };
}

function endingOf(code: number, told: string | undefined): Ending | null {
  if (told !== undefined && isEnding(told) && ENDINGS[told].close === code) return told;
  return (
    Object.keys(ENDINGS)
      .filter(isEnding)
      .find((name) => ENDINGS[name].close === code) ?? null
  );
}
