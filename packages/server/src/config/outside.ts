/** The settings of what runs beside the server. */
import { join, resolve } from "node:path";
import { LIMITS } from "@parley/protocol";
import { ConfigError, type Environment, listOf, value } from "./reader.ts";

export type DatabaseConfig =
  /** An absolute path. */
  | { readonly kind: "sqlite"; readonly path: string }
  /** `postgres://user:password@host:port/name`. */
  | { readonly kind: "postgres"; readonly url: string };

/** TURN servers, and the secret that they share with us (TURN REST). */
export type TurnConfig = {
  /** `turn:` and `turns:` URLs (RFC 7065). */
  readonly urls: readonly string[];
  readonly secret: string;
};

export function readDatabase(env: Environment, dataDir: string): DatabaseConfig {
  const url = value(env, "DATABASE_URL");
  if (url === undefined) return { kind: "sqlite", path: join(dataDir, "parley.db") };
  const path = /^sqlite:(.+)$/s.exec(url)?.[1];
  if (path !== undefined) return { kind: "sqlite", path: resolve(path) };
  if (/^postgres(ql)?:\/\/.+/.test(url) && URL.canParse(url)) return { kind: "postgres", url };
  throw new ConfigError(
    "DATABASE_URL",
    "sqlite: and a path, such as sqlite:./data/parley.db, or postgres://user:password@host/name",
  );
}

export function readTurn(env: Environment): TurnConfig | null {
  const urls = listOf(env, "TURN_URLS");
  const secret = value(env, "TURN_SECRET");
  const takes = "turn: and turns: URLs separated by commas, such as turn:turn.example.org:3478";
  if (!urls.every(isTurnUrl)) throw new ConfigError("TURN_URLS", takes);
  if (urls.length === 0 && secret === undefined) return null;
  if (urls.length === 0) {
    throw new ConfigError("TURN_URLS", `${takes}, because TURN_SECRET is set`);
  }
  if (secret === undefined || secret.length < LIMITS.secretMinLength) {
    const least = `${LIMITS.secretMinLength} random characters or more`;
    throw new ConfigError("TURN_SECRET", `${least}, the static-auth-secret of the TURN server`);
  }
  return { urls, secret };
}

/** RFC 7065: a host and no path. With any other URL browsers make no connections at all. */
const TURN_URL = /^turns?:([^\s/@?#]+)(\?transport=(udp|tcp))?$/;

function isTurnUrl(text: string): boolean {
  const place = URL.parse(`http://${TURN_URL.exec(text)?.[1] ?? "/"}`);
  return place !== null && place.port !== "0";
}
