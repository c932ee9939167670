import {
  type ErrorCode,
  type Participant,
  decodeJson,
  isErrorCode,
  isObject,
} from "@parley/protocol";
import type { Administration } from "../room/command.ts";
import type { Claim } from "./ports.ts";
import type { SavedRoom } from "./room-log.ts";

/** What one node asks another, as text. */
export type NodeRequest =
  | { readonly type: "participants"; readonly roomId: string }
  | { readonly type: "ask"; readonly roomId: string; readonly command: Administration }
  | { readonly type: "deleted"; readonly roomIds: readonly string[] }
  /** A room is about to be the other's: whoever asks there for it waits. */
  | { readonly type: "expect"; readonly roomId: string; readonly saved: SavedRoom }
  /** It is now; without a claim it is not, and will not be. */
  | { readonly type: "begin"; readonly roomId: string; readonly claim: Claim | null }
  /** What somebody signed in with has ended. */
  | { readonly type: "grant"; readonly grant: string; readonly why: GrantEnd };

export type GrantEnd = "signed_out" | "password_changed";

/** The room is not with the node that was asked. */
export const ELSEWHERE = "elsewhere";

export function readRequest(text: string): NodeRequest | null {
  return decodeJson<NodeRequest>(text, (value) => isObject(value) && "type" in value);
}

export function readParticipants(text: string): readonly Participant[] | null {
  return decodeJson<readonly Participant[]>(text, Array.isArray);
}

export function readOutcome(text: string): "ok" | ErrorCode {
  if (text === "ok" || isErrorCode(text)) return text;
  return "internal";
}
