import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LIMITS, type Limits, type Participant } from "@parley/protocol";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { type Environment, readConfig } from "../../src/config.ts";
import { openDatabase } from "../../src/db/database.ts";
import { buildHttp } from "../../src/http/server.ts";
import { Admission } from "../../src/identity/admission.ts";
import { Passwords } from "../../src/identity/passwords.ts";
import { randomId } from "../../src/identity/random.ts";
import { Sessions } from "../../src/identity/sessions.ts";
import { Tickets } from "../../src/identity/tickets.ts";
import type { Stores } from "../../src/runtime/ports.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { HttpClient } from "./http-client.ts";

export type HarnessOptions = {
  readonly env?: Environment;
  readonly limits?: Partial<Limits>;
  readonly log?: Logger;
  readonly webRoot?: string;
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
  /** Replaces some of the real stores, to make them fail. */
  readonly stores?: (real: Stores) => Stores;
  readonly clock?: FakeClock;
};

export type Harness = {
  readonly app: FastifyInstance;
  readonly url: string;
  readonly clock: FakeClock;
  readonly stores: Stores;
  readonly sessions: Sessions;
  readonly tickets: Tickets;
  /** Who is said to be present, by room id. */
  readonly present: Map<string, readonly Participant[]>;
  client(): HttpClient;
  close(): Promise<void>;
};

export const SECRET = "a secret of the tests, which is long enough";

/** The HTTP server on a port of its own, with a database file of its own. */
export async function startHttp(options: HarnessOptions = {}): Promise<Harness> {
  const folder = await mkdtemp(join(tmpdir(), "parley-http-"));
  const config = readConfig({ DATA_DIR: folder, SECRET, ...options.env });
  const clock = options.clock ?? new FakeClock();
  const limits = { ...LIMITS, ...options.limits };
  const database = await openDatabase({ path: config.database.path });
  const stores = options.stores?.(database.stores) ?? database.stores;
  const sessions = new Sessions({ store: stores.sessions, clock, limits });
  const tickets = new Tickets({ clock, limits });
  const passwords = new Passwords({ rule: config.passwordRule, limits });
  const present = new Map<string, readonly Participant[]>();
  const live = { participants: (roomId: string) => present.get(roomId) ?? [] };
  const { rooms, memberships } = stores;
  const admission = new Admission({ rooms, memberships, live, clock, limits, ids: randomId });
  const app = await buildHttp({
    ...{ config, stores, sessions, tickets, passwords, admission, live, clock, limits },
    secret: Buffer.from(SECRET),
    log: options.log,
    webRoot: options.webRoot ?? null,
    tls: options.tls ?? null,
  });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const close = async () => {
    await app.close();
    await database.close();
    await rm(folder, { recursive: true });
  };
  const client = () => new HttpClient(url);
  return { app, url, clock, stores, sessions, tickets, present, client, close };
}

let made = 0;

/** A username that no other test of this file uses. */
export function freshName(): string {
  made += 1;
  return `user-${made}`;
}

export const PASSWORD = "correct horse";

/** A client that is signed in with an account of its own. */
export async function signedInClient(harness: Harness): Promise<HttpClient> {
  const client = harness.client();
  const credentials = { username: freshName(), password: PASSWORD };
  await client.post("/register/", credentials);
  await client.post("/login/", credentials);
  return client;
}
