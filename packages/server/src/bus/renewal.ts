import type { Limits } from "@parley/protocol";
import type { Clock, ClusterNode, PlacementStore } from "../runtime/ports.ts";
import { Beat } from "./beat.ts";
import { Lease, type Monotonic } from "./lease.ts";
import type { OwnedRooms } from "./owned-rooms.ts";
import { asError } from "./redis-connection.ts";
import { nodeKey } from "./redis-keys.ts";
import type { Redis, RedisLog } from "./redis.ts";

export type RenewalOptions = {
  readonly self: ClusterNode;
  readonly store: PlacementStore;
  readonly redis: Pick<Redis, "run">;
  readonly clock: Clock;
  readonly monotonic: Monotonic;
  readonly log: RedisLog;
  readonly limits: Pick<Limits, "leaseMs" | "leaseMarginMs" | "leaseRenewMs">;
};

/**
 * Says in Redis and in Postgres that this node lives, each on its own beat: one that hangs does not
 * hold the other up, and either is enough for the lease.
 */
export class Renewal {
  readonly #options: RenewalOptions;
  readonly #owned: OwnedRooms;
  readonly #lease: Lease;
  readonly #inRedis: Beat;
  readonly #inPostgres: Beat;
  readonly #lostListeners: ((roomId: string) => void)[] = [];
  readonly #heldListeners: (() => void)[] = [];
  #draining = false;
  /** Why the last renewal in Postgres failed; null: it did not. */
  #failure: Error | null = null;
  #hasHeld = false;

  constructor(options: RenewalOptions, owned: OwnedRooms) {
    const { clock, monotonic, limits } = options;
    this.#options = options;
    this.#owned = owned;
    this.#lease = new Lease(monotonic, limits);
    const everyMs = limits.leaseRenewMs;
    this.#inRedis = new Beat({ clock, everyMs, work: () => this.#renewInRedis() });
    this.#inPostgres = new Beat({ clock, everyMs, work: () => this.#renewInPostgres() });
  }

  holds(): boolean {
    return this.#lease.holds();
  }

  onLost(listener: (roomId: string) => void): void {
    this.#lostListeners.push(listener);
  }

  onHeld(listener: () => void): void {
    this.#heldListeners.push(listener);
  }

  /** Rejects when Postgres does not know us: nobody could find us. */
  async start(): Promise<void> {
    await Promise.all([this.#inRedis.now(), this.#inPostgres.now()]);
    if (this.#failure !== null) throw this.#failure;
    this.#inRedis.start();
    this.#inPostgres.start();
  }

  /** Also when Postgres cannot be asked now: it hears of it with the next renewal. */
  async drain(): Promise<void> {
    this.#draining = true;
    await this.#inPostgres.now();
  }

  /** The lease ends at once. What says that we live is removed, or lapses. Once. */
  async close(): Promise<void> {
    this.#lease.end();
    await Promise.all([this.#inRedis.close(), this.#inPostgres.close()]);
    this.#lease.end();
    const { self, store, redis } = this.#options;
    await Promise.allSettled([redis.run("DEL", nodeKey(self.id)), store.leave(self.id)]);
  }

  /**
   * Prolongs a lease that holds, and does not bring one back. Once it had ended, our key may have
   * lapsed, and another node may have found us silent in both and taken rooms. Redis does not say so,
   * Postgres does: until that is asked, a key that is there again proves nothing.
   */
  async #renewInRedis(): Promise<void> {
    const { self, redis, monotonic, limits } = this.#options;
    const start = monotonic();
    try {
      await redis.run("SET", nodeKey(self.id), "1", "PX", String(limits.leaseMs));
    } catch {
      // The connection has told the operator, and the next beat tries again.
      return;
    }
    if (this.#lease.holds()) this.#lease.renew(start);
  }

  /** Prolongs the lease, or brings it back: then what others have taken meanwhile has been told. */
  async #renewInPostgres(): Promise<void> {
    const { self, store, monotonic } = this.#options;
    const [start, before] = [monotonic(), this.#owned.all()];
    try {
      const given = await store.heartbeat(self, before.length, this.#draining);
      this.#noteFailure(null);
      for (const roomId of this.#owned.removeLost(before, given)) this.#tellLost(roomId);
      this.#hold(start);
    } catch (error) {
      this.#noteFailure(asError(error));
    }
  }

  #hold(start: number): void {
    const didHold = this.#lease.holds();
    this.#lease.renew(start);
    if (didHold || !this.#lease.holds()) return;
    if (this.#hasHeld) for (const listener of this.#heldListeners) listener();
    this.#hasHeld = true;
  }

  #tellLost(roomId: string): void {
    this.#options.log.warn({ roomId }, "another node has taken a room");
    for (const listener of this.#lostListeners) listener(roomId);
  }

  /** A line when it begins to fail, and one when it works again. */
  #noteFailure(error: Error | null): void {
    const { log } = this.#options;
    if (error !== null && this.#failure === null) {
      log.warn({ err: error }, "this node cannot say in the database that it lives");
    }
    if (error === null && this.#failure !== null) log.info({}, "this node is heard of again");
    this.#failure = error;
  }
}
