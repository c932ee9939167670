/** What connections take on which nothing is said: memory, and CPU for signs of life. */
import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { residentBytes } from "../media/cpu.ts";
import type { ServerProcess } from "../server-process.ts";
import { Crowd } from "./crowd.ts";
import { Busy, print } from "./numbers.ts";
import { type Parley, startParley } from "./servers.ts";

const PEOPLE_PER_ROOM = 50;
const CROWD_PROCESSES = 4;
/** Files of the server beside its connections. */
const OTHER_FILES = 500;
/** Two of the server's heartbeats. */
const IDLE_MS = 30_000;
const COLLECTION_MS = 2000;

type Memory = {
  readonly resident: number;
  /** Of JavaScript, in use. */
  readonly heap: number;
  /** Of buffers outside the heap. */
  readonly external: number;
  /** Of the kernel, for all TCP connections of the machine, both ends. */
  readonly kernel: number;
};

export async function measureIdle(connections: number): Promise<void> {
  refuseWithoutFiles(connections + OTHER_FILES);
  await using stack = new AsyncDisposableStack();
  const parley = await startParley();
  stack.defer(() => parley.close());
  const crowd = await Crowd.start(CROWD_PROCESSES);
  stack.defer(() => crowd.close());
  print(`\n${connections} connections in rooms of ${PEOPLE_PER_ROOM}`);
  const empty = await memoryOf(parley.server);
  const [first, others] = [connections / 5, connections - connections / 5];
  // The first ones fill what was set aside already and have code loaded and compiled.
  await fill(parley, crowd, first);
  const before = await memoryOf(parley.server);
  await joining(parley.server, others, () => fill(parley, crowd, others));
  const peak = residentBytes(parley.server.pid);
  await idling(parley.server, connections);
  const after = await memoryOf(parley.server);
  show({ before, after, connections: others });
  showServer({ empty, after, peak, connections });
}

async function fill(parley: Parley, crowd: Crowd, people: number): Promise<void> {
  const codes = await parley.createRooms(people / PEOPLE_PER_ROOM);
  const place = { url: parley.server.url, people: PEOPLE_PER_ROOM, server: "parley" } as const;
  await crowd.open(codes.map((code) => ({ ...place, code })));
}

/** Node itself raises the limit to what the system lets it. */
function refuseWithoutFiles(needed: number): void {
  const line = /^Max open files\s+\d+\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"));
  if (Number(line?.[1]) < needed) throw new Error(`It takes ${needed} open files: ulimit -Hn.`);
}

async function joining(
  server: ServerProcess,
  connections: number,
  join: () => Promise<void>,
): Promise<void> {
  const [cpu, since, busy] = [server.cpuMs(), performance.now(), new Busy()];
  await join();
  const seconds = (performance.now() - since) / 1000;
  const ms = (server.cpuMs() - cpu) / connections;
  const share = (busy.share() * 100).toFixed(0);
  print(
    `joining (a guest's identity, /join-room/, the socket up to its welcome): ` +
      `${ms.toFixed(2)} ms of the server's CPU each; all were in after ${seconds.toFixed(0)} s ` +
      `(${(connections / seconds).toFixed(0)} a second, the machine ${share} % busy)`,
  );
}

async function idling(server: ServerProcess, connections: number): Promise<void> {
  // What the joins have left to do is done, and what they have left behind is thrown away.
  await setTimeout(IDLE_MS);
  const [cpu, since] = [server.cpuMs(), performance.now()];
  await setTimeout(IDLE_MS);
  const percent = ((server.cpuMs() - cpu) / (performance.now() - since)) * 100;
  const us = ((percent / 100) * 1e6) / connections;
  print(
    `doing nothing: ${percent.toFixed(1)} % of a core for ${connections} connections, ` +
      `${us.toFixed(1)} µs of CPU a second each`,
  );
}

async function memoryOf(server: ServerProcess): Promise<Memory> {
  // Once for what is dead, once more for what that has freed.
  for (let i = 0; i < 2; i += 1) {
    process.kill(server.pid, "SIGUSR2");
    await setTimeout(COLLECTION_MS);
  }
  const resident = residentBytes(server.pid);
  const page = await (await fetch(`${server.url}/metrics`)).text();
  const bytes = (name: string) => Number(new RegExp(`^${name} (\\d+)`, "m").exec(page)?.[1]);
  return {
    resident,
    heap: bytes("nodejs_heap_size_used_bytes"),
    external: bytes("nodejs_external_memory_bytes"),
    kernel: kernelBytes(),
  };
}

/** In pages of 4 KiB; without the sockets' own structures. */
function kernelBytes(): number {
  const sockets = readFileSync("/proc/net/sockstat", "utf8");
  return Number(/^TCP:.* mem (\d+)/m.exec(sockets)?.[1]) * 4096;
}

type Found = { readonly before: Memory; readonly after: Memory; readonly connections: number };

function show({ before, after, connections }: Found): void {
  const each = (part: keyof Memory) => kib((after[part] - before[part]) / connections);
  print(
    `memory of each of the last ${connections}: ${each("resident")} KiB resident, of which ` +
      `${each("heap")} KiB JavaScript's heap and ${each("external")} KiB buffers; TCP buffers of ` +
      `the kernel ${each("kernel")} KiB`,
  );
}

type Whole = {
  readonly empty: Memory;
  readonly after: Memory;
  readonly peak: number;
  readonly connections: number;
};

/** What was set aside for the first ones, compiled code and the owner's password hash count here. */
function showServer({ empty, after, peak, connections }: Whole): void {
  const mb = (bytes: number) => (bytes / 1e6).toFixed(0);
  const each = kib((after.resident - empty.resident) / connections);
  print(
    `the server: ${mb(empty.resident)} MB before anybody comes, ${mb(after.resident)} MB with all ` +
      `of them (${mb(peak)} MB right after they joined): ${each} KiB each`,
  );
}

function kib(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}
