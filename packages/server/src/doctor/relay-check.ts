/** Whether each TURN server takes our credentials, and reaches the SFU. */
import { isIPv4 } from "node:net";
import { LIMITS } from "@parley/protocol/limits";
import type { TurnConfig } from "../config.ts";
import { IceServers } from "../identity/ice-servers.ts";
import { distrustText, codeOf, reasonOf } from "./explain.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";
import { ATTRIBUTE, type StunMessage, errorCode, readXorAddress } from "./stun.ts";
import { type TurnPlace, openLine, placeOf } from "./turn-line.ts";
import { type TurnCredentials, TurnSession } from "./turn-session.ts";

/** @param announced the addresses of the SFU, which the relay has to reach */
export async function checkRelays(
  turn: TurnConfig | null,
  announced: readonly string[],
): Promise<readonly Finding[]> {
  if (turn === null) {
    return [
      ok("relay", "TURN_URLS is not set: who does not reach the UDP port stays without media."),
    ];
  }
  const credentials = credentialsOf(turn);
  const findings = turn.urls.map((url) => checkRelay(url, credentials, announced));
  return Promise.all(findings);
}

/** As the server gives them to a participant. */
function credentialsOf(turn: TurnConfig): TurnCredentials {
  const servers = new IceServers({ turn, clock: { now: Date.now }, limits: LIMITS });
  const relay = servers.of("doctor").iceServers.at(-1);
  return { username: relay?.username ?? "", credential: relay?.credential ?? "" };
}

async function checkRelay(
  url: string,
  credentials: TurnCredentials,
  announced: readonly string[],
): Promise<Finding> {
  const place = placeOf(url);
  if (place === null) {
    return fail("relay", `${url}: browsers know no relay by DTLS.`, "Take it out of TURN_URLS.");
  }
  try {
    const line = await openLine(place);
    try {
      return await tryOut(url, new TurnSession(line, credentials), announced);
    } finally {
      line.close();
    }
  } catch (error) {
    return unreached(url, place, error);
  }
}

function unreached(url: string, { port, transport }: TurnPlace, error: unknown): Finding {
  const code = codeOf(error);
  const isCertificate = transport === "tls" && /CERT|SIGNATURE/.test(code);
  if (isCertificate) {
    const change = "Give the relay a certificate that browsers believe.";
    return fail("relay", `The certificate of ${url} ${distrustText(code)}.`, change);
  }
  const kind = transport === "udp" ? "UDP" : "TCP";
  const change = `Start the relay, open its port ${port} (${kind}), or correct TURN_URLS.`;
  return fail("relay", `${url} does not answer: ${reasonOf(error)}.`, change);
}

async function tryOut(
  url: string,
  session: TurnSession,
  announced: readonly string[],
): Promise<Finding> {
  await session.bind();
  const allocated = await session.allocate();
  if (errorCode(allocated) !== 0) return refused(url, errorCode(allocated));
  const closed = await closedTo(session, announced.filter(isIPv4));
  await session.release();
  if (closed !== null) {
    const change = `Start coturn with --allowed-peer-ip=${closed} (the SFU's address).`;
    return fail("relay", `${url} works, but lets nobody through to ${closed}.`, change);
  }
  return ok("relay", `${url} makes relays${at(allocated)}.`);
}

/** The first address that the relay refuses to reach. */
async function closedTo(session: TurnSession, peers: readonly string[]): Promise<string | null> {
  for (const peer of peers) {
    if (errorCode(await session.permit(peer)) !== 0) return peer;
  }
  return null;
}

function at({ attributes, transaction }: StunMessage): string {
  const relayed = attributes.get(ATTRIBUTE.xorRelayedAddress);
  if (relayed?.readUInt8(1) !== 1) return "";
  return ` at ${readXorAddress(relayed, transaction).address}`;
}

function refused(url: string, code: number): Finding {
  const found = `${url} refuses (${code})`;
  switch (code) {
    case 401:
      return fail(
        "relay",
        `${found}: it does not take our credentials.`,
        "Make TURN_SECRET and coturn's static-auth-secret the same text, with use-auth-secret; " +
          "and let both clocks be right.",
      );
    case 486:
      return warn("relay", `${found}: too many relays at once.`, "Raise coturn's user-quota.");
    case 508:
      return fail(
        "relay",
        `${found}: it has no port left.`,
        "Widen coturn's min-port to max-port.",
      );
    default:
      return fail("relay", `${found}.`, "The relay's log says why.");
  }
}
