import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ErrorCode,
  LIMITS,
  type Limits,
  type Participant,
  type RoomSettings,
  TokenPair,
  decodeJson,
} from "@parley/protocol";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { Check } from "typebox/value";
import { type Config, type Environment, readConfig } from "../../src/config.ts";
import { openDatabase } from "../../src/db/database.ts";
import type { Part } from "../../src/http/deps.ts";
import { buildHttp } from "../../src/http/server.ts";
import { AccessTokens, DEFAULT_ISSUER } from "../../src/identity/access-tokens.ts";
import { Admission } from "../../src/identity/admission.ts";
import { Authenticator } from "../../src/identity/authenticator.ts";
import { trusting } from "../../src/identity/client-address.ts";
import { type GrantEnding, Grants } from "../../src/identity/grants.ts";
import { Guests } from "../../src/identity/guests.ts";
import { IceServers } from "../../src/identity/ice-servers.ts";
import { Passwords } from "../../src/identity/passwords.ts";
import { randomId } from "../../src/identity/random.ts";
import { Sessions } from "../../src/identity/sessions.ts";
import { SigningKeys } from "../../src/identity/signing-keys.ts";
import { Tickets } from "../../src/identity/tickets.ts";
import { Tokens } from "../../src/identity/tokens.ts";
import type { Administration } from "../../src/room/command.ts";
import type { LocalRooms, RoomDesk } from "../../src/runtime/live-rooms.ts";
import type { RoomRecord, Stores } from "../../src/runtime/ports.ts";
import { Metrics } from "../../src/telemetry/metrics.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { type Answer, type Ask, HttpClient } from "./http-client.ts";

export type HarnessOptions = {
  readonly env?: Environment;
  readonly limits?: Partial<Limits>;
  readonly log?: Logger;
  readonly webRoot?: string;
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
  /** Replaces some of the real stores, to make them fail. */
  readonly stores?: (real: Stores) => Stores;
  readonly clock?: FakeClock;
  /** What the server has; a mesh when it is not said. */
  readonly media?: RoomSettings["media"];
  /** What must work for the server to be ready; nothing when it is not said. */
  readonly parts?: readonly Part[];
};

/** What the meetings were told, and what they say: they are not part of the HTTP server. */
class TestDesk implements RoomDesk, LocalRooms {
  /** Who is said to be present, by room id. */
  readonly present = new Map<string, readonly Participant[]>();
  readonly asked: { readonly room: RoomRecord; readonly command: Administration }[] = [];
  readonly closed: string[] = [];
  answer: "ok" | ErrorCode = "ok";

  async participants(roomId: string): Promise<readonly Participant[]> {
    return this.participantsHere(roomId);
  }

  participantsHere(roomId: string): readonly Participant[] {
    return this.present.get(roomId) ?? [];
  }

  liveIds(): ReadonlySet<string> {
    return new Set(this.present.keys());
  }

  async ask(room: RoomRecord, command: Administration): Promise<"ok" | ErrorCode> {
    this.asked.push({ room, command });
    return this.answer;
  }

  async closeDeleted(roomIds: readonly string[]): Promise<void> {
    this.closed.push(...roomIds);
  }
}

export type Harness = {
  readonly app: FastifyInstance;
  readonly url: string;
  readonly clock: FakeClock;
  readonly stores: Stores;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly signingKeys: SigningKeys;
  readonly tickets: Tickets;
  readonly authenticator: Authenticator;
  readonly desk: TestDesk;
  /** `desk.present`. */
  readonly present: Map<string, readonly Participant[]>;
  /** The grants that have ended. */
  readonly ended: { readonly grant: string; readonly why: GrantEnding }[];
  client(): HttpClient;
  close(): Promise<void>;
};

export const SECRET = "a secret of the tests, which is long enough";

type Base = { readonly config: Config; readonly stores: Stores; readonly clock: FakeClock };

/** The parts that know who is who, put together as app.ts does it. */
function identityParts({ config, stores, clock }: Base, limits: Limits) {
  const [secret, grants, ids] = [Buffer.from(SECRET), new Grants(), randomId];
  const sessions = new Sessions({ store: stores.sessions, grants, clock, limits });
  const signingKeys = new SigningKeys({ store: stores.signingKeys, secret, clock, limits });
  const issuer = config.publicUrl ?? DEFAULT_ISSUER;
  const access = new AccessTokens({ keys: signingKeys, issuer, clock, limits, ids });
  const tokens = new Tokens({ store: stores.tokens, access, grants, clock, limits, ids });
  const guests = new Guests({ secret, clock, limits, ids });
  const authenticator = new Authenticator({ sessions, tokens, guests });
  const tickets = new Tickets({ secret, store: stores.tickets, clock, limits, ids });
  const passwords = new Passwords({ rule: config.passwordRule, limits });
  const known = { sessions, signingKeys, tokens, guests, authenticator, tickets };
  return { secret, grants, passwords, ...known };
}

/** The HTTP server on a port of its own, with a database file of its own. */
export async function startHttp(options: HarnessOptions = {}): Promise<Harness> {
  const folder = await mkdtemp(join(tmpdir(), "parley-http-"));
  const config = readConfig({ DATA_DIR: folder, SECRET, ...options.env });
  const { clock = new FakeClock(), log, webRoot = null, tls = null, media = "mesh" } = options;
  const { parts: watched = [] } = options;
  const limits = { ...LIMITS, ...options.limits };
  const database = await openDatabase(config.database);
  const stores = options.stores?.(database.stores) ?? database.stores;
  const parts = identityParts({ config, stores, clock }, limits);
  const ended: Harness["ended"] = [];
  parts.grants.onEnded((grant, why) => ended.push({ grant, why }));
  const desk = new TestDesk();
  const admission = new Admission({ ...stores, live: desk, media, clock, limits, ids: randomId });
  const shared = { config, stores, clock, limits, log, webRoot, tls, media };
  const metrics = new Metrics({ media: null, node: null, meetings: desk });
  const iceServers = new IceServers({ turn: config.turn, clock, limits });
  const isTrustedProxy = trusting(config.trustedProxies);
  const watching = { parts: watched, isTrustedProxy };
  const doctorState = async () => ({ media: null, turnUrls: [], node: null });
  const served = { admission, iceServers, rooms: desk, metrics, doctorState, ...watching };
  const app = await buildHttp({ ...shared, ...parts, ...served });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const close = async () => {
    await app.close();
    await database.close();
    await rm(folder, { recursive: true });
  };
  const client = () => new HttpClient(url);
  return { app, url, clock, stores, ...parts, desk, present: desk.present, ended, client, close };
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

/** A program that is signed in with an account of its own. */
export type Program = {
  readonly username: string;
  readonly access: string;
  readonly refresh: string;
  send(ask: Ask): Promise<Answer>;
};

export async function signedInProgram(harness: Harness): Promise<Program> {
  const username = freshName();
  const credentials = { username, password: PASSWORD };
  await harness.client().post("/register/", credentials);
  const answer = await harness.client().post("/token/", credentials);
  const { access, refresh } = pairIn(answer);
  const headers = { authorization: `Bearer ${access}` };
  const send = (ask: Ask) =>
    harness.client().send({ ...ask, headers: { ...headers, ...ask.headers } });
  return { username, access, refresh, send };
}

/** The tokens in an answer; fails when there are none. */
export function pairIn(answer: Answer): TokenPair {
  const pair = decodeJson<TokenPair>(answer.text, (value) => Check(TokenPair, value));
  assert.ok(pair !== null, answer.text);
  return pair;
}
