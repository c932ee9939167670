import {
  ApiError,
  HttpClient,
  type HttpOptions,
  RoomClient,
  type RoomClientOptions,
  type RoomView,
  SignalingError,
} from "@parley/sdk";
import { WebSocket as BareSocket } from "ws";
import { Cable } from "./cable.ts";
import type { Server } from "./server.ts";

type RoomOptions = Omit<RoomClientOptions, "http" | "code">;

/** Somebody who asks to be let in. */
export type Knock = {
  readonly room: RoomClient;
  /** `joined`, or the code of the refusal. */
  readonly outcome: Promise<string>;
};

/** A program of its own with the SDK, without a browser. */
export class Program {
  readonly name: string;
  /** Empty for guests. */
  readonly username: string;
  readonly http: HttpClient;
  readonly #entered: RoomClient[] = [];
  #cookie = "";

  constructor(name: string, username: string, options: Omit<HttpOptions, "fetch">) {
    this.name = name;
    this.username = username;
    const noting: typeof fetch = (input, init) => {
      this.#cookie = new Headers(init?.headers).get("cookie") ?? "";
      return fetch(input, init);
    };
    this.http = new HttpClient({ ...options, fetch: noting });
  }

  /** The Cookie header of its last request. */
  get cookie(): string {
    return this.#cookie;
  }

  room(code: string, options: RoomOptions = {}): RoomClient {
    const room = new RoomClient({ http: this.http, code, ...options });
    this.#entered.push(room);
    return room;
  }

  /** Joins; resolves when it is in. */
  async enter(code: string, options: RoomOptions = {}): Promise<RoomClient> {
    const room = this.room(code, options);
    await room.join();
    return room;
  }

  /** Asks to be let in; resolves when it waits in the lobby. */
  async knock(code: string, options: RoomOptions = {}): Promise<Knock> {
    const room = this.room(code, options);
    const outcome = outcomeOf(room.join());
    await view(room, ({ connection }) => connection.state === "lobby");
    return { room, outcome };
  }

  async leave(): Promise<void> {
    await Promise.all(this.#entered.map((room) => room.leave()));
  }
}

type Named = Pick<Program, "name" | "username">;

let accounts = 0;

const PASSWORD = "pass";

/** Where a server, or many as one, are found. */
type Found = Pick<Server, "url" | "port">;

/** The programs of one test, and the cables to them. */
export class People {
  readonly #server: Found;
  readonly #all: Program[] = [];
  readonly #cables: Cable[] = [];

  constructor(server: Found) {
    this.#server = server;
  }

  /** Somebody with an account of this display name, signed in. */
  async account(name: string, via?: Cable): Promise<Program> {
    const username = `${name.toLowerCase()}${(accounts += 1)}`;
    const program = this.#add(name, username, via);
    await program.http.register({ username, password: PASSWORD, displayName: name });
    await program.http.login({ username, password: PASSWORD });
    return program;
  }

  /** The same account, signed in a second time. */
  async elsewhere({ name, username }: Named): Promise<Program> {
    const program = this.#add(name, username);
    await program.http.login({ username, password: PASSWORD });
    return program;
  }

  async guest(name: string, via?: Cable): Promise<Program> {
    const program = this.#add(name, "", via);
    await program.http.createGuest(name);
    return program;
  }

  /** The same account, by an access token and nothing else. */
  bearer({ name, username }: Named, access: string | (() => string)): Program {
    const bearer = typeof access === "string" ? () => access : access;
    const program = new Program(name, username, { baseUrl: this.#server.url, bearer });
    this.#all.push(program);
    return program;
  }

  /** Somebody without any identity. */
  stranger(): Program {
    return this.#add("stranger", "");
  }

  async cable(): Promise<Cable> {
    const cable = await Cable.to(this.#server);
    this.#cables.push(cable);
    return cable;
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((program) => program.leave()));
    await Promise.all(this.#cables.map((cable) => cable.close()));
  }

  #add(name: string, username: string, via?: Cable): Program {
    const program = new Program(name, username, { baseUrl: via?.url ?? this.#server.url });
    this.#all.push(program);
    return program;
  }
}

/** Resolves at the first view that is as wanted; rejects when the meeting ends before. */
export function view(room: RoomClient, wanted: (view: RoomView) => boolean): Promise<RoomView> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const { connection } = room.view;
      if (wanted(room.view)) resolve(room.view);
      else if (connection.state !== "ended") return;
      else reject(new Error(`The meeting ended: ${connection.reason}.`));
      unsubscribe();
    };
    const unsubscribe = room.subscribe(look);
    queueMicrotask(look);
  });
}

/** Resolves when the meeting is over for this one, with why and what it may do then. */
export async function ending(room: RoomClient): Promise<string> {
  const { connection } = await view(room, (seen) => seen.connection.state === "ended");
  return connection.state === "ended" ? `${connection.reason}, ${connection.action}` : "";
}

/** The next event that one of a room's `on` methods brings. */
export function next<E>(on: (listener: (event: E) => void) => () => void): Promise<E> {
  return new Promise((resolve) => {
    const off = on((event) => {
      off();
      resolve(event);
    });
  });
}

/** The code with which something was refused, after the status when that was by HTTP. */
export async function refusal(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof ApiError) return `${error.status} ${error.code}`;
    if (error instanceof SignalingError) return error.code;
    throw error;
  }
  throw new Error("It was not refused.");
}

async function outcomeOf(join: Promise<void>): Promise<string> {
  return join.then(
    () => "joined",
    (error: unknown) => (error instanceof SignalingError ? error.code : String(error)),
  );
}

/**
 * What a socket without the SDK gets: `welcome` or `waiting`, or the code and the reason with which
 * it is closed.
 */
export function bareSocket(url: string, headers: { [name: string]: string } = {}): Promise<string> {
  const socket = new BareSocket(url, "parley.v1", { headers });
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("close", (code, reason) => resolve(`${code} ${reason.toString("utf8")}`));
    socket.on("message", (data) => {
      const type = /"type":"(welcome|waiting)"/.exec(Buffer.isBuffer(data) ? data.toString() : "");
      if (type?.[1] === undefined) return;
      resolve(type[1]);
      socket.close();
    });
  });
}

/** Notes every frame that sockets of its WebSocket class receive. */
export class Tap {
  readonly frames: string[] = [];
  readonly WebSocket: typeof WebSocket;
  #onFrame = () => {};

  constructor() {
    const note = (frame: string) => {
      this.frames.push(frame);
      this.#onFrame();
    };
    this.WebSocket = class extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        this.addEventListener("message", ({ data }) => note(String(data)));
      }
    };
  }

  /** Resolves when there are so many frames. */
  received(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#onFrame = () => {
        if (this.frames.length >= count) resolve();
      };
      this.#onFrame();
    });
  }
}

export const isLive = ({ connection }: RoomView): boolean => connection.state === "live";

export const isReconnecting = ({ connection }: RoomView): boolean =>
  connection.state === "reconnecting";

export function namesOf({ participants }: RoomView): string[] {
  return participants.map(({ name }) => name);
}

/** Resolves when so many are present. */
export async function company(room: RoomClient, count: number): Promise<void> {
  await view(room, ({ participants }) => participants.length === count);
}

/** The participant of this name. */
export function participant({ view: { participants } }: RoomClient, name: string) {
  const found = participants.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no ${name} here.`);
  return found;
}

export function idOf(room: RoomClient): string {
  return room.view.selfId ?? "";
}

export function textsOf({ view: { chat } }: RoomClient): string[] {
  return chat.map(({ text }) => text);
}

/** Resolves when this text is the last of the chat. */
export async function lastText(room: RoomClient, text: string): Promise<void> {
  await view(room, ({ chat }) => chat.at(-1)?.text === text);
}
