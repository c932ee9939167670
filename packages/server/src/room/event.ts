import type { Ending, Participant } from "@parley/protocol";
import type { Relay } from "./command.ts";
import type { Entry, LeaveReason, Link } from "./state.ts";

/** Everything that has happened in a room; `reduce` folds these into its state. */
export type Event =
  | { readonly type: "entry.opened"; readonly entry: Entry }
  | { readonly type: "entry.closed"; readonly connection: string }
  | {
      readonly type: "participant.joined";
      readonly participant: Participant;
      readonly entry: Entry;
    }
  /** A newer connection speaks for a participant that is already here. */
  | {
      readonly type: "participant.returned";
      readonly participant: Participant;
      readonly connection: string;
    }
  | { readonly type: "connection.ended"; readonly connection: string; readonly ending: Ending }
  | { readonly type: "participant.lost"; readonly participant: Participant; readonly since: number }
  | { readonly type: "participant.updated"; readonly participant: Participant }
  | { readonly type: "participant.left"; readonly id: string; readonly reason: LeaveReason }
  | {
      readonly type: "presence.published";
      readonly seq: number;
      readonly joined: readonly Participant[];
      readonly updated: readonly Participant[];
      readonly left: readonly { readonly id: string; readonly reason: LeaveReason }[];
    }
  | { readonly type: "participant.welcomed"; readonly id: string; readonly link: Link }
  | {
      readonly type: "relayed";
      readonly from: string;
      readonly to: readonly string[];
      readonly relay: Relay;
    };

/**
 * What must be stored. `stay.open` comes before its event: the outcome of the commit returns to the
 * room as `join.stored` or `join.failed`, and only that lets anyone in.
 */
export type Effect =
  | {
      readonly type: "stay.open";
      readonly connection: string;
      readonly stay: {
        readonly id: string;
        readonly roomId: string;
        readonly participantId: string;
        readonly name: string;
        readonly joinedAt: number;
      };
    }
  | { readonly type: "stay.close"; readonly stayId: string; readonly leftAt: number };
