/** The settings of the server: read from the environment once, checked, and never changed. */
import { isIP } from "node:net";
import { resolve } from "node:path";
import { LIMITS } from "@parley/protocol";
import { PORT_RANGE, isLoopback } from "./config/addresses.ts";
import { type ClusterConfig, readCluster } from "./config/cluster.ts";
import { type Machine, type MediaConfig, readMedia, thisMachine } from "./config/media.ts";
import { type DatabaseConfig, type TurnConfig, readDatabase, readTurn } from "./config/outside.ts";
import { readTrustedProxies } from "./config/proxies.ts";
import {
  ConfigError,
  type Environment,
  listOf,
  oneOf,
  value,
  wholeNumber,
} from "./config/reader.ts";

export { ConfigError, type Environment };
export type { ClusterConfig, DatabaseConfig, Machine, MediaConfig, TurnConfig };

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const POLICIES = ["trial", "strict"] as const;
export type PasswordRule = (typeof POLICIES)[number];

export type Config = {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Absolute. */
  readonly dataDir: string;
  readonly database: DatabaseConfig;
  /** Null: this server is alone. */
  readonly cluster: ClusterConfig | null;
  /** An origin such as `https://meet.example.org`, without a path. */
  readonly publicUrl: string | null;
  /** Origins of other sites whose pages may use this server. */
  readonly allowedOrigins: readonly string[];
  /** Addresses and networks of proxies whose forwarded headers are believed; as CIDR or alone. */
  readonly trustedProxies: readonly string[];
  /** Null: browsers are told of no TURN server. */
  readonly turn: TurnConfig | null;
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
  const [database, secret] = [readDatabase(env, dataDir), readSecret(env)];
  return deepFreeze({
    host,
    port,
    dataDir,
    database,
    cluster: readCluster(env, { host, machine, database, secret }),
    publicUrl,
    allowedOrigins: readAllowedOrigins(env),
    trustedProxies: readTrustedProxies(env),
    turn: readTurn(env),
    secret,
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

function readHost(env: Environment): string {
  const host = value(env, "HOST") ?? "127.0.0.1";
  const isName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(host);
  if (isIP(host) === 0 && (!isName || /^[\d.]+$/.test(host))) {
    throw new ConfigError("HOST", "an IP address or a host name to listen on, such as 127.0.0.1");
  }
  return host;
}

function readPort(env: Environment): number {
  return wholeNumber(env, "PORT", { from: 0, to: 65_535 }, PORT_RANGE) ?? 8000;
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
