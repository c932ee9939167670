import assert from "node:assert/strict";
import { test } from "node:test";
import { readConfig } from "../../src/config.ts";
import { refusal } from "./refusal.ts";

test("[CONF1] DATABASE_URL names a file or a Postgres database", () => {
  const database = (url: string) => readConfig({ DATABASE_URL: url }).database;
  for (const url of [
    "postgres://parley:p%40ss@db.example.org:5432/parley?sslmode=require",
    "postgresql://[2001:db8::5]/parley",
    "postgres:///parley?host=/run/postgresql",
  ]) {
    assert.deepEqual(database(url), { kind: "postgres", url });
  }
  assert.deepEqual(database("sqlite:/srv/a b.db"), { kind: "sqlite", path: "/srv/a b.db" });
});

test("[CONF1] TURN servers are named as RFC 7065 does", () => {
  const urls = [
    ...["turn:turn.example.org", "turn:192.0.2.7:3478?transport=tcp", "turn:[2001:db8::7]:3478"],
    ...["turns:turn.example.org:443?transport=tcp", "turn:localhost"],
  ];
  const TURN_SECRET = "x".repeat(32);
  assert.deepEqual(readConfig({ TURN_URLS: urls.join(), TURN_SECRET }).turn?.urls, urls);
});

test("[CONF2] TURN_URLS and TURN_SECRET come together", () => {
  const [TURN_URLS, long] = ["turn:turn.example.org", "x".repeat(32)];
  assert.match(refusal({ TURN_URLS }), /^TURN_SECRET takes 32 random characters or more, /);
  assert.match(refusal({ TURN_URLS, TURN_SECRET: "x".repeat(31) }), /^TURN_SECRET takes /);
  assert.match(refusal({ TURN_SECRET: long }), /^TURN_URLS takes .+ because TURN_SECRET is set\.$/);
});
