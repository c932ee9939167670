import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { IceServerList, LIMITS, decodeJson } from "@parley/protocol";
import { Check } from "typebox/value";
import { type Harness, signedInClient, signedInProgram, startHttp } from "./harness.ts";
import type { Answer } from "./http-client.ts";
import { assertProblem } from "./problems.ts";

const TURN = {
  TURN_URLS: "turn:turn.example:3478,turns:turn.example:5349",
  TURN_SECRET: "a secret that the relay knows as well",
};

let harness: Harness;
before(async () => {
  harness = await startHttp({ env: TURN });
});
after(() => harness.close());

function listIn(answer: Answer): IceServerList {
  assert.equal(answer.status, 200, answer.text);
  const list = decodeJson<IceServerList>(answer.text, (value) => Check(IceServerList, value));
  assert.ok(list !== null, answer.text);
  return list;
}

function userIn(answer: Answer): string {
  return listIn(answer).iceServers[1]?.username?.split(":")[1] ?? assert.fail(answer.text);
}

test("[TURN4] a session gets servers as an RTCPeerConnection takes them, not to be kept", async () => {
  const client = await signedInClient(harness);
  const answer = await client.get("/ice-servers/");
  assert.equal(answer.headers["cache-control"], "no-store");
  const { iceServers, expiresAt } = listIn(answer);
  const [stun, turn, ...others] = iceServers;
  assert.deepEqual(others, []);
  assert.deepEqual(stun, { urls: ["stun:turn.example:3478"] });
  assert.deepEqual(Object.keys(turn ?? {}), ["urls", "username", "credential"]);
  assert.deepEqual(turn?.urls, TURN.TURN_URLS.split(","));
  const expiry = Math.floor((harness.clock.now() + LIMITS.turnCredentialMs) / 1000);
  assert.ok(turn?.username?.startsWith(`${expiry}:`));
  assert.equal(expiresAt, expiry * 1000);
});

test("[TURN4] so do a program with an access token and a guest, each as somebody else", async () => {
  const program = await signedInProgram(harness);
  const guest = harness.client();
  await guest.post("/guest/", { displayName: "Kurt" });
  const users = [
    userIn(await (await signedInClient(harness)).get("/ice-servers/")),
    userIn(await program.send({ path: "/ice-servers/" })),
    userIn(await guest.get("/ice-servers/")),
  ];
  assert.equal(new Set(users).size, 3);
  const { id } = (await guest.get("/guest/")).json();
  assert.ok(!(await guest.get("/ice-servers/")).text.includes(String(id)));
});

test("[TURN4] who is nobody gets none", async () => {
  assertProblem(await harness.client().get("/ice-servers/"), "not_authenticated");
  const forged = { authorization: "Bearer x.y.z" };
  assertProblem(await harness.client().get("/ice-servers/", forged), "not_authenticated");
});

test("[TURN4] a server without TURN says so by an empty list", async (t) => {
  const bare = await startHttp();
  t.after(() => bare.close());
  const answer = await (await signedInClient(bare)).get("/ice-servers/");
  assert.deepEqual(answer.json(), { iceServers: [], expiresAt: null });
});
