import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { LIMITS } from "@parley/protocol";
import { IceServers } from "../../src/identity/ice-servers.ts";
import { FakeClock } from "../support/fake-clock.ts";

const SECRET = "a secret that the relay knows as well";

function setUp(...urls: string[]) {
  const clock = new FakeClock();
  const servers = new IceServers({ turn: { urls, secret: SECRET }, clock, limits: LIMITS });
  return { clock, servers };
}

/** The server that asks for credentials. */
function relayOf(servers: IceServers, name: string) {
  const { iceServers } = servers.of(name);
  const { username = "", credential = "" } = iceServers.at(-1) ?? {};
  const [expiry = "", user = ""] = username.split(":");
  return { username, credential, expiry: Number(expiry), user };
}

test("[TURN1] a username is when it lapses and who it is, and the password its HMAC-SHA1", () => {
  const { clock, servers } = setUp("turn:turn.example");
  const { username, credential, expiry } = relayOf(servers, "account:1");
  assert.match(username, /^\d+:[\w-]{22}$/);
  assert.equal(expiry, Math.floor((clock.now() + LIMITS.turnCredentialMs) / 1000));
  assert.equal(servers.of("account:1").expiresAt, expiry * 1000);
  assert.equal(credential, createHmac("sha1", SECRET).update(username).digest("base64"));
});

test("[TURN1] later credentials lapse later", () => {
  const { clock, servers } = setUp("turn:turn.example");
  const { expiry } = relayOf(servers, "account:1");
  clock.advance(60_000);
  assert.equal(relayOf(servers, "account:1").expiry, expiry + 60);
});

test("[TURN2] a user stays the same user, is another than others, and cannot be told", () => {
  const { clock, servers } = setUp("turn:turn.example");
  const ada = relayOf(servers, "account:ada").user;
  clock.advance(60_000);
  assert.equal(relayOf(servers, "account:ada").user, ada);
  assert.notEqual(relayOf(servers, "account:bob").user, ada);
  assert.doesNotMatch(Buffer.from(ada, "base64url").toString("latin1"), /ada/);
  const turn = { urls: ["turn:turn.example"], secret: `${SECRET} of another server` };
  const elsewhere = new IceServers({ turn, clock, limits: LIMITS });
  assert.notEqual(relayOf(elsewhere, "account:ada").user, ada);
});

test("[TURN3] the hosts that relay by UDP are asked for STUN too, each once", () => {
  const urls = [
    "turn:a.example:3478",
    "turn:a.example:3478?transport=udp",
    "turn:a.example:3478?transport=tcp",
    "turn:b.example",
    "turns:b.example:5349",
    "turn:[2001:db8::1]:3478",
  ];
  const { iceServers } = setUp(...urls).servers.of("account:1");
  const stun = ["stun:a.example:3478", "stun:b.example", "stun:[2001:db8::1]:3478"];
  assert.deepEqual(iceServers[0], { urls: stun });
  assert.deepEqual(iceServers[1]?.urls, urls);
  assert.equal(iceServers.length, 2);
});

test("[TURN3] a host that relays by TCP alone is not asked for STUN", () => {
  const urls = ["turns:a.example:443", "turn:a.example?transport=tcp"];
  const { iceServers } = setUp(...urls).servers.of("account:1");
  assert.deepEqual(
    iceServers.map((server) => server.urls),
    [urls],
  );
});

test("[TURN3] without a TURN server there is nothing, for ever", () => {
  const servers = new IceServers({ turn: null, clock: new FakeClock(), limits: LIMITS });
  assert.deepEqual(servers.of("account:1"), { iceServers: [], expiresAt: null });
});
