import assert from "node:assert/strict";
import { test } from "node:test";
import { type IceServer, LIMITS } from "@parley/protocol";
import { IceRenewal } from "../src/ice-renewal.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { live, setUp, viewWhere } from "./support/room.ts";

const HALF_LIFE = LIMITS.turnCredentialMs / 2;
const MINUTE = 60_000;

const relay = (credential: string): IceServer[] => [
  { urls: ["stun:turn.example"] },
  { urls: ["turn:turn.example"], username: `9:${credential}`, credential },
];

/** A renewal whose server's answers the test gives. */
function setUpRenewal() {
  const clock = new ManualClock();
  const asked: PromiseWithResolvers<readonly IceServer[]>[] = [];
  const renewed: (readonly IceServer[])[] = [];
  const renewal = new IceRenewal({
    clock,
    fetch: () => {
      const answer = Promise.withResolvers<readonly IceServer[]>();
      asked.push(answer);
      return answer.promise;
    },
    renewed: (servers) => renewed.push(servers),
  });
  return { clock, asked, renewed, renewal };
}

test("[TURN6] after half of their life TURN credentials are renewed, again and again", async () => {
  const { clock, asked, renewed, renewal } = setUpRenewal();
  renewal.received(relay("first"));
  clock.advance(HALF_LIFE - 1);
  assert.equal(asked.length, 0);
  clock.advance(1);
  for (const [i, credential] of ["second", "third"].entries()) {
    assert.equal(asked.length, i + 1);
    asked[i]?.resolve(relay(credential));
    await clock.timerOf(HALF_LIFE);
    assert.deepEqual(renewed[i], relay(credential));
    clock.advance(HALF_LIFE);
  }
});

test("[TURN6] a renewal that fails is tried again every minute", async () => {
  const { clock, asked, renewed, renewal } = setUpRenewal();
  renewal.received(relay("first"));
  clock.advance(HALF_LIFE);
  for (const i of [0, 1]) {
    asked[i]?.reject(new Error("away"));
    await clock.timerOf(MINUTE);
    clock.advance(MINUTE);
  }
  asked[2]?.resolve(relay("second"));
  await clock.timerOf(HALF_LIFE);
  assert.deepEqual(renewed, [relay("second")]);
});

test("[TURN6] a welcome's credentials begin a new half-life, and an older answer is dropped", async () => {
  const { clock, asked, renewed, renewal } = setUpRenewal();
  renewal.received(relay("first"));
  clock.advance(HALF_LIFE);
  renewal.received(relay("of a welcome"));
  asked[0]?.resolve(relay("late"));
  await asked[0]?.promise;
  assert.equal(clock.pending, 1);
  clock.advance(HALF_LIFE - 1);
  assert.deepEqual([asked.length, renewed], [1, []]);
  clock.advance(1);
  assert.equal(asked.length, 2);
});

test("[TURN6] after the end nothing is asked and nothing comes; without TURN, never", async () => {
  const { clock, asked, renewed, renewal } = setUpRenewal();
  renewal.received(relay("first"));
  clock.advance(HALF_LIFE);
  renewal.end();
  asked[0]?.resolve(relay("late"));
  await asked[0]?.promise;
  renewal.received([{ urls: ["stun:turn.example"] }]);
  clock.advance(10 * HALF_LIFE);
  assert.deepEqual([asked.length, renewed, clock.pending], [1, [], 0]);
});

test("[TURN6] in a meeting of many hours the view has credentials that hold", async (t) => {
  const setup = await setUp(t);
  const { server, room, clock, joined } = setup;
  let renewals = 0;
  server.onRequest = ({ path }) => {
    if (path !== "/ice-servers/") return joined();
    renewals += 1;
    return { status: 200, body: { iceServers: relay("second"), expiresAt: 9000 } };
  };
  const connection = await live(setup, { iceServers: relay("first") });
  // The connection is alive all the time only if it hears something in between.
  const steps = Math.ceil(HALF_LIFE / (LIMITS.clientIdleMs / 2));
  for (let step = 0; step < steps; step += 1) {
    const heard = new Promise<void>((resolve) => {
      const off = room.onMedia(() => {
        off();
        resolve();
      });
    });
    connection.send({ type: "speakers", ids: [] });
    await heard;
    clock.advance(LIMITS.clientIdleMs / 2);
  }
  const view = await viewWhere(room, ({ iceServers }) => iceServers[1]?.credential === "second");
  assert.equal(view.connection.state, "live");
  assert.equal(renewals, 1);
});
