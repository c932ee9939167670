import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { MeshDriver, PAIRS } from "./support/mesh-driver.ts";

let mesh: MeshDriver;

before(async () => {
  mesh = await MeshDriver.open();
});

after(() => mesh.close());

beforeEach(() => mesh.reset());

test("8 times both switch on at once, and both are seen", async () => {
  for (let round = 0; round < 8; round++) {
    await mesh.reset();
    // By turns the polite side is the first to join and the last.
    const [first, second] = PAIRS[round % 2 === 0 ? 0 : 1];
    await mesh.join(first);
    await mesh.join(second);
    await mesh.connected(first, second);
    await mesh.connected(second, first);
    await mesh.hold();
    await mesh.set("a", "camera", true);
    await mesh.set("b", "camera", true);
    await mesh.offering("a", "b");
    await mesh.release();
    await Promise.all([mesh.flows("a", "b", "camera"), mesh.flows("b", "a", "camera")]);
  }
});

test("after all this the console is empty and no error went uncaught", () => {
  assert.deepEqual(mesh.complaints, []);
});
