/** Whether the SFU listens, and whether the addresses that browsers are told lead to it. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { BlockList, isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import type { DoctorFacts } from "@parley/protocol/doctor";
import type { Config, MediaConfig } from "../config.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";
import { isLoopbackHost } from "./own-url.ts";

type Media = NonNullable<DoctorFacts["media"]>;

export async function checkMedia(
  config: Config,
  media: DoctorFacts["media"],
): Promise<readonly Finding[]> {
  if (config.media === null)
    return [ok("media port", "MEDIA is off: people are connected directly.")];
  if (media === null) {
    const change = 'The server\'s log says why its worker cannot run ("there is no SFU").';
    return [fail("media port", "There is no SFU, though MEDIA is on.", change)];
  }
  const ports = await checkPorts(config.media, media.ports);
  return [ports, checkAnnounced(media, config.publicUrl, ownAddresses())];
}

async function checkPorts(config: MediaConfig, ports: Media["ports"]): Promise<Finding> {
  const check = "media port";
  const running = ports.filter((port) => port !== null);
  if (running.length < ports.length) {
    const found = `${ports.length - running.length} of ${ports.length} media workers do not run.`;
    return fail(check, found, "The server's log says why they end.");
  }
  const free = await firstFree(config.bindAddress, running);
  if (free !== null) {
    const change = "Run the doctor where the server runs, in the same container; else restart it.";
    return fail(check, `Nobody listens on ${config.bindAddress}, UDP port ${free}.`, change);
  }
  const named = `UDP ${running.join(", ")}`;
  if (config.port !== 0 && config.port !== running[0]) {
    const change = `Free the UDP port ${config.port}, or set MEDIA_PORT to one that is free.`;
    return warn(check, `Media is at ${named}, because UDP ${config.port} was taken.`, change);
  }
  return ok(check, `The SFU listens at ${config.bindAddress}, ${named}.`);
}

/** The first that can be bound, and so has nobody who listens; null when there is none. */
async function firstFree(address: string, ports: readonly number[]): Promise<number | null> {
  for (const port of ports) {
    if (await canBind(address, port)) return port;
  }
  return null;
}

async function canBind(address: string, port: number): Promise<boolean> {
  const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
  socket.bind({ address, port, exclusive: true });
  try {
    await once(socket, "listening");
    return true;
  } catch {
    return false;
  } finally {
    socket.close();
  }
}

/** Of this machine, as browsers might be told them. */
export function ownAddresses(): ReadonlySet<string> {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return new Set(all.map(({ address }) => address));
}

export function checkAnnounced(
  { announced, ports }: Media,
  publicUrl: string | null,
  own: ReadonlySet<string>,
): Finding {
  const check = "media address";
  const named = announced.join(", ");
  const isForOthers = publicUrl !== null && !isLoopbackHost(new URL(publicUrl).hostname);
  if (isForOthers && announced.every(isLoopbackHost)) {
    const change = "Set MEDIA_ANNOUNCED_IP to the address by which browsers reach this machine.";
    return fail(check, `Browsers are told ${named}, which is themselves.`, change);
  }
  const foreign = announced.filter((address) => !own.has(address));
  if (foreign.length > 0) {
    const change =
      `Let NAT, or the container's host, forward UDP ${ports.join(", ")} from there to here; ` +
      "a browser shows below whether it does. If the address is wrong: MEDIA_ANNOUNCED_IP.";
    return warn(check, `${foreign.join(", ")} is not an address of this machine.`, change);
  }
  if (publicUrl !== null && isForOthers && announced.every(isPrivate)) {
    const change = "For people from elsewhere set MEDIA_ANNOUNCED_IP to the public address.";
    return warn(check, `Browsers are told ${named}: only your own network gets there.`, change);
  }
  return ok(check, `Browsers are told ${named}, which is this machine.`);
}

const PRIVATE = privateNetworks();

/** RFC 1918, RFC 6598, link-local and unique local addresses. */
function privateNetworks(): BlockList {
  const list = new BlockList();
  list.addSubnet("10.0.0.0", 8, "ipv4");
  list.addSubnet("172.16.0.0", 12, "ipv4");
  list.addSubnet("192.168.0.0", 16, "ipv4");
  list.addSubnet("100.64.0.0", 10, "ipv4");
  list.addSubnet("169.254.0.0", 16, "ipv4");
  list.addSubnet("fc00::", 7, "ipv6");
  list.addSubnet("fe80::", 10, "ipv6");
  return list;
}

function isPrivate(address: string): boolean {
  return isLoopbackHost(address) || PRIVATE.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}
