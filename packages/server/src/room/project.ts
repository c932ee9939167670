import type {
  ChatMessage,
  Ending,
  Participant,
  Permission,
  Room,
  ServerMessages,
  Track,
  Waiting,
} from "@parley/protocol";
import type { Relay } from "./command.ts";
import type { Event, EventOf } from "./event.ts";
import { waitingOf } from "./flush.ts";
import { isHost, permissionsOf } from "./policy.ts";
import { type MediaMessage, type WithoutOrder, mediaMessageOf } from "./project-media.ts";
import { type RoomState, maySee } from "./state.ts";
import { trackIn } from "./tracks.ts";

/** The part of a welcome that is the same for everyone who is welcomed at the same seq. */
export type Snapshot = {
  readonly stream: string;
  readonly seq: number;
  readonly room: Room;
  readonly participants: readonly Participant[];
  readonly tracks: readonly Track[];
};

/** The part of a welcome that is one participant's own. */
export type Own = {
  readonly permissions: readonly Permission[];
  readonly waiting: readonly Waiting[];
  /** What it may read of the last messages, oldest first. */
  readonly chat: readonly ChatMessage[];
};

/** A frame that is the same for all members. */
export type SharedMessage =
  | ServerMessages["presence" | "room.updated" | "reaction"]
  | ServerMessages["track.published" | "track.unpublished"]
  | Extract<ServerMessages["chat.message"], { seq: number }>;

/** A frame for some, before each gets it under its own `n`. */
export type DirectMessage =
  | MediaMessage
  | WithoutOrder<
      | ServerMessages["lobby.updated" | "permissions" | "muted" | "unmute-requested"]
      | Extract<ServerMessages["chat.message"], { n: number }>
    >;

/** Who gets what because of an event. `all` is every member; it is encoded once. */
export type Delivery =
  | { readonly audience: "all"; readonly message: SharedMessage }
  /** To everyone who is there now; of no use later. */
  | { readonly audience: "now"; readonly message: ServerMessages["expiring" | "speakers"] }
  | {
      readonly audience: "some";
      readonly to: readonly string[];
      readonly message: DirectMessage;
    }
  | {
      readonly audience: "relay";
      readonly to: readonly string[];
      readonly from: string;
      readonly relay: Relay;
    }
  | {
      readonly audience: "welcome";
      readonly to: string;
      readonly connection: string;
      readonly epoch: number;
      readonly snapshot: Snapshot;
      readonly own: Own;
    }
  | {
      readonly audience: "waiting";
      readonly to: string;
      readonly connection: string;
      readonly epoch: number;
      readonly room: { readonly code: string; readonly name: string };
    }
  | { readonly audience: "connection"; readonly connection: string; readonly ending: Ending };

/**
 * What the outside learns of an event, given the room after it.
 */
export function project(state: RoomState, event: Event): Delivery | null {
  switch (event.type) {
    case "presence.published":
      return { audience: "all", message: presenceOf(event) };
    case "room.updated":
      return {
        audience: "all",
        message: { type: "room.updated", seq: event.seq, room: event.room },
      };
    case "chat.published":
      return { audience: "all", message: chatOf(event) };
    case "reacted":
      return { audience: "all", message: reactionOf(event) };
    case "track.published": {
      const { seq, track } = event;
      const message = { type: "track.published", seq, track: trackIn(state, track) } as const;
      return { audience: "all", message };
    }
    case "track.unpublished":
      return { audience: "all", message: event };
    case "expiry.warned":
      return { audience: "now", message: { type: "expiring", expiresAt: event.expiresAt } };
    case "speakers.changed":
      return { audience: "now", message: { type: "speakers", ids: [...event.ids] } };
    case "participant.welcomed":
      return welcomeOf(state, event.id);
    case "lobby.entered":
      return waitingFor(state, event);
    case "connection.ended":
      return { audience: "connection", connection: event.connection, ending: event.ending };
    case "relayed":
      return { audience: "relay", to: event.to, from: event.from, relay: event.relay };
    default:
      return projectDirect(event);
  }
}

/** What concerns some alone; nothing for an event that nobody outside learns of. */
function projectDirect(event: Event): Delivery | null {
  switch (event.type) {
    case "chat.delivered":
      return some(event.to, { type: "chat.message", message: event.stored.message });
    case "lobby.published":
      return some(event.to, { type: "lobby.updated", waiting: [...event.waiting] });
    case "permissions.changed":
      return some([event.id], { type: "permissions", permissions: [...event.permissions] });
    case "muted":
      return some([event.to], { type: "muted", source: event.source, by: event.by });
    case "unmute.requested":
      return some([event.to], { type: "unmute-requested", source: event.source, by: event.by });
    case "media.told":
      return some([event.news.participantId], mediaMessageOf(event.news));
    default:
      return null;
  }
}

function some(to: readonly string[], message: DirectMessage): Delivery {
  return { audience: "some", to, message };
}

function presenceOf(event: EventOf<"presence.published">): ServerMessages["presence"] {
  const { seq, joined, updated, left } = event;
  return { type: "presence", seq, joined: [...joined], updated: [...updated], left: [...left] };
}

function chatOf({ seq, stored }: EventOf<"chat.published">): SharedMessage {
  return { type: "chat.message", seq, message: stored.message };
}

function reactionOf({ seq, participantId, emoji }: EventOf<"reacted">): SharedMessage {
  return { type: "reaction", seq, participantId, emoji };
}

function welcomeOf(state: RoomState, id: string): Delivery | null {
  const member = state.members.get(id);
  if (member?.link.state !== "live") return null;
  const { role } = member.participant;
  return {
    audience: "welcome",
    to: id,
    connection: member.link.connection,
    epoch: member.epoch,
    snapshot: snapshotOf(state),
    own: {
      permissions: permissionsOf(role, state.room.settings),
      waiting: isHost(role) ? waitingOf(state) : [],
      chat: chatFor(state, id),
    },
  };
}

function chatFor({ chat, limits }: RoomState, id: string): ChatMessage[] {
  const messages = chat.map(({ message }) => message).filter((message) => maySee(message, id));
  return messages.slice(-limits.chatInWelcome);
}

/** Who waits learns nothing of the room but its code and its name. */
function waitingFor({ room }: RoomState, { waiter }: EventOf<"lobby.entered">): Delivery {
  const { participantId: to, connection, standing } = waiter.entry;
  const { code, name } = room;
  return { audience: "waiting", to, connection, epoch: standing.epoch, room: { code, name } };
}

export function snapshotOf(state: RoomState): Snapshot {
  const { stream, seq, room, members } = state;
  const participants = [...members.values()].map(({ participant }) => participant);
  const tracks = [...state.tracks.values()].map((track) => trackIn(state, track));
  return { stream, seq, room, participants, tracks };
}
