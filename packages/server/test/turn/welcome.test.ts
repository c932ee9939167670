import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type IceServer, LIMITS } from "@parley/protocol";
import { TestApp } from "../support/test-app.ts";

const TURN = {
  TURN_URLS: "turn:turn.example",
  TURN_SECRET: "a secret that the relay knows as well",
};

let app: TestApp;
before(async () => {
  app = await TestApp.start({ env: TURN });
});
after(() => app.close());

/** When the credentials lapse, in seconds, and whose they are. */
function credentials(iceServers: readonly IceServer[]): readonly [number, string] {
  const [stun, turn, ...others] = iceServers;
  assert.deepEqual(others, []);
  assert.deepEqual(stun, { urls: ["stun:turn.example"] });
  const [expiry = "", user = ""] = turn?.username?.split(":") ?? [];
  assert.ok(turn?.credential !== undefined && user !== "");
  return [Number(expiry), user];
}

const expiryNow = () => Math.floor((app.clock.now() + LIMITS.turnCredentialMs) / 1000);

test("[TURN5] everybody's welcome has TURN credentials of their own, as the room fills", async () => {
  const [ada, bob] = [await app.user("ada"), await app.user("bob")];
  const { code } = await app.createRoom(ada, { access: "open" });
  const first = await app.enter(code, ada);
  const second = await app.enter(code, bob);
  const [adas, bobs] = [first, second].map(({ welcome }) => credentials(welcome.iceServers));
  assert.equal(adas?.[0], expiryNow());
  assert.equal(bobs?.[0], expiryNow());
  assert.notEqual(adas?.[1], bobs?.[1]);
  assert.ok(!second.socket.frames.some((frame) => frame.includes("credential")));
  assert.doesNotMatch(JSON.stringify(second.welcome.iceServers), /ada|bob/);
});

test("[TURN5] who resumes gets new ones", async () => {
  const dan = await app.user("dan");
  const { code } = await app.createRoom(dan);
  const { socket, welcome } = await app.enter(code, dan);
  const [, user] = credentials(welcome.iceServers);
  socket.terminate();
  await socket.closed;
  app.clock.advance(LIMITS.graceMs - 1000);
  const back = app.resume(code, dan, welcome.resumeToken, welcome);
  const { resumed, iceServers } = await back.next("welcome");
  assert.ok(resumed);
  assert.deepEqual(credentials(iceServers), [expiryNow(), user]);
});
