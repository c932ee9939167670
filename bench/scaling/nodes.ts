/**
 * What a cluster of two nodes delivers for its CPU time, beside one server alone: with everybody on
 * the node that has their room, and with half of each room on the other node.
 */
import { setTimeout } from "node:timers/promises";
import { startPostgres } from "@parley/server/test/support/postgres.ts";
import { startRedis } from "@parley/server/test/support/redis.ts";
import type { ServerProcess } from "../server-process.ts";
import { Crowd } from "./crowd.ts";
import type { Kind, Place } from "./messages.ts";
import { Busy, list, median, print } from "./numbers.ts";
import { type Parley, startParley } from "./servers.ts";
import { Meter, type Usage, difference } from "./usage.ts";

/** Of one node; two nodes have twice as many, and twice the load. */
const PEOPLE = 300;
const CROWD_PROCESSES = 2;
const LOAD_SECONDS = 4;
/** Deliveries. A chat message is work for Postgres too, and the machine has two cores for all. */
const PER_SECOND = { relay: 8000, chat: 3000 } as const;
/** After so long without work, all processes of Postgres have told what they did. */
const STATISTICS_MS = 11_000;

const SECRET = "a secret that the nodes of a benchmark have in common";

type Setup = {
  readonly name: string;
  readonly nodes: readonly ServerProcess[];
  readonly crowd: Crowd;
};

/** Per thousand delivered messages. */
type Cost = Usage & { readonly perCpuSecond: number; readonly perSecond: number };

export async function compareNodes(sizes: readonly number[], rounds: number): Promise<void> {
  for (const size of sizes) await compareSize(size, rounds);
}

async function compareSize(size: number, rounds: number): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const postgres = await startPostgres();
  stack.defer(() => postgres.close());
  const redis = await startRedis();
  stack.defer(() => redis.close());
  const meter = await Meter.start({ postgresUrl: postgres.url, redisPort: redis.port });
  stack.defer(() => meter.close());
  const start = async (env: { [name: string]: string }): Promise<Parley> => {
    const parley = await startParley(env);
    stack.defer(() => parley.close());
    return parley;
  };
  const alone = await start({ DATABASE_URL: await postgres.createDatabase(), SECRET });
  const urls = { DATABASE_URL: await postgres.createDatabase(), REDIS_URL: redis.url };
  const nodes = [await start({ ...urls, SECRET }), await start({ ...urls, SECRET })];
  print(`\nrooms of ${size}: ${PEOPLE / size} on one server, ${(2 * PEOPLE) / size} on two nodes`);
  const setups = [];
  for (const plan of plansOf(alone, nodes, size)) {
    setups.push(await openSetup(plan, meter, stack));
  }
  for (const kind of ["relay", "chat"] as const) {
    await compareKind({ setups, meter, size, kind }, rounds);
  }
}

type Plan = {
  readonly name: string;
  readonly parleys: readonly Parley[];
  readonly rooms: number;
  placesOf(code: string, room: number): Place[];
};

function plansOf(alone: Parley, nodes: readonly Parley[], size: number): Plan[] {
  const place = (parley: Parley, code: string, people: number): Place => {
    return { url: parley.server.url, code, people, server: "parley" };
  };
  const of = (parleys: readonly Parley[], room: number) => parleys[room % parleys.length] ?? alone;
  const [one, two] = [PEOPLE / size, (2 * PEOPLE) / size];
  return [
    {
      ...{ name: "one server, no Redis", parleys: [alone], rooms: one },
      placesOf: (code) => [place(alone, code, size)],
    },
    {
      ...{ name: "two nodes, all where the room is", parleys: nodes, rooms: two },
      placesOf: (code, room) => [place(of(nodes, room), code, size)],
    },
    {
      ...{ name: "two nodes, half on the other one", parleys: nodes, rooms: two },
      placesOf: (code) => nodes.map((node) => place(node, code, size / 2)),
    },
  ];
}

async function openSetup(plan: Plan, meter: Meter, stack: AsyncDisposableStack): Promise<Setup> {
  const { name, parleys, rooms } = plan;
  const codes = (await parleys[0]?.createRooms(rooms)) ?? [];
  const crowd = await Crowd.start(CROWD_PROCESSES);
  stack.defer(() => crowd.close());
  const nodes = parleys.map(({ server }) => server);
  const places = codes.flatMap((code, room) => plan.placesOf(code, room));
  const people = places.reduce((sum, place) => sum + place.people, 0);
  await setTimeout(STATISTICS_MS);
  const before = await meter.read(nodes);
  await crowd.open(places);
  const after = await meter.read(nodes);
  await setTimeout(STATISTICS_MS);
  const { transactions } = await meter.read(nodes);
  showJoin(name, scaled(difference({ ...after, transactions }, before), 1 / people));
  return { name, nodes, crowd };
}

/** Its CPU is that of a server that has just started; what it asks of the others is not. */
function showJoin(name: string, each: Usage): void {
  print(
    `  ${name.padEnd(33)} a join: ${each.nodes.toFixed(1)} ms of CPU in the nodes, ` +
      `${each.postgres.toFixed(1)} ms in Postgres (${each.transactions.toFixed(1)} transactions), ` +
      `${each.redis.toFixed(2)} ms in Redis (${each.commands.toFixed(1)} commands, ` +
      `${each.bytes.toFixed(0)} bytes)`,
  );
}

type Comparison = {
  readonly setups: readonly Setup[];
  readonly meter: Meter;
  readonly size: number;
  readonly kind: Kind;
};

async function compareKind(comparison: Comparison, rounds: number): Promise<void> {
  const { setups, kind } = comparison;
  const costs = setups.map((): Cost[] => []);
  const busy = new Busy();
  const shares: number[] = [];
  // The first round is for the compiler.
  for (let round = 0; round <= rounds; round += 1) {
    busy.share();
    for (const [index, setup] of setups.entries()) {
      const cost = await costOf(setup, comparison);
      if (round > 0) costs[index]?.push(cost);
    }
    if (round > 0) shares.push(busy.share());
  }
  const what = kind === "relay" ? "a relayed message" : "a chat message, stored";
  print(`  ${what}; the machine ${(median(shares) * 100).toFixed(0)} % busy`);
  for (const [index, { name }] of setups.entries()) show(name, costs[index] ?? [], costs[0] ?? []);
}

async function costOf(setup: Setup, { meter, size, kind }: Comparison): Promise<Cost> {
  const wanted = PER_SECOND[kind] * setup.nodes.length;
  const messages = Math.round((wanted * LOAD_SECONDS) / size);
  const delivered = messages * (kind === "chat" ? size : size - 1);
  const [before, since] = [await meter.read(setup.nodes), performance.now()];
  await setup.crowd.send({ kind, messages, perSecond: messages / LOAD_SECONDS }, delivered);
  const seconds = (performance.now() - since) / 1000;
  const used = difference(await meter.read(setup.nodes), before);
  const perCpuSecond = (delivered / used.nodes) * 1000;
  return { ...scaled(used, 1000 / delivered), perCpuSecond, perSecond: delivered / seconds };
}

function scaled(usage: Usage, factor: number): Usage {
  return {
    nodes: usage.nodes * factor,
    postgres: usage.postgres * factor,
    redis: usage.redis * factor,
    transactions: usage.transactions * factor,
    commands: usage.commands * factor,
    bytes: usage.bytes * factor,
  };
}

function show(name: string, costs: readonly Cost[], alone: readonly Cost[]): void {
  const of = (part: keyof Cost) => median(costs.map((cost) => cost[part]));
  const ratios = costs.map(({ nodes }, round) => nodes / (alone[round]?.nodes ?? Number.NaN));
  const each = list(
    costs.map(({ perCpuSecond }) => perCpuSecond),
    0,
  );
  print(
    `  ${name.padEnd(33)} ${of("perCpuSecond").toFixed(0)} per CPU second of the nodes (${each}), ` +
      `${of("perSecond").toFixed(0)} a second; ${of("nodes").toFixed(1)} µs each, ` +
      `${median(ratios).toFixed(2)} of one server's; Postgres ${of("postgres").toFixed(2)} µs, ` +
      `Redis ${of("redis").toFixed(2)} µs (${(of("bytes") / 1000).toFixed(0)} bytes)`,
  );
}
