/** What the tries to connect with the SFU mean, and what to change. */
import { type Finding, fail, ok, warn } from "./finding.ts";
import type { MediaPath } from "./media-path.ts";
import type { ProbeResult } from "./media-probe.ts";

export type Probes = {
  readonly up: ProbeResult;
  readonly down: ProbeResult;
  /** Null: the server has no relay. */
  readonly relay: ProbeResult | null;
};

export function mediaFindings(probes: Probes): readonly Finding[] {
  const { up, down, relay } = probes;
  const isRelayed = relay?.state === "connected";
  return [
    straight("media up", up, isRelayed),
    sameWay(probes, isRelayed) ?? straight("media down", down, isRelayed),
    relay === null ? withoutRelay(up) : throughRelay(relay),
  ];
}

/** There is no SFU: people are connected with one another. */
export function meshFindings(hasRelay: boolean): readonly Finding[] {
  const found = "There is no SFU here (MEDIA): people are connected with one another.";
  const relay = hasRelay
    ? ok("relay", "There is one, for those who do not reach one another.")
    : warn("relay", "There is none.", "Set TURN_URLS: without an SFU many people need a relay.");
  return [ok("media up", found), ok("media down", found), relay];
}

/** What is in the way of both is said once. */
function sameWay({ up, down }: Probes, isRelayed: boolean): Finding | null {
  if (up.state !== "unreached" || down.state !== "unreached") return null;
  const found = `Nothing comes from ${placesText(down.targets)} by UDP.`;
  const change = "What is in the way of sending is in the way here as well.";
  return isRelayed ? warn("media down", found, change) : fail("media down", found, change);
}

function straight(
  check: "media up" | "media down",
  result: ProbeResult,
  isRelayed: boolean,
): Finding {
  if (result.state === "connected") return ok(check, wayText(result.path));
  if (result.state === "unanswered") return unanswered(check, result.reason);
  const { targets } = result;
  const found = `Nothing comes back from ${placesText(targets)} by UDP.`;
  const change =
    "MEDIA_ANNOUNCED_IP has to be an address by which this device reaches the server, and " +
    `${portsText(targets)} has to be open on the way there (firewall, NAT, the container's ports).`;
  if (!isRelayed) return fail(check, found, change);
  return warn(check, `${found} The relay works instead.`, change);
}

function wayText({ remote, protocol, rttMs }: MediaPath): string {
  const time = rttMs === null ? "" : `, ${rttMs}\u00A0ms there and back`;
  return `It goes to ${remote} by ${protocol}${time}.`;
}

function placesText(targets: readonly string[]): string {
  return targets.length === 0 ? "the SFU" : targets.join(", ");
}

function portsText(targets: readonly string[]): string {
  const ports = new Set(targets.map((target) => target.replace(/^.*:/, "")));
  return ports.size === 0 ? "its UDP port (MEDIA_PORT)" : `UDP port ${[...ports].join(", ")}`;
}

function unanswered(check: Finding["check"], reason: string): Finding {
  const change = "The server's log says why; look at its media worker.";
  return fail(check, `The SFU does not answer: ${reason}.`, change);
}

function withoutRelay(up: ProbeResult): Finding {
  const found = "There is none (TURN_URLS).";
  if (up.state === "connected") return ok("relay", `${found} This device needs none.`);
  const change = "Set TURN_URLS and TURN_SECRET to a relay, for networks that let no UDP through.";
  return warn("relay", found, change);
}

function throughRelay(result: ProbeResult): Finding {
  switch (result.state) {
    case "connected": {
      const { protocol, rttMs } = result.path;
      const time = rttMs === null ? "" : `, ${rttMs}\u00A0ms there and back`;
      return ok("relay", `Media gets through it by ${protocol}${time}.`);
    }
    case "unanswered":
      return unanswered("relay", result.reason);
    case "unreached": {
      const change =
        "Open the relay's port, give it a name in TURN_URLS that this device knows, and let it " +
        "reach the SFU (coturn's allowed-peer-ip). By TCP or TLS alone it does not work yet.";
      return fail("relay", "Nothing gets through it.", change);
    }
  }
}
