import type { IceServer, Limits, Participant } from "@parley/protocol";
import type { Effect } from "../room/event.ts";
import { capacityOf } from "../room/policy.ts";
import { emptyRoom } from "../room/state.ts";
import { type LiveRooms, roomOf } from "./live-rooms.ts";
import type { Clock, RoomRecord, StayStore } from "./ports.ts";
import { RoomRuntime } from "./room-runtime.ts";

export type RoomRegistryOptions = {
  readonly clock: Clock;
  readonly stays: StayStore;
  readonly limits: Limits;
  readonly newId: () => string;
  readonly iceServers: readonly IceServer[];
  readonly onEffectFailed: (effect: Effect, error: unknown) => void;
};

/** The rooms in which somebody is, each with its one writer. */
export class RoomRegistry implements LiveRooms {
  readonly #options: RoomRegistryOptions;
  readonly #rooms = new Map<string, RoomRuntime>();
  /** Rooms that were let go but still store what they must. */
  readonly #closing = new Set<Promise<void>>();

  constructor(options: RoomRegistryOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#rooms.size;
  }

  participants(roomId: string): readonly Participant[] {
    return this.#rooms.get(roomId)?.participants() ?? [];
  }

  /** The room's runtime. Join in the same turn: a room without anyone is let go. */
  open(record: RoomRecord): RoomRuntime {
    const existing = this.#rooms.get(record.id);
    if (existing !== undefined) return existing;
    const runtime = this.#start(record);
    this.#rooms.set(record.id, runtime);
    return runtime;
  }

  #start(record: RoomRecord): RoomRuntime {
    const { clock, stays, limits, newId, iceServers, onEffectFailed } = this.#options;
    const state = emptyRoom({
      room: roomOf(record),
      roomId: record.id,
      stream: newId(),
      capacity: capacityOf(record.settings, limits),
      graceMs: limits.graceMs,
    });
    const onDeserted = () => this.#letGo(record.id, runtime);
    const { presenceWindowMs } = limits;
    const runtime = new RoomRuntime({
      state,
      clock,
      stays,
      presenceWindowMs,
      iceServers,
      onDeserted,
      onEffectFailed,
    });
    return runtime;
  }

  #letGo(roomId: string, runtime: RoomRuntime): void {
    if (this.#rooms.get(roomId) !== runtime) return;
    this.#rooms.delete(roomId);
    const closing = runtime.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  /** Ends all meetings with `draining`; resolves when their stays are stored. */
  async close(): Promise<void> {
    const runtimes = [...this.#rooms.values()];
    this.#rooms.clear();
    await Promise.all([...runtimes.map((runtime) => runtime.close()), ...this.#closing]);
  }
}
