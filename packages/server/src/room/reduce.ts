import type { Event, EventOf } from "./event.ts";
import { joined, left, lost, returned, updated, welcomed } from "./reduce-members.ts";
import { withEntry, withItem, without, withoutItem } from "./immutable.ts";
import { NO_PENDING, type RoomState, type StoredMessage } from "./state.ts";

/** The room after an event. Never fails: whether something may happen is for `decide`. */
export function reduce(state: RoomState, event: Event): RoomState {
  switch (event.type) {
    case "entry.opened":
      return { ...state, entries: withEntry(state.entries, event.entry.connection, event.entry) };
    case "entry.closed":
      return { ...state, entries: without(state.entries, event.connection) };
    case "participant.joined":
      return joined(state, event);
    case "participant.returned":
      return returned(state, event.participant, event.connection);
    case "participant.lost":
      return lost(state, event.participant, event.since);
    case "participant.updated":
      return updated(state, event.participant);
    case "participant.left":
      return left(state, event.id, event.reason);
    case "participant.welcomed":
      return welcomed(state, event.id, event.link);
    case "presence.published":
      return { ...state, seq: event.seq, pending: { ...NO_PENDING, lobby: state.pending.lobby } };
    case "lobby.entered":
    case "lobby.lost":
    case "lobby.left":
    case "lobby.published":
      return reduceLobby(state, event);
    default:
      return reduceRoom(state, event);
  }
}

type LobbyEvent = EventOf<"lobby.entered" | "lobby.lost" | "lobby.left" | "lobby.published">;

function reduceLobby(state: RoomState, event: LobbyEvent): RoomState {
  switch (event.type) {
    case "lobby.entered":
      return lobbyOf(state, withEntry(state.lobby, event.waiter.entry.participantId, event.waiter));
    case "lobby.lost": {
      const waiter = state.lobby.get(event.participantId);
      if (waiter === undefined) return state;
      const lostWaiter = { ...waiter, lostAt: event.since };
      return { ...state, lobby: withEntry(state.lobby, event.participantId, lostWaiter) };
    }
    case "lobby.left":
      return lobbyOf(state, without(state.lobby, event.participantId));
    case "lobby.published":
      return { ...state, pending: { ...state.pending, lobby: false } };
  }
}

/** With another list of those who wait, of which the hosts have to hear. */
function lobbyOf(state: RoomState, lobby: RoomState["lobby"]): RoomState {
  return { ...state, lobby, pending: { ...state.pending, lobby: true } };
}

type RoomEvent = Exclude<
  Event,
  | LobbyEvent
  | EventOf<
      | "entry.opened"
      | "entry.closed"
      | "participant.joined"
      | "participant.returned"
      | "participant.lost"
      | "participant.updated"
      | "participant.left"
      | "participant.welcomed"
      | "presence.published"
    >
>;

function reduceRoom(state: RoomState, event: RoomEvent): RoomState {
  switch (event.type) {
    case "room.updated":
      return { ...state, seq: event.seq, room: event.room };
    case "room.deleted":
      return { ...state, deleted: true };
    case "admitted":
      return { ...state, admitted: withItem(state.admitted, event.participantId) };
    case "removed":
      return removed(state, event);
    case "role.changed":
      return roleChanged(state, event);
    case "ban.lifted":
      return banLifted(state, event);
    case "hand.raised":
      return { ...state, lastHandAt: event.at };
    case "reacted":
      return { ...state, seq: event.seq };
    case "chat.taken":
      return { ...state, chatPosition: event.position };
    case "chat.unsure":
      return { ...state, unsure: withItem(state.unsure, event.messageId) };
    case "chat.published":
      return withMessage({ ...state, seq: event.seq }, event.stored);
    case "chat.delivered":
      return withMessage(state, event.stored);
    case "track.published":
      return trackPublished(state, event);
    case "track.unpublished":
      return { ...state, seq: event.seq, tracks: without(state.tracks, event.trackId) };
    case "connection.ended":
    case "relayed":
    case "permissions.changed":
    case "muted":
    case "unmute.requested":
    case "expiry.warned":
    case "media.told":
    case "speakers.changed":
      return state;
  }
}

function trackPublished(state: RoomState, event: EventOf<"track.published">): RoomState {
  const { seq, track } = event;
  return { ...state, seq, tracks: withEntry(state.tracks, track.id, track) };
}

/** Whoever was removed is no host any more, and not let in any more. */
function removed(state: RoomState, event: EventOf<"removed">): RoomState {
  const { participantId, epoch } = event;
  const banned = event.banned || state.removals.get(participantId)?.banned === true;
  return {
    ...state,
    hasBans: state.hasBans || banned,
    removals: withEntry(state.removals, participantId, { epoch, banned }),
    roles: without(state.roles, participantId),
    admitted: withoutItem(state.admitted, participantId),
  };
}

function banLifted(state: RoomState, event: EventOf<"ban.lifted">): RoomState {
  const { participantId, hasBans } = event;
  const removal = state.removals.get(participantId);
  if (removal === undefined) return { ...state, hasBans };
  const lifted = withEntry(state.removals, participantId, { ...removal, banned: false });
  return { ...state, hasBans, removals: lifted };
}

/** A new host has to learn who waits. */
function roleChanged(state: RoomState, event: EventOf<"role.changed">): RoomState {
  const roles = withEntry(state.roles, event.participantId, event.role);
  return { ...state, roles, pending: { ...state.pending, lobby: true } };
}

/** In the order of their positions, also when one is stored late. */
function withMessage(state: RoomState, stored: StoredMessage): RoomState {
  const last = state.chat.at(-1);
  const chat = [...state.chat, stored];
  if (last !== undefined && last.position > stored.position) {
    chat.sort((a, b) => a.position - b.position);
  }
  return {
    ...state,
    chat: chat.slice(-state.limits.chatRecent),
    unsure: withoutItem(state.unsure, stored.message.id),
  };
}
