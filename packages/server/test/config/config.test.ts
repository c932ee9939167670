import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import { ConfigError, type Environment, readConfig } from "../../src/config.ts";

function refusal(env: Environment): string {
  try {
    readConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message;
  }
  return assert.fail(`accepted: ${JSON.stringify(env)}`);
}

test("[CONF1] everything is optional", () => {
  assert.deepEqual(readConfig({}), {
    host: "127.0.0.1",
    port: 8000,
    dataDir: resolve("data"),
    database: { kind: "sqlite", path: resolve("data/parley.db") },
    publicUrl: null,
    allowedOrigins: [],
    secret: null,
    tls: null,
    passwordRule: "trial",
    logLevel: "info",
    secure: false,
  });
});

test("[CONF1] every setting is taken from its variable", () => {
  const config = readConfig({
    HOST: "0.0.0.0",
    PORT: "443",
    DATA_DIR: "/srv/parley",
    DATABASE_URL: "sqlite:/srv/db/rooms.db",
    PUBLIC_URL: "https://Meet.Example.org:443/",
    ALLOWED_ORIGINS: "https://a.example, http://b.example:8080\nhttps://c.example",
    SECRET: "0123456789abcdef0123456789abcdef",
    TLS_CERT: "/etc/tls/cert.pem",
    TLS_KEY: "/etc/tls/key.pem",
    PASSWORD_POLICY: "trial",
    LOG_LEVEL: "debug",
  });
  assert.deepEqual(config, {
    host: "0.0.0.0",
    port: 443,
    dataDir: "/srv/parley",
    database: { kind: "sqlite", path: "/srv/db/rooms.db" },
    publicUrl: "https://meet.example.org",
    allowedOrigins: ["https://a.example", "http://b.example:8080", "https://c.example"],
    secret: "0123456789abcdef0123456789abcdef",
    tls: { cert: "/etc/tls/cert.pem", key: "/etc/tls/key.pem" },
    passwordRule: "trial",
    logLevel: "debug",
    secure: true,
  });
});

test("[CONF1] an empty variable is an absent one", () => {
  const names = ["HOST", "PORT", "DATA_DIR", "DATABASE_URL", "PUBLIC_URL", "ALLOWED_ORIGINS"];
  names.push("SECRET", "TLS_CERT", "TLS_KEY", "PASSWORD_POLICY", "LOG_LEVEL");
  const empty = Object.fromEntries(names.map((name) => [name, " "]));
  assert.deepEqual(readConfig(empty), readConfig({}));
});

test("[PASS3] passwords are on trial only where nobody else can reach the server", () => {
  const rule = (env: Environment) => readConfig(env).passwordRule;
  for (const HOST of ["127.0.0.1", "127.1.2.3", "::1", "localhost"]) {
    assert.equal(rule({ HOST }), "trial", HOST);
    assert.equal(rule({ HOST, PUBLIC_URL: "https://meet.example.org" }), "strict", HOST);
    assert.equal(rule({ HOST, PASSWORD_POLICY: "strict" }), "strict", HOST);
  }
  for (const HOST of ["0.0.0.0", "::", "192.168.1.5", "127.example.org"]) {
    assert.equal(rule({ HOST }), "strict", HOST);
    assert.equal(rule({ HOST, PASSWORD_POLICY: "trial" }), "trial", HOST);
  }
});

test("it is secure with TLS of its own or an https PUBLIC_URL", () => {
  const secure = (env: Environment) => readConfig(env).secure;
  assert.equal(secure({ TLS_CERT: "c", TLS_KEY: "k" }), true);
  assert.equal(secure({ PUBLIC_URL: "https://meet.example.org" }), true);
  assert.equal(secure({ PUBLIC_URL: "http://192.168.1.5:8000" }), false);
});

const REFUSED: { readonly [variable: string]: readonly string[] } = {
  HOST: ["256.1.1.1", "1.2.3", "a b", "http://localhost", "-x", "[::1]", "host:8000", "a..b"],
  PORT: ["-1", "65536", "http", "80.5", "8e3", "0x50", "999999"],
  DATABASE_URL: ["postgres://localhost/parley", "sqlite:", "/srv/parley.db", "mysql://x"],
  PUBLIC_URL: [
    "meet.example.org",
    "ftp://meet.example.org",
    "https://meet.example.org/app",
    "https://meet.example.org/?x",
    "https://me@meet.example.org",
    "https://",
    "null",
  ],
  ALLOWED_ORIGINS: ["*", "https://a.example,nonsense", "https://a.example/path"],
  SECRET: ["short", "x".repeat(31)],
  PASSWORD_POLICY: ["Strict", "none"],
  LOG_LEVEL: ["verbose", "INFO"],
};

for (const [variable, values] of Object.entries(REFUSED)) {
  test(`[CONF2] a wrong ${variable} is refused in one line that says what it takes`, () => {
    for (const value of values) {
      const message = refusal({ [variable]: value });
      assert.match(message, new RegExp(`^${variable} takes .+\\.$`), value);
    }
  });
}

test("[CONF2] TLS_CERT and TLS_KEY come together", () => {
  assert.match(refusal({ TLS_CERT: "cert.pem" }), /^TLS_KEY takes .+ because TLS_CERT is set\.$/);
  assert.match(refusal({ TLS_KEY: "key.pem" }), /^TLS_CERT takes .+ because TLS_KEY is set\.$/);
});

test("[CONF2] a refusal does not repeat a secret", () => {
  assert.equal(refusal({ SECRET: "hunter2" }).includes("hunter2"), false);
});

test("[CONF3] the configuration cannot be changed, not even deep inside", () => {
  const config = readConfig({ TLS_CERT: "c", TLS_KEY: "k", ALLOWED_ORIGINS: "https://a.example" });
  for (const part of [config, config.database, config.tls, config.allowedOrigins]) {
    assert.ok(Object.isFrozen(part));
  }
});
