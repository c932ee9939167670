/**
 * What forwarding a packet costs Parley's SFU, against Janus' VideoRoom (Debian's package): the same
 * packets, the same clients, the same machine, taking turns in one network namespace.
 */
import { Direct } from "./media/direct.ts";
import { Janus } from "./media/janus.ts";
import { type Measured, type Shape, fanOut, measure } from "./media/load.ts";
import { enterNamespace } from "./media/namespace.ts";
import { ParleyWorker } from "./media/parley.ts";
import type { Sfu } from "./media/sfu.ts";

const PACKETS_PER_SECOND = 20_000;
const ROUNDS = Number(process.argv[2] ?? 3);
/** One shape alone, by its name; all and the memory without it. */
const ONLY = process.argv[3];

const SHAPES: readonly (Shape & { readonly name: string })[] = [
  { name: "1 to 50", publishers: 1, watchers: 50, packetsPerSecond: PACKETS_PER_SECOND },
  { name: "10 x 9", publishers: 10, watchers: 0, packetsPerSecond: PACKETS_PER_SECOND },
];

await enterNamespace(import.meta.filename);
for (const shape of SHAPES) if ((ONLY ?? shape.name) === shape.name) await compare(shape);
if (ONLY === undefined) await memory();
process.exit();

async function compare(shape: (typeof SHAPES)[number]): Promise<void> {
  const direct: Measured[] = [];
  const janus: Measured[] = [];
  const parley: Measured[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    direct.push(await once(Direct, pairOf(shape)));
    parley.push(await once(ParleyWorker, shape));
    janus.push(await once(Janus, shape));
  }
  print(`\n${shape.name}, ${PACKETS_PER_SECOND} packets/s out, median of ${ROUNDS}`);
  showBase(direct);
  show("Parley", parley);
  show("Janus VideoRoom", janus);
  for (const part of ["p50", "p99"] as const) {
    const latency = (all: readonly Measured[]) => median(all, ({ latencyMs }) => latencyMs[part]);
    const added = (latency(parley) - latency(direct)).toFixed(2);
    print(`Parley adds ${added} ms ${part} to a direct connection`);
  }
  // Of each round by itself: the two ran one right after the other.
  const ratios = parley.map(({ cpuUs }, round) => cpuUs / (janus[round]?.cpuUs ?? NaN));
  const each = ratios.map((ratio) => ratio.toFixed(2)).join(", ");
  print(`ratio ${median(ratios, (ratio) => ratio).toFixed(2)} (${each}; at most 0.60 is wanted)`);
}

/** One publisher as it is in this shape, and one receiver. */
function pairOf(shape: Shape): Shape {
  const packetsPerSecond = shape.packetsPerSecond / (shape.publishers * fanOut(shape));
  return { publishers: 1, watchers: 1, packetsPerSecond };
}

async function once(kind: { start(): Promise<Sfu> }, shape: Shape): Promise<Measured> {
  const sfu = await kind.start();
  try {
    return await measure(sfu, shape);
  } finally {
    await sfu.stop();
  }
}

/** 100 transports: 10 cameras up, and everybody's connection down. What counts is the worker's RSS. */
async function memory(): Promise<void> {
  const shape = { publishers: 10, watchers: 80, packetsPerSecond: 10 * 89 * 20 };
  const { residentMb, perSecond, arrived } = await once(ParleyWorker, shape);
  print(
    `\n100 transports: 10 up with a camera of one layer each, 90 down with 9 or 10 cameras; ` +
      `${perSecond.toFixed(0)} packets/s arrived (${(arrived * 100).toFixed(2)} %)`,
  );
  print(`Parley  ${residentMb.toFixed(0)} MB resident (at most 120 are wanted)`);
}

function showBase(direct: readonly Measured[]): void {
  const p50 = median(direct, ({ latencyMs }) => latencyMs.p50).toFixed(2);
  const p99 = median(direct, ({ latencyMs }) => latencyMs.p99).toFixed(2);
  const rate = median(direct, ({ perSecond }) => perSecond).toFixed(0);
  print(`direct connection: latency ${p50} ms p50, ${p99} ms p99; ${rate} packets/s`);
}

function show(name: string, all: readonly Measured[]): void {
  const cpu = median(all, ({ cpuUs }) => cpuUs).toFixed(1);
  const each = all.map(({ cpuUs }) => cpuUs.toFixed(1)).join(", ");
  const rate = median(all, ({ perSecond }) => perSecond).toFixed(0);
  const arrived = (median(all, (one) => one.arrived) * 100).toFixed(2);
  const p50 = median(all, ({ latencyMs }) => latencyMs.p50).toFixed(2);
  const p99 = median(all, ({ latencyMs }) => latencyMs.p99).toFixed(2);
  print(
    `${name.padEnd(16)} ${cpu} µs of CPU per forwarded packet (${each}); ${rate} packets/s ` +
      `arrived (${arrived} %); latency ${p50} ms p50, ${p99} ms p99`,
  );
}

function median<T>(all: readonly T[], of: (one: T) => number): number {
  const sorted = all.map(of).toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
