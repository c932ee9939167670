/** What follows from what the running server says of itself. */
import type { Config } from "../config.ts";
import { reasonOf } from "./explain.ts";
import { type Told, askFacts, readSecret } from "./facts.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";
import { ownUrl } from "./own-url.ts";

/** How far two clocks may be apart. */
export const CLOCK_MS = 1000;

/** Asks it at its own address; what stands in the way is a finding. */
export async function askServer(config: Config): Promise<Told | Finding> {
  const check = "secret";
  const secret = await readSecret(config).catch((error: unknown) => reasonOf(error));
  if (typeof secret === "string") {
    const found = `${config.dataDir}/secret cannot be read (${secret}).`;
    return fail(check, found, "Run the doctor as the server's user, with the same DATA_DIR.");
  }
  const told = await askFacts(ownUrl(config), secret).catch((error: unknown) => reasonOf(error));
  if (typeof told === "string") {
    return fail(check, `The server does not answer: ${told}.`, "Start it first.");
  }
  if (told !== null) return told;
  const change = "Run the doctor with the server's environment: the same SECRET or DATA_DIR.";
  return fail(check, "The server has another SECRET than the doctor, or an older version.", change);
}

export function checkClock({ facts, at }: Told): Finding {
  const apart = Math.abs(facts.now - at);
  if (apart < CLOCK_MS) return ok("clock", "The server's clock is that of this machine.");
  const found = `The server's clock is ${Math.round(apart / 1000)} s from that of this machine.`;
  return warn("clock", found, "Set both by NTP; TURN credentials and tokens depend on the time.");
}

/** Nothing, when the server is alone. */
export function checkNode({ facts: { node } }: Told): readonly Finding[] {
  if (node === null) return [];
  const check = "cluster";
  if (node.others === null) {
    const change = "See database and redis below, and the server's log.";
    return [warn(check, `This is node ${node.id}, which cannot say who else there is.`, change)];
  }
  const others = node.others.join(", ");
  const found = others === "" ? "no other node lives" : `others take links at ${others}`;
  return [ok(check, `This is node ${node.id}; ${found}.`)];
}
