import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { MeshDriver } from "./support/mesh-driver.ts";

let mesh: MeshDriver;

before(async () => {
  mesh = await MeshDriver.open();
});

after(() => mesh.close());

beforeEach(() => mesh.reset());

test("two people see and hear each other", async () => {
  await mesh.join("a", "mic", "camera");
  await mesh.join("b", "mic", "camera");
  await mesh.sees("a", "b", "mic camera");
  await mesh.sees("b", "a", "mic camera");
  for (const source of ["mic", "camera"] as const) {
    await mesh.flows("a", "b", source);
    await mesh.flows("b", "a", source);
  }
  assert.deepEqual(await mesh.signals(), ["b offer", "a answer"]);
});

test("three people see each other", async () => {
  for (const id of ["b", "c", "a"]) await mesh.join(id, "camera");
  for (const [at, from] of ["ab", "ac", "ba", "bc", "ca", "cb"]) {
    assert(at !== undefined && from !== undefined);
    await mesh.flows(at, from, "camera");
  }
});

test("who has no devices is connected, and gets what the others send", async () => {
  await mesh.join("a", "mic", "camera");
  await mesh.join("b");
  await mesh.join("c");
  for (const id of ["b", "c"]) {
    await mesh.flows(id, "a", "camera");
    await mesh.flows(id, "a", "mic");
  }
  await mesh.connected("b", "c");
  assert.deepEqual(await mesh.page.evaluate(() => window.mesh.remote("a", "b")), {
    connection: "connected",
    on: "",
  });
});

test("off and on again needs no negotiation and gives the same streams", async () => {
  await mesh.join("a", "mic", "camera");
  await mesh.join("b", "mic", "camera");
  for (const source of ["mic", "camera"] as const) {
    await mesh.flows("b", "a", source);
    await mesh.page.evaluate((a) => window.mesh.keep("b", "a", a), source);
  }
  const past = await mesh.signals();
  for (const source of ["mic", "camera"] as const) {
    await mesh.set("a", source, false);
    await mesh.sees("b", "a", source === "mic" ? "camera" : "mic");
    await mesh.set("a", source, true);
    await mesh.sees("b", "a", "mic camera");
    await mesh.flows("b", "a", source);
    const kept = await mesh.page.evaluate((a) => window.mesh.isKept("b", "a", a), source);
    assert(kept);
  }
  assert.deepEqual(await mesh.signals(), past);
});

test("a shared screen arrives as the screen, beside the camera and without it", async () => {
  await mesh.join("a", "camera");
  await mesh.join("b");
  await mesh.flows("b", "a", "camera");
  await mesh.set("a", "screen", true);
  await mesh.page.waitForFunction(() => window.mesh.remote("b", "a")?.on.includes("camera screen"));
  await mesh.flows("b", "a", "screen");
  await mesh.flows("b", "a", "camera");
  await mesh.set("a", "screen", false);
  await mesh.sees("b", "a", "camera");
  await mesh.set("b", "screen", true);
  await mesh.page.waitForFunction(() => window.mesh.remote("a", "b")?.on.startsWith("screen"));
  await mesh.flows("a", "b", "screen");
});

test("a camera that was off again at once does not lend its place to the screen", async () => {
  await mesh.join("a");
  await mesh.join("b");
  await mesh.connected("b", "a");
  await mesh.hold();
  await mesh.set("a", "camera", true);
  await mesh.offering("a");
  await mesh.set("a", "camera", false);
  await mesh.set("a", "screen", true);
  await mesh.set("a", "camera", true);
  await mesh.release();
  await mesh.page.waitForFunction(() => window.mesh.remote("b", "a")?.on.includes("camera screen"));
  await mesh.flows("b", "a", "screen");
  await mesh.flows("b", "a", "camera");
});

test("an offer may come before the news of who makes it", async () => {
  await mesh.join("a", "camera");
  await mesh.join("c");
  await mesh.page.evaluate(() => window.mesh.enter("b", "camera"));
  await mesh.flows("b", "a", "camera");
  await mesh.page.evaluate(() => window.mesh.leave("c"));
  assert.equal(await mesh.page.evaluate(() => window.mesh.remote("a", "b")), null);
  await mesh.page.evaluate(() => window.mesh.announce("b"));
  await mesh.flows("a", "b", "camera");
  assert.deepEqual((await mesh.connections("a")).toSorted(), ["closed", "connected"]);
});

test("who leaves is gone, with the connection; who ends has nobody", async () => {
  await mesh.join("a", "camera");
  await mesh.join("b", "camera");
  await mesh.join("c");
  await mesh.flows("a", "b", "camera");
  await mesh.page.evaluate(() => window.mesh.leave("b"));
  assert.equal(await mesh.page.evaluate(() => window.mesh.remote("a", "b")), null);
  assert.equal(await mesh.page.evaluate(() => window.mesh.remote("b", "a")), null);
  assert((await mesh.connections("b")).every((state) => state === "closed"));
  assert((await mesh.connections("a")).includes("closed"));
  await mesh.flows("c", "a", "camera");
});

test("details tell what goes to and comes from each of the others", async () => {
  await mesh.join("a", "camera");
  await mesh.join("b", "mic");
  await mesh.flows("b", "a", "camera");
  await mesh.flows("a", "b", "mic");
  const { kind, sending, receiving } = await mesh.page.evaluate(() => window.mesh.details("b"));
  assert.equal(kind, "mesh");
  const [sound, ...more] = sending.map(({ participantId, source }) => `${participantId} ${source}`);
  assert.deepEqual([sound, more], ["b mic", []]);
  const picture = receiving.find(({ source }) => source === "camera");
  assert.equal(picture?.participantId, "a");
  assert((picture.width ?? 0) > 0);
});

test("closing ends every connection, and may be repeated", async () => {
  await mesh.join("a", "camera");
  await mesh.join("b", "camera");
  await mesh.flows("a", "b", "camera");
  await mesh.page.evaluate(() => {
    window.mesh.close("a");
    window.mesh.close("a");
  });
  assert.deepEqual(await mesh.connections("a"), ["closed"]);
  assert.equal(await mesh.page.evaluate(() => window.mesh.remote("a", "b")), null);
  assert.equal(await mesh.timers("a"), 0);
});

test("after all this the console is empty and no error went uncaught", () => {
  assert.deepEqual(mesh.complaints, []);
});
