import type { Limits } from "@parley/protocol";
import type { Logger } from "pino";
import { LinkDialler } from "../bus/links/link-dialler.ts";
import { LinkListener } from "../bus/links/link-listener.ts";
import { ClusterPlacement } from "../bus/placement.ts";
import { RedisJournals } from "../bus/redis-journal.ts";
import { Redis } from "../bus/redis.ts";
import type { Config } from "../config.ts";
import type { Database } from "../db/database.ts";
import { SqlPlacementStore } from "../db/placement-store.ts";
import type { Grants } from "../identity/grants.ts";
import { randomId } from "../identity/random.ts";
import { ClusterRooms } from "../runtime/cluster-rooms.ts";
import { HandOver } from "../runtime/hand-over.ts";
import { NodeHost } from "../runtime/node-host.ts";
import type { Clock, PlacementStore } from "../runtime/ports.ts";
import type { RoomRegistry } from "../runtime/room-registry.ts";
import { LateHost } from "./late-host.ts";

export type ClusterOptions = {
  readonly config: NonNullable<Config["cluster"]>;
  readonly secret: Buffer;
  readonly database: Database;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly log: Logger;
};

/** What a node of a cluster has besides, in the order in which it is opened. */
type Parts = {
  readonly redis: Redis;
  readonly listener: LinkListener;
  readonly dialler: LinkDialler;
  readonly placement: ClusterPlacement;
  readonly journals: RedisJournals;
  readonly store: PlacementStore;
  readonly host: LateHost;
};

/** This node's part in a cluster. */
export class ClusterPart {
  readonly #options: ClusterOptions;
  readonly #parts: Parts;
  #closing: Promise<void> | null = null;

  private constructor(options: ClusterOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
  }

  /** From now on others hear that it lives. Rejects when Postgres cannot be asked. */
  static async join(options: ClusterOptions): Promise<ClusterPart> {
    const part = new ClusterPart(options, await openParts(options));
    try {
      await part.#parts.redis.start();
      await part.#parts.placement.start();
      return part;
    } catch (error) {
      await part.close();
      throw error;
    }
  }

  get nodeId(): string {
    return this.#parts.placement.self.id;
  }

  get store(): PlacementStore {
    return this.#parts.store;
  }

  /** What a registry of rooms needs. */
  get forRooms() {
    const { placement, journals } = this.#parts;
    return { placement, journals };
  }

  /** All rooms of the cluster, those of this node among them; from now on others may ask for these. */
  serve(
    registry: RoomRegistry,
    grants: Grants,
  ): { rooms: ClusterRooms; drain: () => Promise<void> } {
    const { clock, limits, log } = this.#options;
    const { placement, dialler: links, host } = this.#parts;
    const onError = (what: string, error: unknown) => log.warn({ err: error, what }, "cluster");
    const shared = { registry, placement, links, clock, limits, onError };
    const rooms = new ClusterRooms(shared);
    const onGrantEnded = grants.endedElsewhere.bind(grants);
    host.set(
      new NodeHost({ registry, clock, limits, onGrantEnded, onError: (e) => onError("host", e) }),
    );
    grants.tellOthersBy((grant, why) => void rooms.grantEnded(grant, why));
    const drain = async () => {
      const moved = await new HandOver(shared).all();
      if (moved > 0) log.info({ rooms: moved }, "handed rooms over");
    };
    return { rooms, drain };
  }

  /** Leaves the cluster. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { redis, listener, dialler, placement, host, journals } = this.#parts;
    host.close();
    await Promise.all([dialler.close(), listener.close()]);
    await journals.close();
    await placement.close();
    await redis.close();
  }
}

async function openParts(options: ClusterOptions): Promise<Parts> {
  const { config, secret, database, clock, limits, log } = options;
  const id = randomId();
  const host = new LateHost();
  const link = { nodeId: id, secret, clock, limits, log };
  const listener = await LinkListener.listen({
    ...link,
    host: config.host,
    port: config.port,
    serve: host,
  });
  const self = { id, address: `${config.host}:${listener.port}` };
  const redis = new Redis({ url: config.redisUrl, clock, limits, log });
  const store = new SqlPlacementStore(database.kysely);
  const monotonic = () => performance.now();
  const placement = new ClusterPlacement({ self, store, redis, clock, monotonic, limits, log });
  const journals = new RedisJournals({ redis, store, clock, limits, log });
  return { redis, listener, dialler: new LinkDialler(link), placement, journals, store, host };
}
