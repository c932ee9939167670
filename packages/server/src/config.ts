/** The settings of the server: read from the environment once, checked, and never changed. */
import { isIP } from "node:net";
import { join, resolve } from "node:path";
import { LIMITS } from "@parley/protocol";

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
};

export type Environment = { readonly [name: string]: string | undefined };

/** One line that names the variable and what it takes. */
export class ConfigError extends Error {
  constructor(variable: string, takes: string) {
    super(`${variable} takes ${takes}.`);
    this.name = "ConfigError";
  }
}

/** Reads and checks all settings; throws ConfigError at the first wrong one. */
export function readConfig(env: Environment = process.env): Config {
  const host = readHost(env);
  const dataDir = resolve(value(env, "DATA_DIR") ?? "./data");
  const publicUrl = readPublicUrl(env);
  const tls = readTls(env);
  return deepFreeze({
    host,
    port: readPort(env),
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
  });
}

/** An empty variable counts as an absent one: that is how compose files write "not set". */
function value(env: Environment, name: string): string | undefined {
  const text = env[name]?.trim();
  return text === "" ? undefined : text;
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

function readPort(env: Environment): number {
  const text = value(env, "PORT") ?? "8000";
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new ConfigError("PORT", "a whole number from 0 to 65535 (0: any free port)");
  }
  return Number(text);
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
  const texts = (value(env, "ALLOWED_ORIGINS") ?? "").split(/[\s,]+/).filter((part) => part !== "");
  return texts.map((text) => {
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

function deepFreeze<T extends object>(object: T): T {
  for (const inner of Object.values(object)) {
    if (typeof inner === "object" && inner !== null) deepFreeze(inner);
  }
  return Object.freeze(object);
}
