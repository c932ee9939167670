import { readFile } from "node:fs/promises";
import { LIMITS, type Limits } from "@parley/protocol";
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { openDatabase } from "./db/database.ts";
import { buildHttp } from "./http/server.ts";
import { Admission } from "./identity/admission.ts";
import { AccessTokens, DEFAULT_ISSUER } from "./identity/access-tokens.ts";
import { Authenticator } from "./identity/authenticator.ts";
import { Grants } from "./identity/grants.ts";
import { Guests } from "./identity/guests.ts";
import { Passwords } from "./identity/passwords.ts";
import { randomId } from "./identity/random.ts";
import { ResumeTokens } from "./identity/resume-tokens.ts";
import { Sessions } from "./identity/sessions.ts";
import { SigningKeys } from "./identity/signing-keys.ts";
import { Sweeper } from "./identity/sweeper.ts";
import { Tickets } from "./identity/tickets.ts";
import { Tokens } from "./identity/tokens.ts";
import { systemClock } from "./runtime/clock.ts";
import type { Clock, Stores } from "./runtime/ports.ts";
import { RoomRegistry } from "./runtime/room-registry.ts";
import { loadSecret } from "./secret.ts";
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
  const { config, log, clock = systemClock } = options;
  const secret = await loadSecret(config.secret, config.dataDir);
  const database = await openDatabase({
    path: config.database.path,
    clock,
    log,
    onDeath: options.onFatal,
  });
  try {
    const { stores } = database;
    const left = await stores.stays.closeAll(clock.now());
    if (left > 0) log.info({ stays: left }, "closed the stays that the last run left open");
    const parts = await assemble(options, secret, stores);
    return { url: parts.url, close: closing(parts, database) };
  } catch (error) {
    await database.close();
    throw error;
  }
}

type Parts = { readonly url: string; close(): Promise<void> };

/** Closes both, in this order, once. */
function closing(parts: Parts, database: { close(): Promise<void> }): () => Promise<void> {
  let closed: Promise<void> | null = null;
  const closeAll = async () => {
    try {
      await parts.close();
    } finally {
      await database.close();
    }
  };
  return () => (closed ??= closeAll());
}

async function assemble(options: AppOptions, secret: Buffer, stores: Stores): Promise<Parts> {
  const { config, log, webRoot, clock = systemClock, limits = LIMITS } = options;
  const identity = identityParts(options, secret, stores);
  const resumeTokens = new ResumeTokens(secret);
  const registry = new RoomRegistry({
    ...{ clock, stores, limits, newId: randomId, iceServers: [] },
    signResume: (claims) => resumeTokens.issue(claims),
    onNotStored: (what, error) => log.error({ err: error, what }, "not stored"),
  });
  const admission = new Admission({ ...stores, live: registry, clock, limits, ids: randomId });
  const shared = { config, ...identity, admission, clock, limits, log };
  const gateway = new Gateway({ ...shared, resumeTokens, registry, newId: randomId });
  const tls = await readTls(config.tls);
  const passwords = new Passwords({ rule: config.passwordRule, limits });
  const deps = { ...shared, stores, passwords, rooms: registry };
  const http = await buildHttp({ ...deps, secret, webRoot, tls });
  gateway.attach(http.server);
  const sweeper = sweeperOf(options, stores, registry);
  sweeper.start();
  const close = async () => {
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

/** Everything that says who somebody is. */
function identityParts(options: AppOptions, secret: Buffer, stores: Stores) {
  const { config, clock = systemClock, limits = LIMITS } = options;
  const timed = { clock, limits };
  const grants = new Grants();
  const tickets = new Tickets(timed);
  grants.onEnded((grant) => tickets.revokeGrant(grant));
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
function sweeperOf(options: AppOptions, stores: Stores, rooms: RoomRegistry): Sweeper {
  const { log, clock = systemClock, limits = LIMITS } = options;
  const { roomKeptMs, idleRoomMs } = limits;
  const oldRooms = (now: number) =>
    stores.rooms.removeForgotten(now - roomKeptMs, idleRoomMs, rooms.liveIds());
  return new Sweeper({
    jobs: [
      { name: "sessions", run: (now) => stores.sessions.removeExpired(now) },
      { name: "tokens", run: (now) => stores.tokens.removeExpired(now) },
      { name: "rooms", run: oldRooms },
      // After the rooms: an account's row stays as long as a room of its own.
      { name: "accounts", run: () => stores.accounts.removeForgotten() },
    ],
    clock,
    limits,
    onError: (error, job) => log.error({ err: error, job }, "sweeping failed"),
  });
}

async function readTls(tls: Config["tls"]): Promise<{ cert: Buffer; key: Buffer } | null> {
  if (tls === null) return null;
  const [cert, key] = await Promise.all([readFile(tls.cert), readFile(tls.key)]);
  return { cert, key };
}
