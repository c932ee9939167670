import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { MeshDriver, PAIRS } from "./support/mesh-driver.ts";

let mesh: MeshDriver;

before(async () => {
  mesh = await MeshDriver.open();
});

after(() => mesh.close());

beforeEach(() => mesh.reset());

const lose = (id: string) => mesh.page.evaluate((a) => window.mesh.lose(a), id);
const resume = (id: string) => mesh.page.evaluate((a) => window.mesh.resume(a), id);

test("[SDK7] a resumed session negotiates nothing, and its media goes on", async () => {
  await mesh.join("a", "camera");
  await mesh.join("b", "camera");
  await mesh.flows("a", "b", "camera");
  await mesh.flows("b", "a", "camera");
  const past = await mesh.signals();
  const ufrag = await mesh.page.evaluate(() => window.mesh.ufrag("a"));
  await mesh.page.evaluate(() => window.mesh.keep("a", "b", "camera"));
  await lose("a");
  await mesh.flows("a", "b", "camera");
  await resume("a");
  await mesh.flows("a", "b", "camera");
  await mesh.flows("b", "a", "camera");
  assert(await mesh.page.evaluate(() => window.mesh.isKept("a", "b", "camera")));
  assert.deepEqual(await mesh.signals(), past);
  assert.equal(await mesh.page.evaluate(() => window.mesh.ufrag("a")), ufrag);
});

test("what either side began during the break is carried through after it", async () => {
  for (const [away, stays] of PAIRS) {
    await mesh.reset();
    await mesh.join(away, "camera");
    await mesh.join(stays, "camera");
    await mesh.flows(stays, away, "camera");
    await mesh.flows(away, stays, "camera");
    await lose(away);
    await mesh.set(away, "mic", true);
    await mesh.set(stays, "mic", true);
    await resume(away);
    await mesh.sees(stays, away, "mic camera");
    await mesh.sees(away, stays, "mic camera");
    await mesh.flows(stays, away, "mic");
    await mesh.flows(away, stays, "mic");
    assert.deepEqual(await mesh.connections(away), ["connected"]);
    assert.deepEqual(await mesh.connections(stays), ["connected"]);
  }
});

test("media that stopped during the break finds a new way after it", async () => {
  await mesh.join("a", "camera");
  await mesh.join("b", "camera");
  await mesh.flows("a", "b", "camera");
  const ufrag = await mesh.page.evaluate(() => window.mesh.ufrag("a"));
  await lose("a");
  await mesh.page.evaluate(() => window.mesh.overrule("a", "disconnected"));
  await resume("a");
  await mesh.page.waitForFunction((past) => window.mesh.ufrag("a") !== past, ufrag);
  await mesh.page.evaluate(() => window.mesh.overrule("a", null));
  await mesh.flows("a", "b", "camera");
});

test("[SDK8] what a host mutes goes off here, and the others see it", async () => {
  await mesh.join("a", "mic", "camera", "screen");
  await mesh.join("b");
  await mesh.sees("b", "a", "mic camera screen screenAudio");
  await mesh.page.evaluate(() => window.mesh.mute("a", "mic"));
  await mesh.sees("b", "a", "camera screen screenAudio");
  await mesh.page.evaluate(() => window.mesh.mute("a", "screen"));
  await mesh.sees("b", "a", "camera");
  await mesh.page.evaluate(() => window.mesh.mute("a", "camera"));
  await mesh.sees("b", "a", "");
});

test("after all this the console is empty and no error went uncaught", () => {
  assert.deepEqual(mesh.complaints, []);
});
