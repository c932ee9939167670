import assert from "node:assert/strict";
import { test } from "node:test";
import { type Environment, type Machine, readConfig } from "../../src/config.ts";
import { refusal } from "./refusal.ts";

const MACHINE: Machine = { addresses: ["192.0.2.7", "198.51.100.8"], cores: 2 };
const REDIS_URL = "redis://redis.example.org";
const NEEDED = {
  DATABASE_URL: "postgres://parley@db.example.org/parley",
  SECRET: "0123456789abcdef0123456789abcdef",
};

/** What is read of the cluster when everything that it needs is there. */
function cluster(env: Environment, machine = MACHINE) {
  return readConfig({ REDIS_URL, ...NEEDED, ...env }, machine).cluster;
}

function address(env: Environment, machine = MACHINE): string {
  const read = cluster(env, machine);
  return `${read?.host}:${read?.port}`;
}

test("[CONF1] REDIS_URL makes the server one of many", () => {
  assert.deepEqual(cluster({}), { redisUrl: REDIS_URL, host: "127.0.0.1", port: 0 });
  for (const url of [
    "redis://127.0.0.1:6379",
    "rediss://parley:p%40ss@[2001:db8::5]:6380/3",
    "redis://:secret@localhost/",
  ]) {
    assert.equal(cluster({ REDIS_URL: url })?.redisUrl, url);
  }
  assert.equal(readConfig({ ...NEEDED, NODE_ADDRESS: "10.0.0.7" }).cluster, null);
  assert.ok(Object.isFrozen(cluster({})));
});

test("[CONF1] how other nodes reach this one follows from HOST, unless NODE_ADDRESS says it", () => {
  for (const HOST of ["127.0.0.1", "127.1.2.3", "::1", "localhost"]) {
    assert.equal(address({ HOST }), "127.0.0.1:0", HOST);
  }
  for (const HOST of ["0.0.0.0", "::", "box.example.org"]) {
    assert.equal(address({ HOST }), "192.0.2.7:0", HOST);
  }
  assert.equal(address({ HOST: "0.0.0.0" }, { ...MACHINE, addresses: [] }), "127.0.0.1:0");
  for (const [NODE_ADDRESS, read] of [
    ["10.0.0.7", "10.0.0.7:0"],
    ["10.0.0.7:8001", "10.0.0.7:8001"],
    ["node-1.example.org:65535", "node-1.example.org:65535"],
    ["node-1", "node-1:0"],
  ] as const) {
    assert.equal(address({ NODE_ADDRESS, HOST: "0.0.0.0" }), read);
  }
});

test("[CONF2] REDIS_URL needs Postgres and a SECRET that all nodes have", () => {
  const { DATABASE_URL, SECRET } = NEEDED;
  assert.match(refusal({ REDIS_URL, SECRET }), /^DATABASE_URL takes postgres:.+ REDIS_URL is set/);
  const sqlite = { DATABASE_URL: "sqlite:parley.db", SECRET };
  assert.match(refusal({ REDIS_URL, ...sqlite }), /^DATABASE_URL takes postgres:/);
  assert.match(refusal({ REDIS_URL, DATABASE_URL }), /^SECRET takes .+ REDIS_URL is set\.$/);
});

const REFUSED: { readonly [variable: string]: readonly string[] } = {
  REDIS_URL: [
    ...["redis.example.org:6379", "http://redis.example.org", "redis:", "redis://", "redis:///1"],
    ...["redis://host:port", "redis://host/name", "redis://host/1/2", "redis://me:p%@host"],
    ...["redis://host?db=1", "unix:///run/redis.sock"],
  ],
  NODE_ADDRESS: [
    ...["10.0.0", "10.0.0.7:port", "10.0.0.7:65536", "http://10.0.0.7", "a b", ":8001", "-x"],
    ...["10.0.0.7:", "host/path", "256.1.1.1:80"],
  ],
};

for (const [variable, values] of Object.entries(REFUSED)) {
  test(`[CONF2] a wrong ${variable} is refused in one line that says what it takes`, () => {
    for (const value of values) {
      const message = refusal({ ...NEEDED, [variable]: value });
      assert.match(message, new RegExp(`^${variable} takes .+\\.$`), value);
    }
  });
}

test("[CONF2] a refusal does not repeat the password of Redis", () => {
  assert.ok(!refusal({ ...NEEDED, REDIS_URL: "redis://me:hunter2@host:port" }).includes("hunter2"));
});
