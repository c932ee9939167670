/** What a delivered message costs in rooms of different sizes, beside a bare relay. */
import type { ServerProcess } from "../server-process.ts";
import { Crowd } from "./crowd.ts";
import type { Kind, Place } from "./messages.ts";
import { Busy, list, median, print } from "./numbers.ts";
import { startBare, startParley } from "./servers.ts";

/** All sizes have as many people and deliveries: what differs is how they are spread over rooms. */
const PEOPLE = 500;
const DELIVERIES_PER_SECOND = 15_000;
const LOAD_SECONDS = 5;
const CROWD_PROCESSES = 2;

/** One of the servers with everybody in. */
type Side = {
  readonly server: ServerProcess;
  readonly crowd: Crowd;
  /** Whether who sends a chat message gets it too, when it is stored. A bare relay stores nothing. */
  readonly echoesChat: boolean;
};

type Round = { readonly size: number; readonly kind: Kind };

type Cost = { readonly us: number; readonly perSecond: number };

export async function compareSizes(sizes: readonly number[], rounds: number): Promise<void> {
  for (const size of sizes) await compareSize(size, rounds);
}

async function compareSize(size: number, rounds: number): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const parley = await parleySide(size, stack);
  const bare = await bareSide(size, stack);
  for (const kind of ["relay", "chat"] as const) {
    // What has not run often enough is not compiled yet.
    for (const side of [parley, bare]) await costOf(side, { size, kind });
    await compareKind({ parley, bare }, { size, kind }, rounds);
  }
}

type Sides = { readonly parley: Side; readonly bare: Side };

async function compareKind({ parley, bare }: Sides, round: Round, rounds: number): Promise<void> {
  const [ours, theirs, shares]: [Cost[], Cost[], number[]] = [[], [], []];
  const busy = new Busy();
  for (let i = 0; i < rounds; i += 1) {
    theirs.push(await costOf(bare, round));
    ours.push(await costOf(parley, round));
    shares.push(busy.share());
  }
  // Of each round by itself: the two ran one right after the other.
  const ratios = ours.map(({ us }, i) => us / (theirs[i]?.us ?? Number.NaN));
  const rate = median(ours.map(({ perSecond }) => perSecond));
  const what = round.kind === "relay" ? "a relayed message" : "a chat message, stored";
  const rooms = PEOPLE / round.size === 1 ? "one room" : `${PEOPLE / round.size} rooms`;
  print(`\n${rooms} of ${round.size}, ${what}; ${loadOf(rate, shares)}`);
  show("bare relay", theirs);
  show("Parley", ours);
  print(`ratio       ${median(ratios).toFixed(2)} (${list(ratios, 2)})`);
}

function loadOf(rate: number, shares: readonly number[]): string {
  const busy = (median(shares) * 100).toFixed(0);
  return `${rate.toFixed(0)} deliveries a second, the machine ${busy} % busy`;
}

function show(name: string, costs: readonly Cost[]): void {
  const all = costs.map(({ us }) => us);
  const cost = median(all);
  const perSecond = (1e6 / cost).toFixed(0);
  print(
    `${name.padEnd(11)} ${cost.toFixed(1)} µs of CPU per delivered message (${list(all)}), ` +
      `${perSecond} a CPU second`,
  );
}

async function costOf({ server, crowd, echoesChat }: Side, { size, kind }: Round): Promise<Cost> {
  const messages = Math.round((DELIVERIES_PER_SECOND * LOAD_SECONDS) / size);
  const expected = messages * (kind === "chat" && echoesChat ? size : size - 1);
  const [cpu, since] = [server.cpuMs(), performance.now()];
  await crowd.send({ kind, messages, perSecond: messages / LOAD_SECONDS }, expected);
  const seconds = (performance.now() - since) / 1000;
  const us = ((server.cpuMs() - cpu) * 1000) / expected;
  return { us, perSecond: expected / seconds };
}

async function parleySide(size: number, stack: AsyncDisposableStack): Promise<Side> {
  const parley = await startParley();
  stack.defer(() => parley.close());
  const codes = await parley.createRooms(PEOPLE / size);
  const crowd = await crowdIn(parley.server, { codes, size, server: "parley" }, stack);
  return { server: parley.server, crowd, echoesChat: true };
}

async function bareSide(size: number, stack: AsyncDisposableStack): Promise<Side> {
  const server = await startBare();
  stack.defer(() => server.stop());
  const codes = Array.from({ length: PEOPLE / size }, (_, room) => String(room));
  const crowd = await crowdIn(server, { codes, size, server: "bare" }, stack);
  return { server, crowd, echoesChat: false };
}

type Rooms = {
  readonly codes: readonly string[];
  readonly size: number;
  readonly server: Place["server"];
};

async function crowdIn(
  { url }: ServerProcess,
  { codes, size, server }: Rooms,
  stack: AsyncDisposableStack,
): Promise<Crowd> {
  const crowd = await Crowd.start(CROWD_PROCESSES);
  stack.defer(() => crowd.close());
  await crowd.open(codes.map((code) => ({ url, code, people: size, server })));
  return crowd;
}
