/** Whether the server answers at its own address, and where people open it. */
import { Problem } from "@parley/protocol";
import Type from "typebox";
import type { Config } from "../config.ts";
import { type Answer, ask, bodyOf } from "./ask.ts";
import { codeOf, distrustText, isHomeMade, isSilence, reasonOf } from "./explain.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";
import { isLoopbackHost, ownUrl } from "./own-url.ts";

const Ready = Type.Object({ status: Type.Literal("ok") });

const READY = "/health/ready";

export async function checkServer(config: Config): Promise<Finding> {
  const check = "server";
  const url = ownUrl(config);
  if (config.port === 0) {
    const change = "Set PORT to a number, here and for the server.";
    return fail(check, "PORT is 0, so nobody knows where the server listens.", change);
  }
  try {
    return answered(check, url, await ask(url + READY)) ?? ok(check, `${url} is ready.`);
  } catch (error) {
    const change = "Start Parley, and run the doctor with the same HOST, PORT and TLS_CERT.";
    return fail(check, `${url} does not answer: ${reasonOf(error)}.`, change);
  }
}

/** `reached`: more can be found out on that way. */
export type PublicAddress = { readonly finding: Finding; readonly reached: boolean };

export async function checkPublicUrl(config: Config): Promise<PublicAddress> {
  const check = "public address";
  const { publicUrl } = config;
  if (publicUrl === null) return { finding: withoutPublicUrl(check, config), reached: true };
  try {
    const answer = await ask(publicUrl + READY);
    const strange =
      elsewhere(check, publicUrl, answer) ??
      unreachedBehind(check, config, answer) ??
      answered(check, publicUrl, answer);
    if (strange !== null) return { finding: strange, reached: false };
    const ready = ok(check, `${publicUrl} is ready.`);
    return { finding: insecure(check, publicUrl, answer) ?? ready, reached: true };
  } catch (error) {
    return { finding: unanswered(check, publicUrl, error), reached: false };
  }
}

/** Not every network lets a machine reach its own public address; others may reach it all the same. */
function unanswered(check: string, url: string, error: unknown): Finding {
  const found = `${url} does not answer: ${reasonOf(error)}.`;
  if (!isSilence(error)) return fail(check, found, cureOf(error));
  const change =
    "See whether it opens on another machine. If so, leave it: this one cannot reach its own " +
    "public address. If not, look at the firewall, the router and PUBLIC_URL.";
  return warn(check, found, change);
}

function withoutPublicUrl(check: string, { host }: Config): Finding {
  if (isLoopbackHost(host)) {
    return ok(check, "PUBLIC_URL is not set: Parley is for this machine alone.");
  }
  const change = "Set PUBLIC_URL to the address that people open; any other name is refused.";
  return warn(check, "PUBLIC_URL is not set, and HOST is not this machine alone.", change);
}

function cureOf(error: unknown): string {
  switch (codeOf(error)) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "Make an entry for this name in the DNS, or correct PUBLIC_URL.";
    case "ECONNREFUSED":
      return "Start the proxy there, or correct PUBLIC_URL (its port as well).";
    default:
      return "Look at the proxy, its certificate and PUBLIC_URL.";
  }
}

function elsewhere(check: string, url: string, { status, location }: Answer): Finding | null {
  if (status < 300 || status > 399) return null;
  const target = location === null ? null : URL.parse(location, url);
  const found = `${url} sends people on to ${target?.href ?? "another page"}.`;
  const change =
    target === null || target.origin === url
      ? "Let the proxy pass every path on to Parley."
      : `Set PUBLIC_URL to ${target.origin}, if that is where people are to go.`;
  return fail(check, found, change);
}

/** What proxies say when there is nothing behind them. */
const GATEWAY = new Set([502, 504]);

function unreachedBehind(check: string, config: Config, { status }: Answer): Finding | null {
  if (!GATEWAY.has(status)) return null;
  const change = `Let the proxy pass requests on to ${ownUrl(config)} (HOST and PORT).`;
  return fail(check, `The proxy answers ${status}: it does not reach Parley.`, change);
}

/** Null when Parley has answered that all is well. */
function answered(check: string, url: string, answer: Answer): Finding | null {
  if (answer.status === 200 && bodyOf(answer, Ready) !== null) return null;
  const problem = bodyOf(answer, Problem);
  if (problem === null) {
    const change = "Look at what else listens there: HOST, PORT, PUBLIC_URL and the proxy.";
    return fail(check, `${url} is answered by something else (${answer.status}).`, change);
  }
  const change = "The checks below and the server's log say why.";
  return fail(check, `${url} is Parley, which says: ${problem.detail}`, change);
}

function insecure(check: string, url: string, { distrust }: Answer): Finding | null {
  if (url.startsWith("http:") && !isLoopbackHost(new URL(url).hostname)) {
    const change = "Get a certificate (the proxy, or TLS_CERT and TLS_KEY), and set PUBLIC_URL.";
    return fail(check, `${url} is not https: browsers give it no camera.`, change);
  }
  if (distrust === null) return null;
  const found = `The certificate of ${url} ${distrustText(distrust)}.`;
  if (isHomeMade(distrust)) {
    return warn(check, found, "Browsers warn of it once. A real one, or mkcert's, spares that.");
  }
  return fail(check, found, "Renew or replace the certificate (of the proxy, or TLS_CERT).");
}
