import type { ErrorCode, Participant } from "@parley/protocol";
import type { Change } from "./command.ts";
import type { Effect, Event } from "./event.ts";

/** What a command makes of a room: events and effects, or a refusal. */
export type Decision =
  | {
      readonly ok: true;
      readonly events: readonly Event[];
      readonly effects: readonly Effect[];
      /** Of the chat message that is stored now. */
      readonly messageId?: string;
      /** Of the track that is published now. */
      readonly trackId?: string;
    }
  | { readonly ok: false; readonly code: ErrorCode };

export const NOTHING: Decision = { ok: true, events: [], effects: [] };

export function happened(events: readonly Event[], effects: readonly Effect[] = []): Decision {
  return { ok: true, events, effects };
}

export function refused(code: ErrorCode): Decision {
  return { ok: false, code };
}

/** Nothing happens before this is stored; then it is answered. */
export function storeFirst(change: Change, events: readonly Event[] = []): Decision {
  return { ok: true, events, effects: [{ type: "change", change, answers: true }] };
}

/** The participant in its next version. */
export function changed(participant: Participant, change: Partial<Participant>): Participant {
  return { ...participant, ...change, version: participant.version + 1 };
}
