import type {
  JsonObject,
  MediaState,
  RelayMessage,
  RoomChange,
  Role,
  Source,
  TrackSource,
} from "@parley/protocol";
import type { MediaNews } from "./media.ts";
import type { Entry, RoomPatch, StoredMessage } from "./state.ts";

/**
 * What one participant sends to others through the server. `signal` is what a parley.v1 client
 * gets; `plain` is what a plain signalling client gets, before `from` is stamped on it.
 */
export type Relay = {
  readonly signal: Omit<RelayMessage, "id" | "to"> | null;
  readonly plain: JsonObject;
};

/** Who speaks: a connection may speak for its participant only while it is the newest one. */
export type Speaker = { readonly participantId: string; readonly connection: string };

/** Somebody with a role who acts from outside the meeting, over HTTP. */
export type Outsider = { readonly participantId: string; readonly role: Role };

/** One participant, or everyone else. */
export type Target = { readonly participantId: string } | { readonly all: true };
/** Some of those who wait, or all. */
export type Waiters = { readonly ids: readonly string[] } | { readonly all: true };

/** What can be asked of a room over HTTP. */
export type Administration = { readonly at: number; readonly by: Outsider } & (
  | { readonly type: "room.change"; readonly patch: RoomPatch }
  | { readonly type: "room.handOver"; readonly to: string }
  | { readonly type: "room.delete" }
  | { readonly type: "ban.lift"; readonly participantId: string }
);

/** What a participant asks for during the meeting; nothing of it says who, or when. */
export type Wish =
  | { readonly type: "leave"; readonly ending: "left" | "signed_out" | "password_changed" }
  | {
      readonly type: "update";
      readonly media?: { readonly [S in keyof MediaState]?: boolean | undefined } | undefined;
      readonly name?: string | undefined;
    }
  | { readonly type: "relay"; readonly to: string | null; readonly relay: Relay }
  | { readonly type: "hand.raise" }
  /** Null: one's own. */
  | {
      readonly type: "hand.lower";
      readonly target: { readonly participantId: string | null } | { readonly all: true };
    }
  | { readonly type: "react"; readonly emoji: string }
  | {
      readonly type: "chat";
      /** Fresh: the message's id if it is a new one. */
      readonly messageId: string;
      readonly clientId: string;
      readonly to: string | null;
      readonly text: string;
    }
  | { readonly type: "mute"; readonly target: Target; readonly source: Source }
  | { readonly type: "askUnmute"; readonly target: string; readonly source: "mic" | "camera" }
  | { readonly type: "remove"; readonly target: string; readonly ban: boolean }
  | { readonly type: "role"; readonly target: string; readonly role: "cohost" | "member" }
  | { readonly type: "admit"; readonly waiters: Waiters }
  | { readonly type: "deny"; readonly waiters: Waiters }
  | { readonly type: "change"; readonly change: RoomChange }
  | { readonly type: "end" }
  /** For one's up connection with the SFU. */
  | ({ readonly type: "sfu.offer" } & Description)
  /** To an offer for one's down connection. */
  | ({ readonly type: "sfu.answer" } & Description)
  /** Accepted and discarded: the SFU learns addresses from the checks that reach it. */
  | { readonly type: "sfu.candidate" }
  | {
      readonly type: "track.publish";
      /** Fresh: the track's id if there is none of this source yet. */
      readonly trackId: string;
      readonly source: TrackSource;
      readonly mid: string;
      /** Of the up connection; null: the newest. */
      readonly generation: number | null;
    }
  | { readonly type: "track.unpublish"; readonly trackId: string }
  | {
      readonly type: "track.subscribe";
      readonly tracks: readonly { readonly trackId: string; readonly width: number }[];
    }
  /** The down connection of this generation does not work any more. */
  | { readonly type: "transport.replace"; readonly generation: number };

type Description = {
  readonly generation: number;
  readonly negotiation: number;
  readonly sdp: string;
};

export type Request = Wish & Speaker & { readonly at: number };

/**
 * Everything that can happen to a room. Time and fresh ids come with the command, so that the same
 * commands always make the same room.
 */
export type Command =
  | Request
  | Administration
  | ({ readonly type: "join"; readonly at: number } & Entry)
  | ({ readonly type: "disconnect"; readonly at: number } & Speaker)
  | { readonly type: "stored"; readonly at: number; readonly outcome: Stored }
  | { readonly type: "notStored"; readonly at: number; readonly change: Change }
  | { readonly type: "grace.end"; readonly at: number }
  /** The room expires soon. */
  | { readonly type: "expiry.near"; readonly at: number }
  | { readonly type: "expiry"; readonly at: number }
  /** It was deleted along with its owner's account. */
  | { readonly type: "deleted"; readonly at: number }
  | { readonly type: "flush"; readonly at: number }
  /** Another node had the room until now: every connection that it had is gone. */
  | { readonly type: "recovered"; readonly at: number }
  /** A plain signalling client has the participant's place now: it publishes nothing. */
  | { readonly type: "media.end"; readonly at: number; readonly participantId: string }
  /** The SFU has something to tell. */
  | { readonly type: "media"; readonly at: number; readonly news: MediaNews };

export type CommandOf<T extends Command["type"]> = Extract<Command, { type: T }>;

/** What has to be stored before it happens. Each comes back as `stored` or `notStored`. */
export type Change =
  | { readonly type: "stay"; readonly connection: string; readonly stay: NewStay }
  | { readonly type: "chat"; readonly message: StoredMessage }
  | {
      readonly type: "removal";
      readonly participantId: string;
      /** As the person is called now; null when nobody here knows. */
      readonly name: string | null;
      readonly at: number;
      readonly ban: boolean;
    }
  | {
      readonly type: "role";
      readonly participantId: string;
      readonly role: "cohost" | "member";
    }
  | { readonly type: "admission"; readonly participantIds: readonly string[]; readonly at: number }
  | { readonly type: "room"; readonly patch: RoomPatch; readonly by: string }
  | { readonly type: "owner"; readonly from: string; readonly to: string }
  | { readonly type: "deletion"; readonly at: number }
  | { readonly type: "unban"; readonly participantId: string };

export type ChangeOf<T extends Change["type"]> = Extract<Change, { type: T }>;

export type NewStay = {
  readonly id: string;
  readonly roomId: string;
  readonly participantId: string;
  readonly name: string;
  readonly joinedAt: number;
};

type Outcome<T extends Change["type"], Said = unknown> = {
  readonly type: T;
  readonly change: ChangeOf<T>;
} & Said;

/** A change that was carried out, with what the store said of it. */
export type Stored =
  | Outcome<"stay">
  | Outcome<"chat", { readonly created: boolean; readonly stored: StoredMessage }>
  /** Null: nobody is known by that id, or it is the owner. */
  | Outcome<"removal", { readonly epoch: number | null }>
  | Outcome<"role", { readonly found: boolean }>
  | Outcome<"admission">
  | Outcome<"room", { readonly found: boolean }>
  | Outcome<"owner", { readonly result: "changed" | "too_many" | "unknown" }>
  | Outcome<"deletion">
  | Outcome<"unban", { readonly lifted: boolean; readonly hasBans: boolean }>;

export type StoredOf<T extends Stored["type"]> = Extract<Stored, { type: T }>;
