import assert from "node:assert/strict";
import { after, before } from "node:test";
import { setImmediate } from "node:timers/promises";
import { ParleyError } from "@parley/protocol";
import { LIMITS, type Limits } from "@parley/protocol/limits";
import { ClusterPlacement } from "../../src/bus/placement.ts";
import { Redis } from "../../src/bus/redis.ts";
import { type Database, openDatabase } from "../../src/db/database.ts";
import { SqlPlacementStore } from "../../src/db/placement-store.ts";
import type { Claim, Place, PlacementStore } from "../../src/runtime/ports.ts";
import { postgresOfFile } from "../db/postgres-databases.ts";
import { storedRoom } from "../db/fixtures.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { type Redis as RedisServer, startRedis } from "../support/redis.ts";
import { until } from "./until.ts";

type Log = { readonly info: () => void; readonly warn: () => void };
export const SILENT: Log = { info: () => {}, warn: () => {} };

type Way = {
  /** Set: what is asked of Postgres fails or hangs as this does. */
  fault: (() => Promise<never>) | null;
  /** How many heartbeats have been answered. */
  beats: number;
  /** Their answers are on the way until it resolves. */
  late: Promise<void>;
};

/** A node of the cluster, with a clock of its own. */
export type Node = {
  readonly placement: ClusterPlacement;
  readonly clock: FakeClock;
  readonly redis: Redis;
  /** What it was told, in order: `lost <room>` and `held`. */
  readonly told: readonly string[];
  readonly postgres: Way;
  readonly close: () => Promise<void>;
};

export type NodeOptions = {
  readonly limits?: Partial<Limits>;
  /** With what it meets Postgres from the beginning. */
  readonly fault?: Way["fault"];
};

export type ClusterOfFile = {
  readonly redisServer: () => RedisServer;
  readonly database: () => Promise<Database>;
  readonly store: () => Promise<PlacementStore>;
  /** A room that is stored, and that no node has. */
  readonly room: () => Promise<string>;
  /** Makes a node as silent in Postgres as if it had last been heard of so long ago. */
  readonly silence: (id: string, ms: number) => Promise<void>;
  readonly node: (id: string, options?: NodeOptions) => Promise<Node>;
};

/** Postgres and Redis for the tests of a file. */
export function clusterOfFile(): ClusterOfFile {
  const postgres = postgresOfFile();
  let redisServer: RedisServer | null = null;
  let opening: Promise<Database> | null = null;
  before(async () => {
    redisServer = await startRedis();
  });
  after(async () => {
    await (await opening)?.close();
    await redisServer?.close();
  });
  const open = async () => await openDatabase({ kind: "postgres", url: await postgres.migrated() });
  const started = () => {
    assert.ok(redisServer !== null);
    return redisServer;
  };
  const database = async () => await (opening ??= open());
  const store = async () => new SqlPlacementStore((await database()).kysely);
  return {
    redisServer: started,
    database,
    store,
    room: async () => (await storedRoom((await database()).stores)).id,
    silence: async (id, ms) => {
      const nodes = (await database()).kysely.updateTable("nodes");
      const query = nodes.set((eb) => ({ aliveAt: eb("aliveAt", "-", ms) }));
      await query.where("id", "=", id).execute();
    },
    node: async (id, options = {}) => await startNode(id, started().url, await store(), options),
  };
}

async function startNode(
  id: string,
  url: string,
  store: PlacementStore,
  { fault = null, ...options }: NodeOptions,
): Promise<Node> {
  const clock = new FakeClock();
  const shared = { clock, log: SILENT, limits: { ...LIMITS, ...options.limits } };
  const redis = new Redis({ ...shared, url });
  await redis.start();
  const postgres: Way = { fault, beats: 0, late: Promise.resolve() };
  const placement = new ClusterPlacement({
    ...{ ...shared, redis, monotonic: () => clock.now() },
    self: { id, address: `${id}.example.org:7000` },
    store: withFaults(store, postgres),
  });
  const close = async () => {
    postgres.fault = null;
    await placement.close();
    await redis.close();
  };
  const told: string[] = [];
  placement.onLost((roomId) => told.push(`lost ${roomId}`));
  placement.onHeld(() => told.push("held"));
  try {
    await placement.start();
  } catch (error) {
    await close();
    throw error;
  }
  return { placement, clock, redis, told, postgres, close };
}

export function isUnavailable(error: unknown): boolean {
  return error instanceof ParleyError && error.code === "unavailable";
}

export async function away(): Promise<never> {
  throw new ParleyError("unavailable");
}

/** Lets the next renewals happen; those that nothing answers are left alone. */
export async function beat({ clock, redis, postgres }: Node): Promise<void> {
  const { beats, fault } = postgres;
  clock.advance(LIMITS.leaseRenewMs);
  if (fault === null || fault === away) await until(() => postgres.beats > beats);
  // It goes the same way after the renewal.
  await redis.run("PING").catch(() => {});
  await setImmediate();
}

export function here(place: Place): Claim {
  assert.equal(place.state, "here");
  return place.claim;
}

/** The store, with the way to it that the test says. */
function withFaults(store: PlacementStore, way: Way): PlacementStore {
  const by = async <T>(work: () => Promise<T>): Promise<T> => await (way.fault ?? work)();
  return {
    heartbeat: async (...args) => {
      try {
        return await by(() => store.heartbeat(...args));
      } finally {
        way.beats += 1;
        await way.late;
      }
    },
    ownerOf: (...args) => by(() => store.ownerOf(...args)),
    claim: (...args) => by(() => store.claim(...args)),
    takeOver: (...args) => by(() => store.takeOver(...args)),
    isCurrent: (...args) => by(() => store.isCurrent(...args)),
    handOver: (...args) => by(() => store.handOver(...args)),
    release: (...args) => by(() => store.release(...args)),
    setLogged: (...args) => by(() => store.setLogged(...args)),
    living: (...args) => by(() => store.living(...args)),
    leave: (...args) => by(() => store.leave(...args)),
    removeSilent: (...args) => by(() => store.removeSilent(...args)),
    closeOrphans: (...args) => by(() => store.closeOrphans(...args)),
    ownedRoomIds: () => by(() => store.ownedRoomIds()),
  };
}
