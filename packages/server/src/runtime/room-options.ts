import type { RoomState } from "../room/state.ts";
import type { AudienceOptions } from "./audience.ts";
import type { RoomKeeping } from "./patient-storage.ts";
import type { Clock, Journal, MediaServer } from "./ports.ts";
import type { Recovery } from "./room-recovery.ts";

export type RoomRuntimeOptions = AudienceOptions & {
  readonly state: RoomState;
  readonly clock: Clock;
  readonly storage: RoomKeeping;
  /** Null for a room whose media goes as a mesh. */
  readonly media: MediaServer | null;
  /** Called when nobody is here any more and nothing is being stored. */
  readonly onIdle: () => void;
  readonly onNotStored: (what: string, error: unknown) => void;
  /** Null on a server that is alone. */
  readonly cluster: RoomInCluster | null;
};

/** What a room of a cluster has besides. */
export type RoomInCluster = {
  readonly journal: Journal;
  /** Whether this node may speak for its rooms now; while not, commands wait. */
  readonly holds: () => boolean;
  /** Called when the store says that another node has the room now. */
  readonly onFenced: () => void;
  /** Another node had the room before, and this is where it was. */
  readonly recovery: Recovery | null;
};
