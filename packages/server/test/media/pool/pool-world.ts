import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { TestContext } from "node:test";
import { decodeJson } from "@parley/protocol";
import { pino } from "pino";
import type { MediaPool } from "../../../src/media/pool.ts";
import { type PoolOptions, startMediaPool } from "../../../src/media/start-pool.ts";
import type { MediaCommand, MediaNotice, MediaRoom } from "../../../src/runtime/ports.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import type { Deed, Told } from "./deeds.ts";

export const script = (name: string) => new URL(`./children/${name}.ts`, import.meta.url);

export type World = {
  readonly clock: FakeClock;
  /** What was logged from `warn` on. */
  readonly warnings: string[];
  /** The first thing that a worker prints. */
  readonly printed: Promise<string>;
  readonly start: () => Promise<MediaPool | null>;
};

/** What a pool of stand-in workers needs; its time stands still. */
export function poolWorld(
  t: TestContext,
  config: Partial<PoolOptions["config"]> = {},
  child = "stand-in",
): World {
  const clock = new FakeClock();
  const warnings: string[] = [];
  const print = Promise.withResolvers<string>();
  const write = (line: string) => {
    warnings.push(line);
    if (line.includes("printed")) print.resolve(line);
  };
  const log = pino({ level: "warn", base: null }, { write });
  const usual = { bindAddress: "127.0.0.1", announced: ["127.0.0.1"], port: 0, workers: 1 };
  const options: PoolOptions = {
    config: { ...usual, portIs: "usual", ...config },
    environment: { PATH: "/usr/bin", MARK: "of this test" },
    ...{ clock, log, script: script(child) },
  };
  const start = async () => {
    const pool = await startMediaPool(options);
    t.after(() => pool?.close());
    return pool;
  };
  return { clock, warnings, printed: print.promise, start };
}

/** A pool that runs. */
export async function runningPool(t: TestContext, config: Partial<PoolOptions["config"]> = {}) {
  const world = poolWorld(t, config);
  const pool = await world.start();
  assert.ok(pool !== null);
  return { ...world, pool };
}

type Waiter = { readonly type: MediaNotice["type"]; readonly resolve: (n: MediaNotice) => void };

/** One room of the pool, and what it is told. */
export class TestRoom {
  readonly notices: MediaNotice[] = [];
  readonly #room: MediaRoom;
  readonly #waiters: Waiter[] = [];
  #read = 0;
  /** Called with each notice, as the runtime is. */
  onNotice: (notice: MediaNotice) => void = () => undefined;

  constructor(pool: MediaPool, id: string) {
    this.#room = pool.open(id, (notice) => {
      this.notices.push(notice);
      this.onNotice(notice);
      this.#serve();
    });
  }

  get types(): string[] {
    return this.notices.map(({ type }) => type);
  }

  send(command: MediaCommand): void {
    this.#room.send(command);
  }

  close(): void {
    this.#room.close();
  }

  /** The next notice of this type that was not waited for yet. */
  next(type: MediaNotice["type"]): Promise<MediaNotice> {
    const { promise, resolve } = Promise.withResolvers<MediaNotice>();
    this.#waiters.push({ type, resolve });
    this.#serve();
    return promise;
  }

  /** Has the worker do something, and resolves with what it answers. */
  async ask(deed: Deed): Promise<string> {
    const offer = { type: "offer", participantId: "ann", generation: 1, negotiation: 1 } as const;
    this.send({ ...offer, sdp: JSON.stringify(deed) });
    const notice = await this.next("answer");
    assert.ok(notice.type === "answer");
    return notice.sdp;
  }

  async tell(): Promise<Told> {
    const told = decodeJson<Told>(await this.ask({ deed: "tell" }), () => true);
    assert.ok(told !== null);
    return told;
  }

  #serve(): void {
    const [waiter] = this.#waiters;
    if (waiter === undefined) return;
    const found = this.notices.findIndex(({ type }, i) => i >= this.#read && type === waiter.type);
    const notice = this.notices[found];
    if (notice === undefined) return;
    this.#read = found + 1;
    this.#waiters.shift();
    waiter.resolve(notice);
    this.#serve();
  }
}

/** Holds a UDP port of the loopback address; 0: any free one. Rejects when it is taken. */
export async function takePort(wanted = 0): Promise<{ port: number; free: () => Promise<void> }> {
  const socket = createSocket("udp4");
  socket.bind({ address: "127.0.0.1", port: wanted, exclusive: true });
  await once(socket, "listening");
  const free = async () => {
    socket.close();
    await once(socket, "close");
  };
  return { port: socket.address().port, free };
}

/** The first of some free UDP ports one after another. */
export async function freePort(count = 1): Promise<number> {
  const { port, free } = await takePort();
  try {
    for (let next = port + 1; next < port + count; next += 1) await (await takePort(next)).free();
    return port;
  } catch {
    return await freePort(count);
  } finally {
    await free();
  }
}

/** Resolves when no process has this id any more. GNU tail can wait for one that is not ours. */
export async function gone(pid: number): Promise<void> {
  await once(spawn("tail", [`--pid=${pid}`, "-s", "0.02", "-f", "/dev/null"]), "exit");
}

/** Whether a process of this id runs. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
