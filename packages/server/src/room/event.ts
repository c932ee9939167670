import type { Ending, Participant, Permission, Room, Source, Waiting } from "@parley/protocol";
import type { Change, Relay } from "./command.ts";
import type { MediaNews, MediaRequest } from "./media.ts";
import type { Entry, LeaveReason, Link, PublishedTrack, StoredMessage, Waiter } from "./state.ts";

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
    }
  /** Somebody came to the lobby, or came back to it with a newer connection. */
  | { readonly type: "lobby.entered"; readonly waiter: Waiter }
  | { readonly type: "lobby.lost"; readonly participantId: string; readonly since: number }
  | { readonly type: "lobby.left"; readonly participantId: string }
  | {
      readonly type: "lobby.published";
      readonly to: readonly string[];
      readonly waiting: readonly Waiting[];
    }
  | { readonly type: "admitted"; readonly participantId: string }
  | {
      readonly type: "removed";
      readonly participantId: string;
      readonly epoch: number;
      readonly banned: boolean;
    }
  | {
      readonly type: "role.changed";
      readonly participantId: string;
      readonly role: Entry["standing"]["role"];
    }
  /** `hasBans`: somebody else is still banned. */
  | { readonly type: "ban.lifted"; readonly participantId: string; readonly hasBans: boolean }
  | { readonly type: "room.updated"; readonly seq: number; readonly room: Room }
  | { readonly type: "room.deleted" }
  | {
      readonly type: "permissions.changed";
      readonly id: string;
      readonly permissions: readonly Permission[];
    }
  | { readonly type: "hand.raised"; readonly at: number }
  | { readonly type: "chat.taken"; readonly position: number }
  | { readonly type: "chat.unsure"; readonly messageId: string }
  | { readonly type: "chat.published"; readonly seq: number; readonly stored: StoredMessage }
  | {
      readonly type: "chat.delivered";
      readonly to: readonly string[];
      readonly stored: StoredMessage;
    }
  | {
      readonly type: "reacted";
      readonly seq: number;
      readonly participantId: string;
      readonly emoji: string;
    }
  /** `by` is null where a change of role did it. */
  | {
      readonly type: "muted";
      readonly to: string;
      readonly source: Source;
      readonly by: string | null;
    }
  | {
      readonly type: "unmute.requested";
      readonly to: string;
      readonly source: "mic" | "camera";
      readonly by: string;
    }
  | { readonly type: "expiry.warned"; readonly expiresAt: number }
  | { readonly type: "track.published"; readonly seq: number; readonly track: PublishedTrack }
  | { readonly type: "track.unpublished"; readonly seq: number; readonly trackId: string }
  /** The SFU has told something that concerns one who is here. */
  | { readonly type: "media.told"; readonly news: Exclude<MediaNews, { type: "speakers" }> }
  | { readonly type: "speakers.changed"; readonly ids: readonly string[] };

export type EventOf<T extends Event["type"]> = Extract<Event, { type: T }>;

/**
 * What has to be done outside. A change is stored before it happens: its outcome comes back to the
 * room as a command, and with `answers` only that answers who asked for it. A stay is closed after
 * the fact. What becomes of a request to the SFU comes back as a `media` command.
 */
export type Effect =
  | { readonly type: "change"; readonly change: Change; readonly answers: boolean }
  | { readonly type: "stay.close"; readonly stayId: string; readonly leftAt: number }
  | { readonly type: "media"; readonly request: MediaRequest };
