import type { JsonObject, MediaState, RelayMessage } from "@parley/protocol";
import type { Entry, LeaveReason } from "./state.ts";

/**
 * What one participant sends to others through the server. `signal` is what a parley.v1 client
 * gets; `plain` is what a plain signalling client gets, before `from` is stamped on it.
 */
export type Relay = {
  readonly signal: Omit<RelayMessage, "id" | "to"> | null;
  readonly plain: JsonObject;
};

/** Who speaks: a connection may speak for its participant only while it is the newest one. */
type Speaker = { readonly participantId: string; readonly connection: string };

/**
 * Everything that can happen to a room. Time and fresh ids come with the command, so that the same
 * commands always make the same room.
 */
export type Command =
  | ({ readonly type: "join"; readonly at: number } & Entry)
  | { readonly type: "join.stored"; readonly at: number; readonly connection: string }
  | { readonly type: "join.failed"; readonly at: number; readonly connection: string }
  | ({ readonly type: "leave"; readonly at: number; readonly reason: LeaveReason } & Speaker)
  | ({ readonly type: "disconnect"; readonly at: number } & Speaker)
  | { readonly type: "grace.end"; readonly at: number }
  | ({
      readonly type: "update";
      readonly at: number;
      readonly media?: { readonly [S in keyof MediaState]?: boolean | undefined } | undefined;
      readonly name?: string | undefined;
    } & Speaker)
  | ({
      readonly type: "relay";
      readonly at: number;
      readonly to: string | null;
      readonly relay: Relay;
    } & Speaker)
  | { readonly type: "flush"; readonly at: number };
