import type {
  IceServer,
  Participant,
  Permission,
  Room,
  ServerMessages,
  Welcome,
} from "@parley/protocol";

export type ConnectionView =
  | { readonly state: "idle" }
  | { readonly state: "joining" }
  | { readonly state: "live" }
  | {
      readonly state: "reconnecting";
      /** When the connection was lost. */
      readonly since: number;
      readonly attempt: number;
      /** When the next attempt begins; null while one is under way. */
      readonly retryAt: number | null;
    }
  | { readonly state: "ended"; readonly reason: string; readonly action: "rejoin" | "stop" };

/** One meeting as one participant sees it. */
export type RoomView = {
  readonly connection: ConnectionView;
  readonly room: Room | null;
  readonly selfId: string | null;
  /** By the time they joined, then by id; oneself among them. */
  readonly participants: readonly Participant[];
  readonly permissions: readonly Permission[];
  readonly iceServers: readonly IceServer[];
  /** When this stay began: the time of its first welcome. */
  readonly joinedAt: number | null;
};

export const EMPTY_VIEW: RoomView = {
  connection: { state: "idle" },
  room: null,
  selfId: null,
  participants: [],
  permissions: [],
  iceServers: [],
  joinedAt: null,
};

/** A welcome is the whole truth: nothing of the view before outlives it but the stay's beginning. */
export function applyWelcome(view: RoomView, welcome: Welcome, now: number): RoomView {
  return {
    connection: { state: "live" },
    room: welcome.room,
    selfId: welcome.self,
    participants: welcome.participants.toSorted(byJoin),
    permissions: welcome.permissions,
    iceServers: welcome.iceServers,
    joinedAt: view.joinedAt ?? now,
  };
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

function isStale(known: Participant | undefined, news: Participant): boolean {
  return known !== undefined && news.version < known.version;
}

function byJoin(a: Participant, b: Participant): number {
  return a.joinedAt - b.joinedAt || (a.id < b.id ? -1 : 1);
}
