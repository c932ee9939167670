import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { LIMITS, type Limits } from "@parley/protocol";
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { openDatabase } from "./db/database.ts";
import { buildHttp } from "./http/server.ts";
import { Admission } from "./identity/admission.ts";
import { Passwords } from "./identity/passwords.ts";
import { SessionSweeper } from "./identity/session-sweeper.ts";
import { Sessions } from "./identity/sessions.ts";
import { Tickets } from "./identity/tickets.ts";
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
  const newId = () => randomBytes(16).toString("base64url");
  const sessions = new Sessions({ store: stores.sessions, clock, limits });
  const tickets = new Tickets({ clock, limits });
  sessions.onEnded((sessionId) => tickets.revokeSession(sessionId));
  const registry = new RoomRegistry({
    clock,
    stays: stores.stays,
    limits,
    newId,
    iceServers: [],
    onEffectFailed: (effect, error) => log.error({ err: error, effect: effect.type }, "not stored"),
  });
  const { rooms, memberships } = stores;
  const admission = new Admission({
    rooms,
    memberships,
    live: registry,
    clock,
    limits,
    ids: newId,
  });
  const passwords = new Passwords({ rule: config.passwordRule, limits });
  const gatewayOptions = { config, admission, sessions, tickets, registry, clock, limits };
  const gateway = new Gateway({ ...gatewayOptions, newId, log });
  const shared = { config, stores, sessions, tickets, passwords, admission, clock, limits };
  const tls = await readTls(config.tls);
  const http = await buildHttp({ ...shared, live: registry, secret, log, webRoot, tls });
  gateway.attach(http.server);
  const sweeper = new SessionSweeper({
    store: stores.sessions,
    clock,
    limits,
    onError: (error) => log.error({ err: error }, "expired sessions were not removed"),
  });
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

async function readTls(tls: Config["tls"]): Promise<{ cert: Buffer; key: Buffer } | null> {
  if (tls === null) return null;
  const [cert, key] = await Promise.all([readFile(tls.cert), readFile(tls.key)]);
  return { cert, key };
}
