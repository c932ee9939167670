/** The settings that make one server of many. */
import { isIP } from "node:net";
import { LOOPBACK, isLoopback } from "./addresses.ts";
import type { Machine } from "./media.ts";
import type { DatabaseConfig } from "./outside.ts";
import { ConfigError, type Environment, value } from "./reader.ts";

export type ClusterConfig = {
  /** `redis://` or `rediss://`. */
  readonly redisUrl: string;
  /** Where this node takes the links of others, who reach it there. */
  readonly host: string;
  /** 0 lets the system choose; the others are told. */
  readonly port: number;
};

type Place = {
  readonly host: string;
  readonly machine: Machine;
  readonly database: DatabaseConfig;
  readonly secret: string | null;
};

/** Null: this server is alone. */
export function readCluster(env: Environment, place: Place): ClusterConfig | null {
  const address = readAddress(env);
  const redisUrl = readRedisUrl(env);
  if (redisUrl === null) return null;
  if (place.database.kind !== "postgres") {
    throw new ConfigError(
      "DATABASE_URL",
      "postgres://user:password@host/name, as REDIS_URL is set",
    );
  }
  if (place.secret === null) {
    throw new ConfigError("SECRET", "what all nodes have the same, because REDIS_URL is set");
  }
  return { redisUrl, ...(address ?? { host: usualHost(place), port: 0 }) };
}

function readRedisUrl(env: Environment): string | null {
  const url = value(env, "REDIS_URL");
  if (url === undefined) return null;
  if (isRedisUrl(url)) return url;
  throw new ConfigError("REDIS_URL", "redis://user:password@host:port, or rediss:// with TLS");
}

/** With a host, and at most the number of a database as its path: the client refuses any other. */
function isRedisUrl(text: string): boolean {
  const url = /^rediss?:\/\//.test(text) ? URL.parse(text) : null;
  if (url === null || url.hostname === "" || !/^\/?\d*$/.test(url.pathname)) return false;
  return url.search === "" && isDecodable(url.username) && isDecodable(url.password);
}

function isDecodable(text: string): boolean {
  return !/%(?![\da-f]{2})/i.test(text);
}

const ADDRESS = /^([a-z0-9][a-z0-9.-]*)(?::(\d{1,5}))?$/i;

function readAddress(env: Environment): { host: string; port: number } | null {
  const text = value(env, "NODE_ADDRESS");
  if (text === undefined) return null;
  const [, host, port = "0"] = ADDRESS.exec(text) ?? [];
  const isNumeric = host !== undefined && /^[\d.]+$/.test(host);
  if (host === undefined || Number(port) > 65_535 || (isNumeric && isIP(host) === 0)) {
    throw new ConfigError(
      "NODE_ADDRESS",
      "host or host:port by which other nodes reach this one, such as 10.0.0.7:8001",
    );
  }
  return { host, port: Number(port) };
}

/** Others reach a machine by its first address, unless it keeps to itself. */
function usualHost({ host, machine }: Place): string {
  if (isLoopback(host)) return LOOPBACK;
  if (isIP(host) === 4 && host !== "0.0.0.0") return host;
  return machine.addresses[0] ?? LOOPBACK;
}
