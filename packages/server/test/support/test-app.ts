import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type JoinRoomResult,
  LIMITS,
  type Limits,
  type LinkedRoom,
  decodeJson,
} from "@parley/protocol";
import { pino } from "pino";
import { startApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { openDatabase } from "../../src/db/database.ts";
import { Csrf } from "../../src/identity/csrf.ts";
import { Grants } from "../../src/identity/grants.ts";
import { Sessions } from "../../src/identity/sessions.ts";
import type { Clock, MediaServer } from "../../src/runtime/ports.ts";
import { FakeClock } from "./fake-clock.ts";
import { TestSocket } from "./test-socket.ts";

type Env = { readonly [name: string]: string };

type Extra = { user?: TestUser; json?: unknown; headers?: { [name: string]: string } };

type StartOptions = {
  limits?: Partial<Limits>;
  env?: Env;
  /** Instead of the fake one. */
  clock?: Clock;
  /** Instead of a real SFU. Without it, and without `MEDIA: "on"`, media goes as a mesh. */
  media?: MediaServer;
};

const STEP_MS = 10_000;

/** A signed-in account with its cookies. */
export type TestUser = { readonly name: string; readonly cookie: string; readonly csrf: string };

/** The whole server on a free port, with a database of its own and a clock that the test moves. */
export class TestApp {
  readonly url: string;
  readonly clock: FakeClock;
  readonly dataDir: string;
  readonly #stop: () => Promise<void>;
  readonly #sockets: TestSocket[] = [];

  private constructor(url: string, clock: FakeClock, dataDir: string, stop: () => Promise<void>) {
    this.url = url;
    this.clock = clock;
    this.dataDir = dataDir;
    this.#stop = stop;
  }

  static async start(options: StartOptions = {}): Promise<TestApp> {
    const dataDir = await mkdtemp(join(tmpdir(), "parley-test-"));
    const clock = new FakeClock();
    const config = readConfig({ PORT: "0", DATA_DIR: dataDir, MEDIA: "off", ...options.env });
    const log = pino({ level: "silent" });
    // The clock stands still, so presence is gathered for a moment only, unless a test wants more.
    const limits = { ...LIMITS, presenceWindowMs: 0, ...options.limits };
    const media = options.media === undefined ? {} : { media: options.media };
    const shell = { config, log, webRoot: null, limits, ...media };
    const app = await startApp({ ...shell, clock: options.clock ?? clock });
    return new TestApp(app.url, clock, dataDir, () => app.close());
  }

  /** Stops the server the way a signal does, and leaves its files. */
  async stop(): Promise<void> {
    await this.#stop();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.terminate();
    await this.#stop();
    await rm(this.dataDir, { recursive: true });
  }

  async fetch(path: string, init: Omit<RequestInit, "headers"> & Extra = {}) {
    const { user, json, headers, ...rest } = init;
    const cookies = user === undefined ? {} : { cookie: user.cookie, "x-csrftoken": user.csrf };
    const typed = json === undefined ? {} : { "content-type": "application/json" };
    const body = json === undefined ? {} : { body: JSON.stringify(json) };
    return fetch(this.url + path, {
      ...rest,
      ...body,
      headers: { ...cookies, ...typed, ...headers },
    });
  }

  async user(name: string): Promise<TestUser> {
    const json = { username: name, password: "pass" };
    const registered = await this.fetch("/register/", { method: "POST", json });
    assert.equal(registered.status, 201, await registered.text());
    return this.signIn(name);
  }

  async signIn(name: string): Promise<TestUser> {
    const json = { username: name, password: "pass" };
    const response = await this.fetch("/login/", { method: "POST", json });
    assert.equal(response.status, 200, await response.text());
    return userOf(name, response);
  }

  /** A guest with the cookies of its identity. */
  async guest(displayName: string): Promise<TestUser> {
    const response = await this.fetch("/guest/", { method: "POST", json: { displayName } });
    assert.equal(response.status, 201, await response.text());
    return userOf(displayName, response);
  }

  /** Accounts that nobody can sign in to but us: hashing a password each would take seconds. */
  async manyUsers(count: number, clock: Clock = this.clock): Promise<TestUser[]> {
    const database = await openDatabase({ path: join(this.dataDir, "parley.db") });
    const { sessions: store } = database.stores;
    const sessions = new Sessions({ store, grants: new Grants(), clock, limits: LIMITS });
    const tokens = new Csrf(await readFile(join(this.dataDir, "secret")));
    const users = Array.from({ length: count }, async (_, i) => {
      const name = `user${i}`;
      const names = { username: name, usernameKey: name, displayName: name };
      const password = { passwordHash: "none", passwordRule: "trial" } as const;
      const life = { createdAt: clock.now(), deletedAt: null };
      const account = { id: name, ...life, ...names, ...password };
      assert.equal(await database.stores.accounts.create(account), "created");
      const { token, sessionId } = await sessions.start(account, null);
      const csrf = tokens.issue(sessionId);
      return { name, cookie: `sessionid=${token}; csrftoken=${csrf}`, csrf };
    });
    try {
      return await Promise.all(users);
    } finally {
      await database.close();
    }
  }

  async createRoom(user: TestUser, json: unknown = {}): Promise<LinkedRoom> {
    const response = await this.fetch("/create-room/", { method: "POST", user, json });
    return bodyOf<LinkedRoom>(response, 201);
  }

  async joinRoom(user: TestUser, code: string): Promise<JoinRoomResult> {
    const response = await this.fetch("/join-room/", { method: "POST", user, json: { code } });
    return bodyOf<JoinRoomResult>(response, 200);
  }

  /** Opens a signalling socket as the user, by its cookie. */
  connect(code: string, options: Parameters<typeof TestSocket.open>[1] & { user?: TestUser } = {}) {
    const { user, ...rest } = options;
    const headers = { ...(user === undefined ? {} : { cookie: user.cookie }), ...rest.headers };
    const url = `${this.url.replace("http", "ws")}/ws/room/${code}/`;
    const socket = TestSocket.open(url, { ...rest, headers });
    this.#sockets.push(socket);
    return socket;
  }

  /** Connects again as a client does whose socket broke; `last` is where it had got to. */
  resume(
    code: string,
    user: TestUser,
    token: string,
    last?: { readonly stream: string; readonly seq: number; readonly n: number },
  ) {
    const query = new URLSearchParams({ resume: token });
    for (const [name, value] of Object.entries(last ?? {})) query.set(name, String(value));
    return this.connect(code, { user, query: `?${query}` });
  }

  /** Lets time pass in steps in which the socket answers the server's pings. */
  async pass(ms: number, socket: TestSocket): Promise<void> {
    for (let left = ms; left > 0; left -= STEP_MS) {
      this.clock.advance(Math.min(left, STEP_MS));
      await socket.settle();
    }
  }

  /** Connects and waits for the welcome. */
  async enter(code: string, user: TestUser) {
    const socket = this.connect(code, { user });
    const welcome = await socket.next("welcome");
    return { socket, welcome, id: welcome.self };
  }
}

function userOf(name: string, response: Response): TestUser {
  const cookies = response.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");
  const csrf = cookies.find((cookie) => cookie.startsWith("csrftoken="))?.slice(10) ?? "";
  return { name, cookie: cookies.join("; "), csrf };
}

async function bodyOf<T>(response: Response, status: number): Promise<T> {
  const text = await response.text();
  assert.equal(response.status, status, text);
  const body = decodeJson<T>(text, () => true);
  assert.ok(body !== null);
  return body;
}
