/** Who may use the relay, and how much. */
import { LIMITS } from "@parley/protocol";
import { ATTRIBUTE } from "../../../src/doctor/stun.ts";
import type { Code, Credentials, TurnClient } from "../turn-client.ts";

/** How Allocate ended with each. */
export type UsageReport = {
  readonly ours: Code;
  readonly wrongPassword: Code;
  readonly lapsed: Code;
  /** Lapsed ones with a later time written in. */
  readonly prolonged: Code;
  readonly nobody: Code;
  /** A relay that was made in time is kept up with credentials that have lapsed. */
  readonly keptUpAfterLapse: Code;
  /** How many relays one user got, with other credentials each time, and how the next one ended. */
  readonly quota: { readonly relays: number; readonly next: Code };
  /** Whether the server tells its name. */
  readonly tellsSoftware: boolean;
};

type Probed = {
  /** A client of its own; they are all closed at the end, so that none gets the port of another. */
  readonly open: Open;
  readonly credentials: (name: string, lifeMs?: number) => Credentials;
};

type Open = (given: Credentials) => Promise<TurnClient>;

const HOUR = 3_600_000;
const UNAUTHENTICATED = 401;

export async function usageOf({ open, credentials }: Probed): Promise<UsageReport> {
  const allocateWith = async (given: Credentials) => (await open(given)).allocate();
  const ours = credentials("user");
  const old = credentials("user", -HOUR);
  const [, user = ""] = old.username.split(":");
  const later = `${Math.floor(Date.now() / 1000) + 3600}:${user}`;
  return {
    ours: await allocateWith(ours),
    wrongPassword: await allocateWith({ ...ours, credential: "wrong" }),
    lapsed: await allocateWith(old),
    prolonged: await allocateWith({ ...old, username: later }),
    nobody: await allocateWith({ username: "", credential: "" }),
    quota: await quotaOf(open, credentials),
    tellsSoftware: await tellsSoftware(await open(ours)),
    keptUpAfterLapse: await keptUpAfterLapse(open, credentials("short-lived", 1000)),
  };
}

async function keptUpAfterLapse(open: Open, given: Credentials): Promise<Code> {
  const client = await open(given);
  const made = await client.allocate();
  if (made !== 0) return made;
  // The relay's own clock decides when they have lapsed.
  while (await opens(open, given));
  return client.refresh();
}

/** From a socket that the relay does not know yet, in most cases. */
async function opens(open: Open, given: Credentials): Promise<boolean> {
  const client = await open(given);
  const code = await client.allocate();
  client.close();
  return code !== UNAUTHENTICATED;
}

async function quotaOf(
  open: Open,
  credentials: Probed["credentials"],
): Promise<UsageReport["quota"]> {
  for (let relays = 0; ; relays += 1) {
    const life = LIMITS.turnCredentialMs + relays * 1000;
    const code = await (await open(credentials("greedy", life))).allocate();
    if (code !== 0) return { relays, next: code };
  }
}

async function tellsSoftware(client: TurnClient): Promise<boolean> {
  const { attributes } = await client.bindingResponse();
  return attributes.has(ATTRIBUTE.software);
}
