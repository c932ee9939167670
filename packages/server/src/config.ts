/** The settings of the server: read from the environment once, checked, and never changed. */
import { isIP } from "node:net";
import { availableParallelism, networkInterfaces } from "node:os";
import { join, resolve } from "node:path";
import { LIMITS } from "@parley/protocol";

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const POLICIES = ["trial", "strict"] as const;
export type PasswordRule = (typeof POLICIES)[number];

const LOOPBACK = "127.0.0.1";

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

export type Config = {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Absolute. */
  readonly dataDir: string;
  readonly database: { readonly kind: "sqlite"; readonly path: string };
  /** An origin such as `https://meet.example.org`, without a path. */
  readonly publicUrl: string | null;
  /** Origins of other sites whose pages may use this server. */
  readonly allowedOrigins: readonly string[];
  /** Signs CSRF and resume tokens; null when it is to be made and kept in `dataDir`. */
  readonly secret: string | null;
  /** Paths of PEM files. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  readonly passwordRule: PasswordRule;
  readonly logLevel: LogLevel;
  /** Whether browsers reach this server over https; decides about Secure cookies and HSTS. */
  readonly secure: boolean;
  /** Null: no SFU, media goes as a mesh. */
  readonly media: MediaConfig | null;
  /** With it /metrics can be read from anywhere; null: from this machine alone. */
  readonly metricsToken: string | null;
};

export type Environment = { readonly [name: string]: string | undefined };

/** One line that names the variable and what it takes. */
export class ConfigError extends Error {
  constructor(variable: string, takes: string) {
    super(`${variable} takes ${takes}.`);
    this.name = "ConfigError";
  }
}

/** What some defaults depend on. */
export type Machine = {
  /** By which others reach it, IPv4. */
  readonly addresses: readonly string[];
  readonly cores: number;
};

/** Reads and checks all settings; throws ConfigError at the first wrong one. */
export function readConfig(
  env: Environment = process.env,
  machine: Machine = thisMachine(),
): Config {
  const host = readHost(env);
  const dataDir = resolve(value(env, "DATA_DIR") ?? "./data");
  const publicUrl = readPublicUrl(env);
  const tls = readTls(env);
  const port = readPort(env);
  return deepFreeze({
    host,
    port,
    dataDir,
    database: readDatabase(env, dataDir),
    publicUrl,
    allowedOrigins: readAllowedOrigins(env),
    secret: readSecret(env),
    tls,
    passwordRule:
      oneOf(env, "PASSWORD_POLICY", POLICIES) ??
      (isLoopback(host) && publicUrl === null ? "trial" : "strict"),
    logLevel: oneOf(env, "LOG_LEVEL", LOG_LEVELS) ?? "info",
    secure: tls !== null || (publicUrl?.startsWith("https:") ?? false),
    media: readMedia(env, { host, port, machine }),
    metricsToken: readMetricsToken(env),
  });
}

/** An empty variable counts as an absent one: that is how compose files write "not set". */
function value(env: Environment, name: string): string | undefined {
  const text = env[name]?.trim();
  return text === "" ? undefined : text;
}

function listOf(env: Environment, name: string): string[] {
  return (value(env, name) ?? "").split(/[\s,]+/).filter((part) => part !== "");
}

function readHost(env: Environment): string {
  const host = value(env, "HOST") ?? "127.0.0.1";
  const isName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(host);
  if (isIP(host) === 0 && (!isName || /^[\d.]+$/.test(host))) {
    throw new ConfigError("HOST", "an IP address or a host name to listen on, such as 127.0.0.1");
  }
  return host;
}

function isLoopback(host: string): boolean {
  return host === "::1" || host.toLowerCase() === "localhost" || /^127(\.\d+){3}$/.test(host);
}

const PORT_RANGE = "a whole number from 0 to 65535 (0: any free port)";

function readPort(env: Environment): number {
  return wholeNumber(env, "PORT", { from: 0, to: 65_535 }, PORT_RANGE) ?? 8000;
}

function readDatabase(env: Environment, dataDir: string): Config["database"] {
  const url = value(env, "DATABASE_URL");
  if (url === undefined) return { kind: "sqlite", path: join(dataDir, "parley.db") };
  const path = /^sqlite:(.+)$/s.exec(url)?.[1];
  if (path === undefined) {
    throw new ConfigError(
      "DATABASE_URL",
      "sqlite: and a path, such as sqlite:./data/parley.db; Postgres is not supported yet",
    );
  }
  return { kind: "sqlite", path: resolve(path) };
}

/** The origin in `text`, if it is an http(s) URL with nothing but an origin. */
function originIn(text: string): string | null {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return null;
  const bare = url.pathname === "/" && url.search === "" && url.hash === "";
  return bare && url.username === "" && url.password === "" ? url.origin : null;
}

function readPublicUrl(env: Environment): string | null {
  const text = value(env, "PUBLIC_URL");
  if (text === undefined) return null;
  const origin = originIn(text);
  if (origin === null) {
    throw new ConfigError(
      "PUBLIC_URL",
      "the address people open, without a path, such as https://meet.example.org",
    );
  }
  return origin;
}

function readAllowedOrigins(env: Environment): string[] {
  return listOf(env, "ALLOWED_ORIGINS").map((text) => {
    const origin = originIn(text);
    if (origin === null) {
      throw new ConfigError(
        "ALLOWED_ORIGINS",
        "origins separated by commas, such as https://one.example,https://two.example",
      );
    }
    return origin;
  });
}

function readSecret(env: Environment): string | null {
  const secret = value(env, "SECRET") ?? null;
  if (secret !== null && secret.length < LIMITS.secretMinLength) {
    throw new ConfigError("SECRET", `${LIMITS.secretMinLength} random characters or more`);
  }
  return secret;
}

function readTls(env: Environment): Config["tls"] {
  const cert = value(env, "TLS_CERT");
  const key = value(env, "TLS_KEY");
  if (cert === undefined && key === undefined) return null;
  if (cert === undefined) {
    throw new ConfigError("TLS_CERT", "the path of a PEM certificate, because TLS_KEY is set");
  }
  if (key === undefined) {
    throw new ConfigError("TLS_KEY", "the path of a PEM private key, because TLS_CERT is set");
  }
  return { cert: resolve(cert), key: resolve(key) };
}

const WORKERS = { from: 1, to: 64 };

type Place = { readonly host: string; readonly port: number; readonly machine: Machine };

function readMedia(env: Environment, place: Place): MediaConfig | null {
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

/** In the form that fits into an Authorization header (RFC 6750). */
function readMetricsToken(env: Environment): string | null {
  const token = value(env, "METRICS_TOKEN") ?? null;
  const fits = token === null || /^[\w.~+/-]+=*$/.test(token);
  if (!fits || (token !== null && token.length < LIMITS.secretMinLength)) {
    throw new ConfigError(
      "METRICS_TOKEN",
      `${LIMITS.secretMinLength} random characters or more, of letters, digits and - . _ ~ + /`,
    );
  }
  return token;
}

function thisMachine(): Machine {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const outward = all.filter(({ family, internal }) => family === "IPv4" && !internal);
  return { addresses: outward.map(({ address }) => address), cores: availableParallelism() };
}

function wholeNumber(
  env: Environment,
  name: string,
  { from, to }: { readonly from: number; readonly to: number },
  takes: string,
): number | undefined {
  const text = value(env, name);
  if (text === undefined) return undefined;
  const isInside = /^\d{1,5}$/.test(text) && Number(text) >= from && Number(text) <= to;
  if (!isInside) throw new ConfigError(name, takes);
  return Number(text);
}

function oneOf<const T extends string>(
  env: Environment,
  name: string,
  choices: readonly T[],
): T | undefined {
  const text = value(env, name);
  if (text === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) throw new ConfigError(name, `one of ${choices.join(", ")}`);
  return choice;
}

/** Variables that Node itself reads, and the one by which `npm test` finds what a run has left. */
const FOR_WORKERS = ["PATH", "TZ", "LD_LIBRARY_PATH", "NODE_COMPILE_CACHE", "PARLEY_RUN"] as const;

/** What media workers have in their environment: nothing that could be a secret. */
export function workerEnvironment(env: Environment = process.env): { [name: string]: string } {
  const known = FOR_WORKERS.map((name) => ({ name, text: env[name] }));
  return Object.fromEntries(known.flatMap(({ name, text }) => (text ? [[name, text]] : [])));
}

function deepFreeze<T extends object>(object: T): T {
  for (const inner of Object.values(object)) {
    if (typeof inner === "object" && inner !== null) deepFreeze(inner);
  }
  return Object.freeze(object);
}
