/** The settings of the SFU. */
import { isIP } from "node:net";
import { availableParallelism, networkInterfaces } from "node:os";
import { LOOPBACK, PORT_RANGE, isLoopback } from "./addresses.ts";
import { ConfigError, type Environment, listOf, oneOf, wholeNumber } from "./reader.ts";

const SWITCH = ["on", "off"] as const;

/** Where and how the SFU is reached. */
export type MediaConfig = {
  readonly bindAddress: string;
  /** The IP addresses under which browsers reach this machine. */
  readonly announced: readonly string[];
  /** UDP, of the first worker; the others have the ones after it. 0: any free ones. */
  readonly port: number;
  /** `wanted`: somebody asked for it. `usual`: another will do when it is taken. */
  readonly portIs: "wanted" | "usual";
  readonly workers: number;
};

/** What some defaults depend on. */
export type Machine = {
  /** By which others reach it, IPv4. */
  readonly addresses: readonly string[];
  readonly cores: number;
};

const WORKERS = { from: 1, to: 64 };

type Place = { readonly host: string; readonly port: number; readonly machine: Machine };

export function readMedia(env: Environment, place: Place): MediaConfig | null {
  const named = readAnnounced(env);
  const announced = named.length > 0 ? named : usualAddresses(place);
  const counted = wholeNumber(env, "MEDIA_WORKERS", WORKERS, "a whole number from 1 to 64");
  const workers = counted ?? Math.max(1, place.machine.cores - 1);
  const range = { from: 0, to: 65_536 - workers };
  const port = wholeNumber(env, "MEDIA_PORT", range, `${PORT_RANGE}, with one for each worker`);
  const usual = place.port > range.to ? 0 : place.port;
  const ports = { port: port ?? usual, portIs: port === undefined ? "usual" : "wanted" } as const;
  if (oneOf(env, "MEDIA", SWITCH) === "off") return null;
  return { bindAddress: bindAddressFor(place.host, announced), announced, ...ports, workers };
}

function readAnnounced(env: Environment): readonly string[] {
  const addresses = listOf(env, "MEDIA_ANNOUNCED_IP");
  if (addresses.every((address) => isIP(address) !== 0 && !isAny(address))) return addresses;
  throw new ConfigError(
    "MEDIA_ANNOUNCED_IP",
    "IP addresses by which browsers reach this machine, separated by commas",
  );
}

/** The addresses that follow from HOST. */
function usualAddresses({ host, machine }: Place): readonly string[] {
  if (isLoopback(host)) return [LOOPBACK];
  if (isIP(host) !== 0 && !isAny(host)) return [host];
  return machine.addresses.length > 0 ? machine.addresses : [LOOPBACK];
}

/** Also behind a proxy on this machine, which passes no UDP on, media comes in from outside. */
function bindAddressFor(host: string, announced: readonly string[]): string {
  if (isLoopback(host) && announced.every(isLoopback)) return LOOPBACK;
  if (isIP(host) !== 0 && !isAny(host) && !isLoopback(host)) return host;
  return host === "::" || announced.some((address) => isIP(address) === 6) ? "::" : "0.0.0.0";
}

function isAny(address: string): boolean {
  return address === "0.0.0.0" || address === "::";
}

export function thisMachine(): Machine {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const outward = all.filter(({ family, internal }) => family === "IPv4" && !internal);
  return { addresses: outward.map(({ address }) => address), cores: availableParallelism() };
}
