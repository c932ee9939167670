import { readFile } from "node:fs/promises";
import { LIMITS, type Limits } from "@parley/protocol";
import type { Logger } from "pino";
import type { ClusterPart } from "./app/cluster.ts";
import { doctorStateOf } from "./app/doctor-state.ts";
import { type Config, workerEnvironment } from "./config.ts";
import { type Database, openDatabase } from "./db/database.ts";
import type { Part } from "./http/deps.ts";
import { Probe } from "./http/probe.ts";
import { buildHttp } from "./http/server.ts";
import { Admission } from "./identity/admission.ts";
import { AccessTokens, DEFAULT_ISSUER } from "./identity/access-tokens.ts";
import { Authenticator } from "./identity/authenticator.ts";
import { trusting } from "./identity/client-address.ts";
import { Grants } from "./identity/grants.ts";
import { Guests } from "./identity/guests.ts";
import { IceServers } from "./identity/ice-servers.ts";
import { Passwords } from "./identity/passwords.ts";
import { randomId } from "./identity/random.ts";
import { ResumeTokens } from "./identity/resume-tokens.ts";
import { Sessions } from "./identity/sessions.ts";
import { SigningKeys } from "./identity/signing-keys.ts";
import { Sweeper } from "./identity/sweeper.ts";
import { Tickets } from "./identity/tickets.ts";
import { Tokens } from "./identity/tokens.ts";
import type { MediaPool } from "./media/pool.ts";
import { startMediaPool } from "./media/start-pool.ts";
import { systemClock } from "./runtime/clock.ts";
import type { Clock, MediaServer, Stores } from "./runtime/ports.ts";
import { RoomRegistry } from "./runtime/room-registry.ts";
import { loadSecret } from "./secret.ts";
import { Metrics } from "./telemetry/metrics.ts";
import { Gateway } from "./ws/gateway.ts";

export type AppOptions = {
  readonly config: Config;
  readonly log: Logger;
  /** The folder of the built web client; null serves the API alone. */
  readonly webRoot: string | null;
  /** Called when the server cannot go on, because nothing can be stored any more. */
  readonly onFatal?: () => void;
  readonly clock?: Clock;
  readonly limits?: Limits;
  /** Instead of the SFU that the configuration asks for. */
  readonly media?: MediaServer;
};

/** A running server. */
export type App = {
  /** Where it answers: `http://127.0.0.1:8000`. */
  readonly url: string;
  /** Ends all connections with a goodbye, stores what is due and lets go of everything. */
  close(): Promise<void>;
};

/**
 * Puts the parts together and listens. This is the only place that knows every adapter.
 */
export async function startApp(options: AppOptions): Promise<App> {
  const { config } = options;
  const secret = await loadSecret(config.secret, config.dataDir);
  const outside = await openOutside(options, secret);
  try {
    const parts = await assemble(options, secret, outside);
    return { url: parts.url, close: closing(parts, outside) };
  } catch (error) {
    await outside.close();
    throw error;
  }
}

/** What is slow to open: a file and processes. */
type Outside = {
  readonly stores: Stores;
  /** Null: this server is alone. */
  readonly cluster: ClusterPart | null;
  /** Null: there is no SFU. */
  readonly pool: MediaPool | null;
  close(): Promise<void>;
};

/**
 * Opens both at the same time. The server listens after that, because a room is made for an SFU or
 * for a mesh, and so must know whether there is one.
 */
async function openOutside(options: AppOptions, secret: Buffer): Promise<Outside> {
  const opening = [openStores(options), startPool(options)] as const;
  try {
    const [database, pool] = await Promise.all(opening);
    const cluster = await joinCluster(options, secret, database);
    const close = async () => {
      await pool?.close();
      await cluster?.close();
      await database.close();
    };
    return { stores: database.stores, cluster, pool, close };
  } catch (error) {
    for (const opened of await Promise.allSettled(opening)) {
      if (opened.status === "fulfilled") await opened.value?.close();
    }
    throw error;
  }
}

async function openStores({ config, log, onFatal, clock = systemClock, limits }: AppOptions) {
  const database = await openDatabase({ ...config.database, clock, log, limits, onDeath: onFatal });
  // Other nodes may have people in their rooms.
  if (config.cluster !== null) return database;
  try {
    const left = await database.stores.stays.closeAll(clock.now());
    if (left > 0) log.info({ stays: left }, "closed the stays that the last run left open");
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function joinCluster(
  { config: { cluster: config }, log, clock = systemClock, limits = LIMITS }: AppOptions,
  secret: Buffer,
  database: Database,
): Promise<ClusterPart | null> {
  if (config === null) return null;
  // Redis' client takes 30 MB, which a server that is alone need not have.
  const { ClusterPart } = await import("./app/cluster.ts");
  const cluster = await ClusterPart.join({ config, secret, database, clock, limits, log });
  log.info({ node: cluster.nodeId }, "this node is part of a cluster");
  return cluster;
}

/** Its processes live in the time of this machine, whatever clock the meetings have. */
async function startPool({ config, log, media }: AppOptions): Promise<MediaPool | null> {
  if (config.media === null || media !== undefined) return null;
  const environment = workerEnvironment();
  const options = { config: config.media, environment, clock: systemClock, log };
  const pool = await startMediaPool(options);
  if (pool === null) return null;
  const { announced, workers } = config.media;
  log.info({ announced, workers, port: pool.port }, "the SFU is ready");
  if (config.publicUrl !== null && announced.every((address) => address === "127.0.0.1")) {
    log.warn("media is for this machine alone; set MEDIA_ANNOUNCED_IP to the address others reach");
  }
  return pool;
}

type Parts = { readonly url: string; close(): Promise<void> };

/** Closes both, in this order, once. */
function closing(parts: Parts, outside: Outside): () => Promise<void> {
  let closed: Promise<void> | null = null;
  const closeAll = async () => {
    try {
      await parts.close();
    } finally {
      await outside.close();
    }
  };
  return () => (closed ??= closeAll());
}

async function assemble(options: AppOptions, secret: Buffer, outside: Outside): Promise<Parts> {
  const { stores, pool, cluster } = outside;
  const media = options.media ?? pool;
  const { config, log, webRoot, clock = systemClock, limits = LIMITS } = options;
  const identity = identityParts(options, secret, stores);
  const resumeTokens = new ResumeTokens(secret);
  const iceServers = new IceServers({ turn: config.turn, clock, limits });
  const registry = registryOf(options, outside, { iceServers, resumeTokens });
  const { rooms, drain } = cluster?.serve(registry, identity.grants) ?? alone(registry);
  const kind = media === null ? ("mesh" as const) : ("sfu" as const);
  const entrance = { live: rooms, media: kind, clock, limits, ids: randomId };
  const admission = new Admission({ ...stores, ...entrance });
  const isTrustedProxy = trusting(config.trustedProxies);
  const shared = { config, isTrustedProxy, ...identity, admission, clock, limits, log };
  const gateway = new Gateway({ ...shared, resumeTokens, rooms, newId: randomId });
  const tls = await readTls(config.tls);
  const passwords = new Passwords({ rule: config.passwordRule, limits });
  const metrics = new Metrics({ media: pool, meetings: registry, node: cluster?.nodeId ?? null });
  const doctorState = () => doctorStateOf(config, pool, cluster);
  const served = { passwords, iceServers, rooms, metrics, media: kind, doctorState };
  const stopping = new AbortController();
  const parts = partsOf({ stores, pool, clock, limits }, stopping.signal);
  const deps = { ...shared, stores, ...served, parts };
  const http = await buildHttp({ ...deps, secret, webRoot, tls });
  gateway.attach(http.server);
  const sweeper = sweeperOf(options, stores, registry, cluster);
  sweeper.start();
  const close = async () => {
    stopping.abort();
    gateway.refuseMore();
    await drain();
    await gateway.close();
    await registry.close();
    await http.close();
    await sweeper.close();
  };
  try {
    return { url: await http.listen({ host: config.host, port: config.port }), close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Given = { readonly iceServers: IceServers; readonly resumeTokens: ResumeTokens };

/** The rooms of this node. */
function registryOf(options: AppOptions, { stores, pool, cluster }: Outside, given: Given) {
  const { config, log, media = pool, clock = systemClock, limits = LIMITS } = options;
  return new RoomRegistry({
    ...{ clock, stores, media, limits, newId: randomId },
    iceServersFor: (participantId) => given.iceServers.of(participantId).iceServers,
    signResume: (claims) => given.resumeTokens.issue(claims),
    // An SQLite file is not away: what fails there fails for a reason that stays.
    patienceMs: config.database.kind === "postgres" ? limits.storePatienceMs : 0,
    onNotStored: (what, error) => log.error({ err: error, what }, "not stored"),
    cluster: cluster?.forRooms ?? null,
  });
}

type Outer = Pick<Outside, "stores" | "pool"> & { readonly clock: Clock; readonly limits: Limits };

/** What must work for the server to be ready. */
function partsOf({ stores, pool, clock, limits }: Outer, stopping: AbortSignal): readonly Part[] {
  const probe = (name: string, ask: () => Promise<boolean>): Part => {
    const asked = new Probe({ clock, limits, ask });
    return { name, works: () => asked.works() };
  };
  const draining = { name: "draining", works: () => !stopping.aborted };
  const database = probe("database", async () => (await stores.rooms.byCode("")) === null);
  if (pool === null) return [draining, database];
  return [draining, database, probe("media", async () => pool.stats().workers.some((w) => w.up))];
}

/** Everything that says who somebody is. */
function identityParts(options: AppOptions, secret: Buffer, stores: Stores) {
  const { config, clock = systemClock, limits = LIMITS } = options;
  const timed = { clock, limits };
  const grants = new Grants();
  const tickets = new Tickets({ secret, store: stores.tickets, ids: randomId, ...timed });
  const sessions = new Sessions({ store: stores.sessions, grants, ...timed });
  const signingKeys = new SigningKeys({ store: stores.signingKeys, secret, ...timed });
  const issuer = config.publicUrl ?? DEFAULT_ISSUER;
  const access = new AccessTokens({ keys: signingKeys, issuer, ids: randomId, ...timed });
  const tokens = new Tokens({ store: stores.tokens, access, grants, ids: randomId, ...timed });
  const guests = new Guests({ secret, ids: randomId, ...timed });
  const authenticator = new Authenticator({ sessions, tokens, guests });
  return { grants, tickets, sessions, signingKeys, tokens, guests, authenticator };
}

/** Removes what is past its keeping time. */
function sweeperOf(
  options: AppOptions,
  stores: Stores,
  rooms: RoomRegistry,
  cluster: ClusterPart | null,
): Sweeper {
  const { log, clock = systemClock, limits = LIMITS } = options;
  const { roomKeptMs, idleRoomMs, sweepMs } = limits;
  const oldRooms = (now: number) =>
    stores.rooms.removeForgotten(now - roomKeptMs, idleRoomMs, rooms.liveIds());
  return new Sweeper({
    jobs: [
      { name: "sessions", run: (now) => stores.sessions.removeExpired(now) },
      { name: "tokens", run: (now) => stores.tokens.removeExpired(now) },
      // Late: to a node whose clock is behind, a ticket has not expired yet.
      { name: "tickets", run: (now) => stores.tickets.removeExpired(now - sweepMs) },
      { name: "rooms", run: oldRooms },
      // After the rooms: an account's row stays as long as a room of its own.
      { name: "accounts", run: () => stores.accounts.removeForgotten() },
      ...clusterJobs(cluster, limits),
    ],
    clock,
    limits,
    onError: (error, job) => log.error({ err: error, job }, "sweeping failed"),
  });
}

/** What nodes leave behind that died with nobody to take their rooms. */
function clusterJobs(cluster: ClusterPart | null, limits: Limits) {
  if (cluster === null) return [];
  const { store } = cluster;
  const { orphanMs, nodeKeptMs } = limits;
  return [
    { name: "stays", run: (now: number) => store.closeOrphans(now, orphanMs) },
    { name: "nodes", run: () => store.removeSilent(nodeKeptMs) },
  ];
}

/** All rooms are here, and there is nobody to give them to. */
function alone(rooms: RoomRegistry) {
  return { rooms, drain: async () => {} };
}

async function readTls(tls: Config["tls"]): Promise<{ cert: Buffer; key: Buffer } | null> {
  if (tls === null) return null;
  const [cert, key] = await Promise.all([readFile(tls.cert), readFile(tls.key)]);
  return { cert, key };
}
