import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import { type Environment, type Machine, readConfig, workerEnvironment } from "../../src/config.ts";
import { refusal } from "./refusal.ts";

const MACHINE: Machine = { addresses: ["192.0.2.7", "198.51.100.8"], cores: 4 };

test("[CONF1] everything is optional", () => {
  assert.deepEqual(readConfig({}, MACHINE), {
    host: "127.0.0.1",
    port: 8000,
    dataDir: resolve("data"),
    database: { kind: "sqlite", path: resolve("data/parley.db") },
    cluster: null,
    publicUrl: null,
    allowedOrigins: [],
    trustedProxies: [],
    turn: null,
    secret: null,
    tls: null,
    passwordRule: "trial",
    logLevel: "info",
    secure: false,
    media: {
      bindAddress: "127.0.0.1",
      announced: ["127.0.0.1"],
      port: 8000,
      portIs: "usual",
      workers: 3,
    },
    metricsToken: null,
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
    TRUST_PROXY: "loopback, 10.0.0.7 2001:db8::/32",
    TURN_URLS: "turn:turn.example.org:3478?transport=udp,turns:turn.example.org",
    TURN_SECRET: "fedcba9876543210fedcba9876543210",
    SECRET: "0123456789abcdef0123456789abcdef",
    TLS_CERT: "/etc/tls/cert.pem",
    TLS_KEY: "/etc/tls/key.pem",
    PASSWORD_POLICY: "trial",
    LOG_LEVEL: "debug",
    MEDIA_ANNOUNCED_IP: "203.0.113.5, 2001:db8::5",
    MEDIA_PORT: "9000",
    MEDIA_WORKERS: "2",
    METRICS_TOKEN: "0123456789abcdef0123456789abcdef-._~+/==",
  });
  assert.deepEqual(config, {
    host: "0.0.0.0",
    port: 443,
    dataDir: "/srv/parley",
    database: { kind: "sqlite", path: "/srv/db/rooms.db" },
    cluster: null,
    publicUrl: "https://meet.example.org",
    allowedOrigins: ["https://a.example", "http://b.example:8080", "https://c.example"],
    trustedProxies: ["127.0.0.0/8", "::1/128", "10.0.0.7", "2001:db8::/32"],
    turn: {
      urls: ["turn:turn.example.org:3478?transport=udp", "turns:turn.example.org"],
      secret: "fedcba9876543210fedcba9876543210",
    },
    secret: "0123456789abcdef0123456789abcdef",
    tls: { cert: "/etc/tls/cert.pem", key: "/etc/tls/key.pem" },
    passwordRule: "trial",
    logLevel: "debug",
    secure: true,
    media: {
      bindAddress: "::",
      announced: ["203.0.113.5", "2001:db8::5"],
      port: 9000,
      portIs: "wanted",
      workers: 2,
    },
    metricsToken: "0123456789abcdef0123456789abcdef-._~+/==",
  });
});

test("[CONF1] an empty variable is an absent one", () => {
  const names = ["HOST", "PORT", "DATA_DIR", "DATABASE_URL", "PUBLIC_URL", "ALLOWED_ORIGINS"];
  names.push("SECRET", "TLS_CERT", "TLS_KEY", "PASSWORD_POLICY", "LOG_LEVEL");
  names.push("TRUST_PROXY", "TURN_URLS", "TURN_SECRET", "REDIS_URL", "NODE_ADDRESS");
  names.push("MEDIA", "MEDIA_ANNOUNCED_IP", "MEDIA_PORT", "MEDIA_WORKERS", "METRICS_TOKEN");
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

/** How the SFU is reached with these settings, on a machine with two addresses. */
function reached(env: Environment, machine = MACHINE): string {
  const { media } = readConfig(env, machine);
  assert.ok(media !== null);
  return `${media.bindAddress} as ${media.announced.join(" and ")}`;
}

test("[CONF4] where the SFU is reached follows from HOST", () => {
  for (const HOST of ["127.0.0.1", "127.1.2.3", "::1", "localhost"]) {
    assert.equal(reached({ HOST }), "127.0.0.1 as 127.0.0.1", HOST);
  }
  assert.equal(reached({ HOST: "192.0.2.7" }), "192.0.2.7 as 192.0.2.7");
  assert.equal(reached({ HOST: "2001:db8::7" }), "2001:db8::7 as 2001:db8::7");
  const both = "192.0.2.7 and 198.51.100.8";
  assert.equal(reached({ HOST: "0.0.0.0" }), `0.0.0.0 as ${both}`);
  assert.equal(reached({ HOST: "::" }), `:: as ${both}`);
  assert.equal(reached({ HOST: "box.example.org" }), `0.0.0.0 as ${both}`);
  const alone = { ...MACHINE, addresses: [] };
  assert.equal(reached({ HOST: "0.0.0.0" }, alone), "0.0.0.0 as 127.0.0.1");
});

test("[CONF4] MEDIA_ANNOUNCED_IP is announced instead, and media comes in past a proxy on loopback", () => {
  const MEDIA_ANNOUNCED_IP = "203.0.113.5";
  assert.equal(reached({ MEDIA_ANNOUNCED_IP }), "0.0.0.0 as 203.0.113.5");
  assert.equal(reached({ MEDIA_ANNOUNCED_IP: "2001:db8::5" }), ":: as 2001:db8::5");
  assert.equal(reached({ MEDIA_ANNOUNCED_IP: "127.0.0.1" }), "127.0.0.1 as 127.0.0.1");
  assert.equal(reached({ HOST: "192.0.2.7", MEDIA_ANNOUNCED_IP }), "192.0.2.7 as 203.0.113.5");
});

test("[CONF4] media has the number of PORT for its UDP port, unless it is given one", () => {
  const port = (env: Environment) => {
    const { media } = readConfig(env, MACHINE);
    return [media?.port, media?.portIs];
  };
  assert.deepEqual(port({ PORT: "9000" }), [9000, "usual"]);
  assert.deepEqual(port({ PORT: "0" }), [0, "usual"]);
  assert.deepEqual(port({ PORT: "9000", MEDIA_PORT: "0" }), [0, "wanted"]);
  assert.deepEqual(port({ PORT: "65535" }), [0, "usual"], "three workers have no room there");
  assert.match(refusal({ MEDIA_PORT: "65535", MEDIA_WORKERS: "2" }), /^MEDIA_PORT takes /);
  assert.deepEqual(port({ MEDIA_PORT: "65535", MEDIA_WORKERS: "1" }), [65_535, "wanted"]);
});

test("[CONF4] there is a worker for every core beyond the first, and at least one", () => {
  const workers = (cores: number) => readConfig({}, { ...MACHINE, cores }).media?.workers;
  assert.deepEqual([1, 2, 3, 16].map(workers), [1, 1, 2, 15]);
});

test("[CONF1] MEDIA=off is no SFU", () => {
  assert.equal(readConfig({ MEDIA: "off" }).media, null);
  assert.notEqual(readConfig({ MEDIA: "on" }).media, null);
});

test("[POOL9] of the environment workers get what Node reads, and no secret", () => {
  const env = { PATH: "/bin", TZ: "UTC", SECRET: "s", DATABASE_URL: "d", METRICS_TOKEN: "m" };
  assert.deepEqual(workerEnvironment(env), { PATH: "/bin", TZ: "UTC" });
});

const REFUSED: { readonly [variable: string]: readonly string[] } = {
  HOST: ["256.1.1.1", "1.2.3", "a b", "http://localhost", "-x", "[::1]", "host:8000", "a..b"],
  PORT: ["-1", "65536", "http", "80.5", "8e3", "0x50", "999999"],
  DATABASE_URL: [
    ...["sqlite:", "/srv/parley.db", "mysql://x", "postgres:", "postgres://", "postgres:parley"],
    "postgres://me:secret@host:port/parley",
  ],
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
  TRUST_PROXY: [
    ...[
      "true",
      "1",
      "*",
      "Loopback",
      "proxy.example.org",
      "10.0.0.0/33",
      "10.0.0.0/x",
      "10.0.0.0/",
    ],
    ...[
      "0.0.0.0/0",
      "::/0",
      "10.0.0.0/00",
      "fe80::1%eth0",
      "2001:db8::/129",
      "[::1]",
      "10.0.0.7:80",
    ],
    ...["10.0.0.0/255.0.0.0", "10.0.0/8", "10.0.0.0/8/8", "loopback,all"],
  ],
  TURN_URLS: [
    ...[
      "turn.example.org",
      "stun:turn.example.org",
      "turn:",
      "turns:?transport=tcp",
      "turn://host",
    ],
    ...["turn:host/path", "turn:me@host", "turn:host:port", "turn:host:65536", "turn:host:0"],
    ...["turn:host?transport=tls", "turn:host?ttl=1", "turn:[::1", "turn:host,https://host"],
  ],
  SECRET: ["short", "x".repeat(31)],
  PASSWORD_POLICY: ["Strict", "none"],
  LOG_LEVEL: ["verbose", "INFO"],
  MEDIA: ["sfu", "true", "OFF"],
  MEDIA_ANNOUNCED_IP: ["meet.example.org", "1.2.3", "0.0.0.0", "::", "192.0.2.1:8000"],
  MEDIA_PORT: ["-1", "65536", "udp", "1e3"],
  MEDIA_WORKERS: ["0", "65", "many", "1.5"],
  METRICS_TOKEN: ["short", "x".repeat(31), `with a space ${"x".repeat(32)}`],
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
  const url = "postgres://me:hunter2@host:port/parley";
  assert.equal(refusal({ DATABASE_URL: url }).includes("hunter2"), false);
  const turn = { TURN_URLS: "turn:turn.example.org", TURN_SECRET: "hunter2" };
  assert.equal(refusal(turn).includes("hunter2"), false);
  assert.equal(refusal({ SECRET: "hunter2" }).includes("hunter2"), false);
  assert.equal(refusal({ METRICS_TOKEN: "hunter2" }).includes("hunter2"), false);
});

test("[CONF3] the configuration cannot be changed, not even deep inside", () => {
  const turn = { TURN_URLS: "turn:turn.example.org", TURN_SECRET: "x".repeat(32) };
  const lists = { ALLOWED_ORIGINS: "https://a.example", TRUST_PROXY: "loopback" };
  const config = readConfig({ TLS_CERT: "c", TLS_KEY: "k", ...lists, ...turn });
  const { database, tls, allowedOrigins, media, trustedProxies } = config;
  const parts = [config, database, tls, allowedOrigins, media, media?.announced, trustedProxies];
  for (const part of [...parts, config.turn, config.turn?.urls]) {
    assert.ok(Object.isFrozen(part));
  }
});
