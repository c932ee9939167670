import { decodeJson, isEnding, isObject, type Ending } from "@parley/protocol";
import type { Wish } from "../room/command.ts";
import type { Entry } from "../room/state.ts";
import type { Resume } from "./room-door.ts";

/**
 * What a connection on one node and its room on another say to each other over a channel. Nodes have
 * the same secret and the same code, so what arrives is what was sent.
 */

/** From the connection's node. The end of the channel is the end of the connection. */
export const TO_ROOM = { join: 0, request: 1 } as const;
/** From the room's node. */
export const TO_CONNECTION = { frame: 0, welcome: 1, waiting: 2, end: 3 } as const;

/** The first thing on a channel. */
export type Visitor = {
  readonly roomId: string;
  readonly entry: Entry;
  readonly plain: boolean;
  readonly resume: Resume | null;
};

export type Asking = { readonly id: number | null; readonly wish: Wish };

export function readVisitor(payload: Buffer): Visitor | null {
  return decodeJson<Visitor>(payload.toString(), (value) => isObject(value) && "entry" in value);
}

export function readAsking(payload: Buffer): Asking | null {
  return decodeJson<Asking>(payload.toString(), (value) => isObject(value) && "wish" in value);
}

export function readEnding(payload: Buffer): Ending {
  const text = payload.toString();
  return isEnding(text) ? text : "internal";
}
