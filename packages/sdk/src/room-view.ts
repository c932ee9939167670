import type {
  IceServer,
  Participant,
  Permission,
  Room,
  ServerMessage,
  ServerMessages,
  Track,
  Waiting,
  Welcome,
} from "@parley/protocol";
import type { ChatItem } from "./chat-view.ts";
import type { SignalingState } from "./signaling-client.ts";

export type ConnectionView =
  | { readonly state: "idle" }
  | { readonly state: "joining" }
  /** Asked to be let in; stays so through short breaks of the connection. */
  | { readonly state: "lobby"; readonly room: LobbyRoom }
  | { readonly state: "live" }
  | {
      readonly state: "reconnecting";
      /** When the connection was lost. */
      readonly since: number;
      readonly attempt: number;
      /** When the next attempt begins; null while one is under way. */
      readonly retryAt: number | null;
    }
  /** `reason` is an Ending or an error code. */
  | { readonly state: "ended"; readonly reason: string; readonly action: "rejoin" | "stop" };

/** All that those in the lobby learn of a room. */
export type LobbyRoom = Readonly<ServerMessages["waiting"]["room"]>;

/** One meeting as one participant sees it. */
export type RoomView = {
  readonly connection: ConnectionView;
  readonly room: Room | null;
  readonly selfId: string | null;
  /** By the time they joined, then by id; oneself among them. */
  readonly participants: readonly Participant[];
  /**
   * Ids of participants that were there before the server began anew and have not come back yet:
   * shown as reconnecting for as long as an absence may take.
   */
  readonly awaited: ReadonlySet<string>;
  /** What is sent through the SFU, by oneself too; empty in a mesh. */
  readonly tracks: readonly Track[];
  readonly permissions: readonly Permission[];
  readonly iceServers: readonly IceServer[];
  /** When this stay began: the time of its first welcome. */
  readonly joinedAt: number | null;
  /** Oldest first; one's own that are not stored yet come last. */
  readonly chat: readonly ChatItem[];
  /** Who asks to be let in; empty for all but hosts. */
  readonly waiting: readonly Waiting[];
  /** When the room expires, once that is near. */
  readonly expiresSoonAt: number | null;
};

export const EMPTY_VIEW: RoomView = {
  connection: { state: "idle" },
  room: null,
  selfId: null,
  participants: [],
  awaited: new Set(),
  tracks: [],
  permissions: [],
  iceServers: [],
  joinedAt: null,
  chat: [],
  waiting: [],
  expiresSoonAt: null,
};

/**
 * A welcome is the whole truth: nothing of the view before outlives it but the stay's beginning.
 * Only when the session was resumed do its lists say nothing, and what was known still holds. The
 * chat is left as it was: it has its own reductions. `isNewRun`: the server has begun anew, and the
 * others come back one by one; nobody has left.
 */
export function applyWelcome(
  view: RoomView,
  welcome: Welcome,
  now: number,
  isNewRun = false,
): RoomView {
  const current: RoomView = {
    ...withRoom(view, welcome.room),
    connection: { state: "live" },
    permissions: welcome.permissions,
    iceServers: welcome.iceServers,
  };
  if (welcome.resumed) return current;
  const awaited = isNewRun ? missingIn(view, welcome) : [];
  return {
    ...current,
    selfId: welcome.self,
    participants: [...welcome.participants, ...awaited].toSorted(byJoin),
    awaited: new Set(awaited.map(({ id }) => id)),
    tracks: welcome.tracks,
    waiting: welcome.waiting,
    joinedAt: view.joinedAt ?? now,
  };
}

function missingIn({ participants }: RoomView, welcome: Welcome): Participant[] {
  const present = new Set(welcome.participants.map(({ id }) => id));
  return participants
    .filter(({ id }) => !present.has(id))
    .map((participant) => ({ ...participant, state: "reconnecting" }));
}

/** Nobody is waited for any longer. */
export function withoutAwaited(view: RoomView): RoomView {
  if (view.awaited.size === 0) return view;
  const participants = view.participants.filter(({ id }) => !view.awaited.has(id));
  return { ...view, participants, awaited: new Set() };
}

/** Who is back is no longer waited for; its versions begin anew. */
function withoutReturned(view: RoomView, { joined }: ServerMessages["presence"]): RoomView {
  const back = new Set(joined.map(({ id }) => id).filter((id) => view.awaited.has(id)));
  if (back.size === 0) return view;
  const participants = view.participants.filter(({ id }) => !back.has(id));
  return { ...view, participants, awaited: view.awaited.difference(back) };
}

function withPresence(before: RoomView, frame: ServerMessages["presence"]): RoomView {
  const view = withoutReturned(before, frame);
  const left = new Set(frame.left.map(({ id }) => id));
  const tracks = view.tracks.filter(({ participantId }) => !left.has(participantId));
  return {
    ...view,
    participants: applyPresence(view.participants, frame),
    tracks: tracks.length === view.tracks.length ? view.tracks : tracks,
  };
}

/** A track that moved to another connection keeps its id and its place. */
function withTrack(view: RoomView, track: Track): RoomView {
  const known = view.tracks.some(({ id }) => id === track.id);
  const tracks = known
    ? view.tracks.map((one) => (one.id === track.id ? track : one))
    : [...view.tracks, track];
  return { ...view, tracks };
}

/** What a frame changes that is no welcome; the same view when that is nothing. */
export function applyMessage(view: RoomView, message: ServerMessage): RoomView {
  switch (message.type) {
    case "presence":
      return withPresence(view, message);
    case "room.updated":
      return withRoom(view, message.room);
    case "permissions":
      return { ...view, permissions: message.permissions };
    case "track.published":
      return withTrack(view, message.track);
    case "track.unpublished":
      return { ...view, tracks: view.tracks.filter(({ id }) => id !== message.trackId) };
    case "lobby.updated":
      return { ...view, waiting: message.waiting };
    case "expiring":
      return { ...view, expiresSoonAt: message.expiresAt };
    default:
      return view;
  }
}

/** What a state of the signalling connection means to the meeting; a welcome itself makes it live. */
export function applyState(view: RoomView, state: SignalingState, now: number): RoomView {
  const connection = connectionAfter(view, state, now);
  return connection === view.connection ? view : { ...view, connection };
}

function connectionAfter(view: RoomView, state: SignalingState, now: number): ConnectionView {
  const before = view.connection;
  if (state.state === "lobby" || state.state === "ended") return state;
  if (state.state === "idle" || state.state === "open") return before;
  // Who waits has nothing to lose by a break, and who never was there nothing to return to.
  if (before.state === "lobby" || view.joinedAt === null) return before;
  return {
    state: "reconnecting",
    since: before.state === "reconnecting" ? before.since : now,
    attempt: state.attempt,
    retryAt: state.state === "waiting" ? state.retryAt : null,
  };
}

/** The room has changed. A warning of its end holds only as long as that end stays the same. */
export function withRoom(view: RoomView, room: Room): RoomView {
  const sameEnd = view.room?.expiresAt === room.expiresAt;
  return { ...view, room, expiresSoonAt: sameEnd ? view.expiresSoonAt : null };
}

/** Who is there after a presence frame: first those who left, then joins, then updates. */
export function applyPresence(
  participants: readonly Participant[],
  frame: ServerMessages["presence"],
): readonly Participant[] {
  const present = new Map(participants.map((participant) => [participant.id, participant]));
  for (const { id } of frame.left) present.delete(id);
  for (const participant of frame.joined) {
    if (!isStale(present.get(participant.id), participant))
      present.set(participant.id, participant);
  }
  for (const participant of frame.updated) {
    const known = present.get(participant.id);
    if (known !== undefined && !isStale(known, participant)) present.set(known.id, participant);
  }
  return [...present.values()].toSorted(byJoin);
}

/** Those whose hand is up, in the order in which they raised it. */
export function handsOf(participants: readonly Participant[]): Participant[] {
  return participants
    .flatMap((one) => (one.handRaisedAt === null ? [] : { one, at: one.handRaisedAt }))
    .toSorted((a, b) => a.at - b.at || (a.one.id < b.one.id ? -1 : 1))
    .map(({ one }) => one);
}

function isStale(known: Participant | undefined, news: Participant): boolean {
  return known !== undefined && news.version < known.version;
}

function byJoin(a: Participant, b: Participant): number {
  return a.joinedAt - b.joinedAt || (a.id < b.id ? -1 : 1);
}
