/** Whether what a proxy says of the people behind it reaches the server and is believed. */
import type { DoctorCaller } from "@parley/protocol/doctor";
import type { Config } from "../config.ts";
import { reasonOf } from "./explain.ts";
import { type Told, askFacts, readSecret } from "./facts.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

const CHECK = "proxy";

type Setup = Pick<Config, "publicUrl" | "trustedProxies" | "tls" | "port">;

/** Asks the server through PUBLIC_URL. */
export async function checkProxy(config: Config, publicUrl: string): Promise<readonly Finding[]> {
  try {
    const told = await askFacts(publicUrl, await readSecret(config));
    if (told !== null) return proxyFindings(config, publicUrl, told);
    const found = "The server's answer for the doctor does not come through PUBLIC_URL.";
    const change =
      "Let the proxy pass every path and the header Authorization on; or PUBLIC_URL leads to " +
      "another Parley than the one of this machine.";
    return [fail(CHECK, found, change)];
  } catch (error) {
    const found = `Nothing was found out: ${reasonOf(error)}.`;
    return [warn(CHECK, found, "See public address.")];
  }
}

export function proxyFindings(config: Setup, publicUrl: string, told: Told): readonly Finding[] {
  const { caller } = told.facts;
  const problems = [hostProblem(caller, publicUrl), schemeProblem(caller, publicUrl)];
  const known = problems.filter((problem) => problem !== null);
  const address = addressFinding(config, publicUrl, told);
  return known.length > 0 && address.verdict === "ok" ? known : [address, ...known];
}

function addressFinding(config: Setup, publicUrl: string, { facts, from }: Told): Finding {
  const { caller } = facts;
  if (caller.forwarded.length === 0) return silentProxy(config, publicUrl, caller);
  if (caller.believed) return believed(caller, from);
  const peer = plain(caller.peer);
  const found = `The proxy at ${peer} sends ${caller.forwarded.join(", ")}, and is not believed.`;
  const value = isLoopback(peer) ? "loopback" : peer;
  const more = config.trustedProxies.length === 0 ? `to ${value}` : `to a list with ${value}`;
  return fail(CHECK, found, `Set TRUST_PROXY ${more}; else all people share one address's limits.`);
}

/** Where PUBLIC_URL is not the server itself, somebody passes the requests on. */
function silentProxy(config: Setup, publicUrl: string, { peer }: DoctorCaller): Finding {
  const url = new URL(publicUrl);
  const usual = url.protocol === "https:" ? 443 : 80;
  const isItself =
    Number(url.port || usual) === config.port &&
    (url.protocol === "https:") === (config.tls !== null);
  if (isItself) return ok(CHECK, "There is none: PUBLIC_URL is the server itself.");
  const found = `The proxy at ${plain(peer)} does not say for whom it asks.`;
  const change = "Let the proxy send X-Forwarded-For, and name it in TRUST_PROXY.";
  return fail(CHECK, found, change);
}

/** The right-most address that no trusted proxy has is ours, if we are none ourselves. */
function believed({ address, peer, forwarded }: DoctorCaller, from: string | null): Finding {
  if (!forwarded.includes("x-forwarded-for")) {
    const found = `The proxy at ${plain(peer)} is believed, but sends no X-Forwarded-For.`;
    return fail(CHECK, found, "Let the proxy send X-Forwarded-For.");
  }
  const seen = plain(address);
  const whose = seen === plain(from) ? ", from which it was asked" : "";
  return ok(CHECK, `The proxy at ${plain(peer)} is believed; the server sees ${seen}${whose}.`);
}

function hostProblem({ host, hostAllowed }: DoctorCaller, publicUrl: string): Finding | null {
  const given = URL.parse(`http://${host ?? ""}`)?.hostname;
  const wanted = new URL(publicUrl).hostname;
  if (given === wanted) return null;
  const found = `The proxy asks for the Host ${host ?? "(none)"} and not for ${wanted}.`;
  const change = "Let the proxy pass the header Host on (nginx: proxy_set_header Host $host).";
  return hostAllowed ? warn(CHECK, found, change) : fail(CHECK, found, change);
}

function schemeProblem(caller: DoctorCaller, publicUrl: string): Finding | null {
  const { forwardedProto, believed: isBelieved } = caller;
  const given = /(\w+) *$/.exec(forwardedProto ?? "")?.[1];
  if (given === undefined || !isBelieved || publicUrl.startsWith(`${given}:`)) return null;
  const found = `The proxy says that people come by ${given}, and PUBLIC_URL is ${publicUrl}.`;
  return warn(CHECK, found, "Correct PUBLIC_URL, or the proxy's X-Forwarded-Proto.");
}

/** Of IPv4 inside IPv6 only the IPv4. */
function plain(address: string | null): string {
  return (address ?? "an unknown address").replace(/^::ffff:(?=[\d.]+$)/i, "");
}

function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}
