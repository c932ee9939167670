import type { Room } from "@parley/protocol";
import type { Standing } from "./policy.ts";
import type {
  Entry,
  LeaveReason,
  Member,
  PublishedTrack,
  RoomLimits,
  RoomState,
  StoredMessage,
  Waiter,
} from "./state.ts";

/**
 * A room's state as JSON has it: what is a map or a set there is a list here. What the keys of a map
 * stand in as well is left out.
 */
export type SavedState = {
  readonly room: Room;
  readonly roomId: string;
  readonly stream: string;
  readonly seq: number;
  readonly limits: RoomLimits;
  readonly deleted: boolean;
  readonly members: readonly Member[];
  readonly entries: readonly Entry[];
  readonly lobby: readonly Waiter[];
  readonly pending: {
    readonly joined: readonly string[];
    readonly updated: readonly string[];
    readonly left: readonly (readonly [string, LeaveReason])[];
    readonly lobby: boolean;
  };
  readonly tracks: readonly PublishedTrack[];
  readonly entering: readonly string[];
  readonly lastHandAt: number;
  readonly chat: readonly StoredMessage[];
  readonly chatPosition: number;
  readonly unsure: readonly string[];
  readonly hasBans: boolean;
  readonly removals: readonly (readonly [string, { epoch: number; banned: boolean }])[];
  readonly roles: readonly (readonly [string, Standing["role"]])[];
  readonly admitted: readonly string[];
};

export function saveState(state: RoomState): SavedState {
  const { pending } = state;
  return {
    ...state,
    members: [...state.members.values()],
    entries: [...state.entries.values()],
    lobby: [...state.lobby.values()],
    pending: {
      joined: [...pending.joined],
      updated: [...pending.updated],
      left: [...pending.left],
      lobby: pending.lobby,
    },
    tracks: [...state.tracks.values()],
    entering: [...state.entering],
    unsure: [...state.unsure],
    removals: [...state.removals],
    roles: [...state.roles],
    admitted: [...state.admitted],
  };
}

export function loadState(saved: SavedState): RoomState {
  const { pending } = saved;
  return {
    ...saved,
    members: byKey(saved.members, ({ participant }) => participant.id),
    entries: byKey(saved.entries, ({ connection }) => connection),
    lobby: byKey(saved.lobby, ({ entry }) => entry.participantId),
    pending: {
      joined: new Set(pending.joined),
      updated: new Set(pending.updated),
      left: new Map(pending.left),
      lobby: pending.lobby,
    },
    tracks: byKey(saved.tracks, ({ id }) => id),
    entering: new Set(saved.entering),
    unsure: new Set(saved.unsure),
    removals: new Map(saved.removals),
    roles: new Map(saved.roles),
    admitted: new Set(saved.admitted),
  };
}

function byKey<T>(values: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, T> {
  return new Map(values.map((value) => [keyOf(value), value]));
}
