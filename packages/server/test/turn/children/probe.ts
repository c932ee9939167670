/**
 * Runs the relay and looks where it leads. To be started in a network namespace of its own
 * (namespace.ts). Argument: which way to set up the relay. Prints a report as JSON.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LIMITS } from "@parley/protocol";
import { IceServers } from "../../../src/identity/ice-servers.ts";
import { Coturn } from "../coturn.ts";
import { FORBIDDEN_IPV4, FORBIDDEN_IPV6, SFU, STRANGERS } from "../peers.ts";
import { RELAY, RELAY_IPV6 } from "../namespace.ts";
import { type Code, type Credentials, TurnClient } from "../turn-client.ts";
import { type DataReport, dataThrough } from "./data-through.ts";
import { type UsageReport, usageOf } from "./usage-of.ts";

const SHIPPED = join(import.meta.dirname, "../../../../../deploy/coturn/turnserver.conf");
const SECRET = "a secret of the relay and of nobody else";
const SERVER = { address: RELAY, port: 3478 };

/** How CreatePermission and ChannelBind ended, by the peer's address. */
export type Answers = { readonly [peer: string]: readonly [permission: Code, channel: Code] };

export type Report = {
  /** How it ended to ask for an IPv6 relay. */
  readonly ipv6: Code;
  /** From an IPv4 relay, and from an IPv6 relay when there is one. */
  readonly fromIpv4: Answers;
  readonly fromIpv6: Answers;
  /** Of the shipped one alone: to wait until credentials lapse takes a second. */
  readonly usage: UsageReport | null;
  readonly data: DataReport;
};

const isIpv6Denial = (line: string) => /^denied-peer-ip=.*:/.test(line);
const isLastDenial = (line: string) =>
  line === "denied-peer-ip=0.0.0.0-255.255.255.255" || isIpv6Denial(line);

type SetUp = { readonly keeps: (line: string) => boolean; readonly args: readonly string[] };

const SET_UPS: { readonly [name: string]: SetUp } = {
  shipped: { keeps: () => true, args: [] },
  "without the last denials": { keeps: (line) => !isLastDenial(line), args: [] },
  "with an IPv6 relay": { keeps: () => true, args: [`--relay-ip=${RELAY_IPV6}`] },
  "denying IPv4 alone, with an IPv6 relay": {
    keeps: (line) => !isIpv6Denial(line),
    args: [`--relay-ip=${RELAY_IPV6}`],
  },
  "denying nothing, with an IPv6 relay": {
    keeps: (line) => !line.startsWith("denied-peer-ip="),
    args: [`--relay-ip=${RELAY_IPV6}`, "--allow-loopback-peers"],
  },
};

/** Credentials as Parley makes them; `lifeMs` from now. */
function credentials(name: string, lifeMs: number = LIMITS.turnCredentialMs): Credentials {
  const turn = { urls: [`turn:${RELAY}`], secret: SECRET };
  const limits = { turnCredentialMs: lifeMs };
  const servers = new IceServers({ turn, clock: { now: () => Date.now() }, limits });
  const { username = "", credential = "" } = servers.of(name).iceServers.at(-1) ?? {};
  return { username, credential };
}

async function answersOf(client: TurnClient, peers: readonly string[]): Promise<Answers> {
  const answers: [string, readonly [Code, Code]][] = [];
  for (const [i, address] of peers.entries()) {
    const permission = await client.permit(address);
    const channel = await client.bindChannel(0x4000 + i, { address, port: 9 });
    answers.push([address, [permission, channel]]);
  }
  return Object.fromEntries(answers);
}

async function probe(withUsage: boolean): Promise<Report> {
  const clients: TurnClient[] = [];
  const open = async (given: Credentials) => {
    const client = await TurnClient.open(SERVER, given);
    clients.push(client);
    return client;
  };
  try {
    const [ipv4, ipv6] = [await open(credentials("prober")), await open(credentials("prober"))];
    const allocated = await ipv4.allocate();
    if (allocated !== 0) throw new Error(`The relay refused our credentials: ${allocated}.`);
    const fromIpv4 = await answersOf(ipv4, [...STRANGERS, ...FORBIDDEN_IPV4, ...FORBIDDEN_IPV6]);
    const ipv6Code = await ipv6.allocate("ipv6");
    const fromIpv6 = ipv6Code === 0 ? await answersOf(ipv6, FORBIDDEN_IPV6) : {};
    const data = await dataThrough(await open(credentials("sender")));
    const usage = withUsage ? await usageOf({ open, credentials }) : null;
    return { ipv6: ipv6Code, fromIpv4, fromIpv6, usage, data };
  } finally {
    for (const client of clients) client.close();
  }
}

const folder = await mkdtemp(join(tmpdir(), "parley-turn-"));
try {
  const name = process.argv[2] ?? "";
  const setUp = SET_UPS[name];
  if (setUp === undefined) throw new Error(`One of: ${Object.keys(SET_UPS).join(", ")}.`);
  const lines = (await readFile(SHIPPED, "utf8")).split("\n");
  const file = join(folder, "turnserver.conf");
  await writeFile(file, lines.filter(setUp.keeps).join("\n"));
  const coturn = await Coturn.start([
    ...["-c", file, `--static-auth-secret=${SECRET}`, "--realm=parley.test"],
    ...[`--listening-ip=${RELAY}`, `--relay-ip=${RELAY}`, `--allowed-peer-ip=${SFU}`],
    ...[`--pidfile=${join(folder, "pid")}`, ...setUp.args],
  ]);
  try {
    console.log(JSON.stringify(await probe(name === "shipped")));
  } finally {
    await coturn.stop();
  }
} finally {
  await rm(folder, { recursive: true });
}
