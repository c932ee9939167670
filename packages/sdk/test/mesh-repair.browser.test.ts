import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { LIMITS } from "@parley/protocol";
import { MeshDriver, PAIRS } from "./support/mesh-driver.ts";

let mesh: MeshDriver;

before(async () => {
  mesh = await MeshDriver.open();
});

after(() => mesh.close());

beforeEach(() => mesh.reset());

test("a page that is loaded anew gets its media back, whoever is polite and whoever sends", async () => {
  for (const [stays, reloads] of PAIRS) {
    for (const sends of [stays, reloads]) {
      await mesh.reset();
      const watches = sends === stays ? reloads : stays;
      await mesh.join(stays, ...(sends === stays ? ["camera" as const] : []));
      await mesh.join(reloads, ...(sends === reloads ? ["camera" as const] : []));
      await mesh.flows(watches, sends, "camera");
      await mesh.page.evaluate((a) => window.mesh.reload(a), reloads);
      await mesh.replaced(stays);
      await mesh.flows(watches, sends, "camera");
    }
  }
});

test("an offer to the page before the reload and one of the page after it cross", async () => {
  for (const [stays, reloads] of PAIRS) {
    await mesh.reset();
    await mesh.join(stays);
    await mesh.join(reloads, "camera");
    await mesh.flows(stays, reloads, "camera");
    await mesh.hold();
    await mesh.set(stays, "camera", true);
    await mesh.offering(stays);
    await mesh.page.evaluate((a) => window.mesh.reload(a), reloads);
    await mesh.offering("a", "b");
    await mesh.release();
    await mesh.replaced(stays);
    await mesh.flows(stays, reloads, "camera");
    await mesh.flows(reloads, stays, "camera");
  }
});

test("what was switched on while either was away is seen after the return", async () => {
  for (const [away, stays] of PAIRS) {
    await mesh.reset();
    await mesh.join(away, "camera");
    await mesh.join(stays, "camera");
    await mesh.flows(stays, away, "camera");
    await mesh.flows(away, stays, "camera");
    await mesh.page.evaluate((a) => window.mesh.keep(a.stays, a.away, "camera"), { away, stays });
    await mesh.page.evaluate((a) => window.mesh.lose(a), away);
    await mesh.flows(stays, away, "camera");
    await mesh.set(away, "mic", true);
    await mesh.set(stays, "mic", true);
    await mesh.page.evaluate((a) => window.mesh.welcome(a), away);
    await mesh.sees(stays, away, "mic camera");
    await mesh.sees(away, stays, "mic camera");
    await mesh.flows(stays, away, "mic");
    await mesh.flows(away, stays, "mic");
    await mesh.flows(stays, away, "camera");
    const kept = (a: { away: string; stays: string }) =>
      window.mesh.isKept(a.stays, a.away, "camera");
    assert(await mesh.page.evaluate(kept, { away, stays }));
    assert.deepEqual(await mesh.connections(away), ["connected"]);
  }
});

test("media goes on while the server restarts, and those who return find each other", async () => {
  for (const [first, second] of PAIRS) {
    await mesh.reset();
    await mesh.join("a", "camera");
    await mesh.join("b", "camera");
    await mesh.join("c");
    await mesh.flows("a", "b", "camera");
    await mesh.flows("b", "a", "camera");
    const past = await mesh.signals();
    await mesh.page.evaluate(() => window.mesh.keep("a", "b", "camera"));
    await mesh.page.evaluate(() => window.mesh.restart());
    await mesh.flows("a", "b", "camera");
    for (const id of [first, second]) {
      await mesh.page.evaluate((a) => window.mesh.welcome(a), id);
    }
    await mesh.sees("a", "b", "camera");
    await mesh.sees("b", "a", "camera");
    await mesh.flows("a", "b", "camera");
    assert(await mesh.page.evaluate(() => window.mesh.isKept("a", "b", "camera")));
    assert.deepEqual(await mesh.signals(), past);
    // The third does not return, and is waited for as long as an absence may take.
    await mesh.advance("a", LIMITS.graceMs - 1);
    assert.deepEqual(await mesh.connections("a"), ["connected", "connected"]);
    await mesh.advance("a", 1);
    assert.deepEqual(await mesh.connections("a"), ["connected", "closed"]);
  }
});

test("a failed connection is restarted by the impolite side, with back-off", async () => {
  await mesh.join("a", "camera");
  await mesh.join("b", "camera");
  await mesh.flows("a", "b", "camera");
  await mesh.page.evaluate(() => window.mesh.overrule("b", "failed"));
  assert.equal(await mesh.page.evaluate(() => window.mesh.remote("b", "a")?.connection), "failed");
  const ufrag = await mesh.page.evaluate(() => window.mesh.ufrag("b"));
  await mesh.advance("b", 250);
  await mesh.page.waitForFunction((past) => window.mesh.ufrag("b") !== past, ufrag);
  // It fails again: the second wait is twice as long.
  await mesh.page.evaluate(() => window.mesh.overrule("b", "failed"));
  await mesh.advance("b", 499);
  assert.equal(await mesh.timers("b"), 1);
  await mesh.page.evaluate(() => window.mesh.overrule("b", null));
  assert.equal(await mesh.timers("b"), 0);
  await mesh.connected("b", "a");
  await mesh.flows("a", "b", "camera");
  await mesh.flows("b", "a", "camera");
});

test("[TURN6] a connection that is restarted uses the credentials of now", async () => {
  await mesh.join("a");
  await mesh.join("b", "camera");
  await mesh.flows("a", "b", "camera");
  const renewed = [{ urls: ["turn:127.0.0.1:9"], username: "9:b", credential: "new" }];
  await mesh.page.evaluate((servers) => window.mesh.renew("b", servers), renewed);
  const ufrag = await mesh.page.evaluate(() => window.mesh.ufrag("b"));
  await mesh.page.evaluate(() => window.mesh.overrule("b", "failed"));
  await mesh.advance("b", 250);
  await mesh.page.waitForFunction((past) => window.mesh.ufrag("b") !== past, ufrag);
  assert.deepEqual(await mesh.page.evaluate(() => window.mesh.iceServers("b")), renewed);
  await mesh.page.evaluate(() => window.mesh.overrule("b", null));
  await mesh.flows("a", "b", "camera");
});

test("when the impolite side does nothing, the polite one restarts 8 s later", async () => {
  await mesh.join("a");
  await mesh.join("b", "camera");
  await mesh.flows("a", "b", "camera");
  const ufrag = await mesh.page.evaluate(() => window.mesh.ufrag("a"));
  await mesh.page.evaluate(() => window.mesh.overrule("a", "failed"));
  await mesh.advance("a", 8249);
  assert.equal(await mesh.timers("a"), 1);
  await mesh.advance("a", 1);
  await mesh.page.waitForFunction((past) => window.mesh.ufrag("a") !== past, ufrag);
  await mesh.page.evaluate(() => window.mesh.overrule("a", null));
  await mesh.flows("a", "b", "camera");
});

test("a description that cannot be read costs the connection, and a new one is made", async () => {
  await mesh.join("a", "camera");
  await mesh.join("b", "camera");
  await mesh.flows("a", "b", "camera");
  await mesh.page.evaluate(() => window.mesh.garble("b", "a"));
  await mesh.page.waitForFunction(() => window.mesh.timers("a") === 1);
  await mesh.advance("a", 250);
  await mesh.replaced("a");
  await mesh.replaced("b");
  await mesh.flows("a", "b", "camera");
  await mesh.flows("b", "a", "camera");
});

test("an offer that the rate limit refused is sent again", async () => {
  await mesh.join("a");
  await mesh.page.evaluate(() => window.mesh.refuseOffer("rate_limited"));
  await mesh.join("b", "camera");
  await mesh.page.waitForFunction(() => window.mesh.timers("b") === 1);
  assert.deepEqual(await mesh.signals(), []);
  await mesh.advance("b", 250);
  await mesh.flows("a", "b", "camera");
});

test("after all this the console is empty and no error went uncaught", () => {
  assert.deepEqual(mesh.complaints, []);
});
