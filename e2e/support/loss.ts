import { randomInt } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { HttpClient, RoomClient, type RoomView, systemClock } from "@parley/sdk";
import { view } from "./programs.ts";
import type { Server } from "./server.ts";

export type LossReport = {
  readonly kills: number;
  readonly acknowledged: number;
  /** Acknowledged, and not in the database. */
  readonly lost: readonly string[];
  /** In the database, or in somebody's chat, more than once. */
  readonly doubled: readonly string[];
  /** People whose chat is not that of the database, in its order. */
  readonly differing: readonly string[];
  /** From the server's being ready to each client's being back, in ms, ascending. */
  readonly backMs: readonly number[];
};

/**
 * The pace of the load; nothing is waited for with it. All twenty live in this process: faster, and
 * it would be this process that is measured.
 */
const PAUSE_MS = 50;

function pause(): Promise<void> {
  return new Promise((resolve) => systemClock.after(PAUSE_MS, resolve));
}

/** Somebody in a room who writes one message after another. */
class Chatter {
  readonly name: string;
  readonly room: RoomClient;
  readonly acknowledged: string[] = [];
  /** What came in from others, as it came. */
  readonly heard: string[] = [];
  readonly #hushed = new AbortController();
  #done: Promise<void> = Promise.resolve();

  constructor(name: string, room: RoomClient) {
    this.name = name;
    this.room = room;
    room.onChat(({ text }) => this.heard.push(text));
  }

  talk(onAcknowledged: () => void): void {
    this.#done = this.#loop(onAcknowledged);
  }

  async hush(): Promise<void> {
    this.#hushed.abort();
    await this.#done;
  }

  async #loop(onAcknowledged: () => void): Promise<void> {
    for (let count = 0; !this.#hushed.signal.aborted; count += 1) {
      const text = `${this.name} ${count}`;
      await this.room.sendChat(text);
      this.acknowledged.push(text);
      onAcknowledged();
      await pause();
    }
  }

  /** Everything it can read, oldest first. */
  async wholeChat(): Promise<string[]> {
    while (await this.room.loadEarlierChat());
    return this.room.view.chat.map(({ text }) => text);
  }
}

const isLive = ({ connection }: RoomView) => connection.state === "live";
const isGone = ({ connection }: RoomView) => connection.state === "reconnecting";

async function open(server: Server, sizes: readonly number[]): Promise<Chatter[][]> {
  const owner = new HttpClient({ baseUrl: server.url });
  await owner.register({ username: "owner", password: "pass" });
  await owner.login({ username: "owner", password: "pass" });
  const rooms = sizes.map(async (size, index) => {
    const { code } = await owner.createRoom({ access: "open" });
    const names = Array.from({ length: size }, (_, nth) => `room${index} guest${nth}`);
    return Promise.all(names.map((name) => enter(server, code, name)));
  });
  return Promise.all(rooms);
}

async function enter(server: Server, code: string, name: string): Promise<Chatter> {
  const http = new HttpClient({ baseUrl: server.url });
  await http.createGuest(name);
  const room = new RoomClient({ http, code });
  await room.join();
  return new Chatter(name, room);
}

/** Calls back after so many acknowledgements. */
class Countdown {
  #left = 0;
  #resolve = () => {};

  readonly tick = (): void => {
    this.#left -= 1;
    if (this.#left === 0) this.#resolve();
  };

  after(count: number): Promise<void> {
    this.#left = count;
    return new Promise((resolve) => (this.#resolve = resolve));
  }
}

/**
 * Lets rooms of such sizes chat, kills the server at random moments, and compares what it
 * acknowledged, what it stored, and what everybody read.
 */
export async function huntLosses(
  server: Server,
  { kills, sizes }: { readonly kills: number; readonly sizes: readonly number[] },
): Promise<LossReport> {
  const rooms = await open(server, sizes);
  const everyone = rooms.flat();
  const countdown = new Countdown();
  for (const chatter of everyone) chatter.talk(countdown.tick);
  const backMs: number[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    await countdown.after(randomInt(1, everyone.length * 8));
    backMs.push(...(await killOnce(server, everyone)));
  }
  await Promise.all(everyone.map((chatter) => chatter.hush()));
  const report = await compare(server, rooms);
  await Promise.all(everyone.map(({ room }) => room.leave()));
  return { kills, ...report, backMs: backMs.toSorted((a, b) => a - b) };
}

/** How long after the server was ready each was back. */
async function killOnce(server: Server, everyone: readonly Chatter[]): Promise<number[]> {
  await server.stop("SIGKILL");
  await Promise.all(everyone.map(({ room }) => view(room, isGone)));
  const backAt = everyone.map(async ({ room }) => {
    await view(room, isLive);
    return performance.now();
  });
  await server.run();
  const ready = performance.now();
  return (await Promise.all(backAt)).map((at) => Math.max(0, at - ready));
}

async function compare(server: Server, rooms: readonly (readonly Chatter[])[]) {
  const byRoom = stored(server);
  const all = [...byRoom.values()].flat();
  const acknowledged = rooms.flat().flatMap((chatter) => chatter.acknowledged);
  const known = new Set(all);
  const lost = acknowledged.filter((text) => !known.has(text));
  const doubled = twice(all);
  const differing: string[] = [];
  for (const chatter of rooms.flat()) {
    const chat = await chatter.wholeChat();
    doubled.push(...twice(chat), ...twice(chatter.heard));
    const own = [...byRoom.values()].find((texts) => texts[0] === chat[0]) ?? [];
    if (own.join("\n") !== chat.join("\n") || !isWithin(chatter.heard, own)) {
      differing.push(chatter.name);
    }
  }
  return { acknowledged: acknowledged.length, lost, doubled, differing };
}

/** The texts that are stored, by room, in their order. */
function stored(server: Server): Map<string, string[]> {
  const database = new DatabaseSync(join(server.dataDir, "parley.db"), { readOnly: true });
  const byRoom = new Map<string, string[]>();
  const sql = "select roomId, text from chatMessages order by roomId, position";
  for (const { roomId, text } of database.prepare(sql).all()) {
    const texts = byRoom.get(String(roomId)) ?? [];
    texts.push(String(text));
    byRoom.set(String(roomId), texts);
  }
  database.close();
  return byRoom;
}

function twice(texts: readonly string[]): string[] {
  const seen = new Set<string>();
  return texts.filter((text) => seen.has(text) || !seen.add(text));
}

/** Whether the first come in the second in the same order. */
function isWithin(some: readonly string[], all: readonly string[]): boolean {
  let at = 0;
  return some.every((text) => {
    at = all.indexOf(text, at) + 1;
    return at > 0;
  });
}

/** The value below which so many of 100 lie. */
export function percentile(ascending: readonly number[], percent: number): number {
  const at = Math.ceil((ascending.length * percent) / 100) - 1;
  return ascending[Math.max(0, at)] ?? Number.NaN;
}
