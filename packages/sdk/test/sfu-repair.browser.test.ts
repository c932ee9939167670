import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { SfuDriver, track } from "./support/sfu-driver.ts";

let sfu: SfuDriver;

before(async () => {
  sfu = await SfuDriver.open();
});

after(() => sfu.close());

beforeEach(() => sfu.reset());

const ANN = track("ann", "camera");

/** The connections are made in this order: up, then down. */
const [UP, DOWN] = [0, 1];

async function joined(): Promise<void> {
  await sfu.join("mic", "camera");
  await sfu.people(ANN);
  await sfu.offer(1, ANN.id);
  await sfu.moves("ann");
}

test("[SDKM6] a broken up connection is replaced by one of the next generation with the same tracks", async () => {
  await joined();
  await sfu.overrule(UP, "failed");
  await sfu.advance(0);
  await sfu.connectedUp(2);
  await sfu.sends(2, "camera");
  await sfu.page.evaluate(() => window.sfu.closed("up", 1, "failed"));
  await sfu.page.evaluate(() => window.sfu.closed("up", 2, "restarted"));
  await sfu.advance(0);
  await sfu.connectedUp(3);
  await sfu.sends(3, "camera");
  const asked = (await sfu.asked()).filter((one) => !one.startsWith("answer"));
  assert.deepEqual(
    asked,
    [1, 2, 3].flatMap((a) => [`offer up ${a}`, `publish mic ${a}`, `publish camera ${a}`]),
  );
});

test("[SDKM11] a connection that is lost casts doubt on signalling, and its return ends the wait", async () => {
  await joined();
  const asked = (await sfu.asked()).length;
  await sfu.overrule(UP, "disconnected");
  await sfu.overrule(DOWN, "disconnected");
  assert.deepEqual((await sfu.asked()).slice(asked), ["probe", "probe"]);
  await sfu.page.evaluate(() => {
    window.sfu.lose();
    window.sfu.welcome(true);
  });
  await sfu.advance(0);
  await sfu.connectedUp(2);
  await sfu.askedFor("replace 1");
});

test("[SDKM7] for a broken down connection another is asked, once, and its lines are shown", async () => {
  await joined();
  await sfu.overrule(DOWN, "failed");
  await sfu.advance(0);
  await sfu.askedFor("replace 1");
  await sfu.page.evaluate(() => window.sfu.closed("down", 1, "failed"));
  await sfu.advance(9000);
  await sfu.remoteIs("ann", "connecting");
  await sfu.page.evaluate(() => window.sfu.keep("ann", "camera"));
  await sfu.offer(2, ANN.id);
  await sfu.moves("ann");
  await sfu.remoteIs("ann", "connected");
  assert.equal(await sfu.page.evaluate(() => window.sfu.isKept("ann", "camera")), false);
  await sfu.overrule(DOWN, null);
  assert.deepEqual(await sfu.connections(), ["connected", "closed", "connected"]);
  const asked = (await sfu.asked()).filter((one) => one.startsWith("replace"));
  assert.deepEqual(asked, ["replace 1"]);
});

test("who gets no down connection sees the others as failed, and asks again", async () => {
  await joined();
  await sfu.overrule(DOWN, "failed");
  await sfu.advance(0);
  await sfu.askedFor("replace 1");
  await sfu.remoteIs("ann", "connecting");
  await sfu.advance(10_000);
  await sfu.remoteIs("ann", "failed");
  assert.equal((await sfu.view()).quality, "poor");
  await sfu.advance(500);
  await sfu.page.evaluate(() => window.sfu.closed("down", 2, "failed"));
  await sfu.advance(1000);
  const asked = (await sfu.asked()).filter((one) => one.startsWith("replace"));
  assert.deepEqual(asked, ["replace 1", "replace 1", "replace 2"]);
  await sfu.remoteIs("ann", "failed");
  await sfu.offer(3, ANN.id);
  await sfu.remoteIs("ann", "connected");
});

test("a refused request for another connection is made again, ever later", async () => {
  await joined();
  await sfu.page.evaluate(() => window.sfu.refuse("rate_limited"));
  await sfu.overrule(DOWN, "failed");
  await sfu.advance(0);
  await sfu.askedFor("replace 1");
  const asked = async () => (await sfu.asked()).filter((one) => one.startsWith("replace")).length;
  await sfu.advance(249);
  assert.equal(await asked(), 1);
  await sfu.advance(1);
  assert.equal(await asked(), 2);
});

test("a connection that was given up before it was offered is asked for again", async () => {
  await sfu.join();
  await sfu.people(ANN);
  await sfu.page.evaluate(() => window.sfu.closed("down", 4, "failed"));
  await sfu.advance(0);
  await sfu.askedFor("replace 4");
  await sfu.offer(3, ANN.id);
  assert.equal((await sfu.connections()).length, 1);
  await sfu.offer(5, ANN.id);
  await sfu.moves("ann");
});

test("after a restart of the SFU the down connection is awaited, not asked for", async () => {
  await joined();
  await sfu.page.evaluate(() => {
    window.sfu.speakers("ann");
    window.sfu.closed("down", 1, "restarted");
  });
  assert.deepEqual((await sfu.view()).speakers, []);
  await sfu.advance(500);
  await sfu.offer(2, ANN.id);
  await sfu.moves("ann");
  assert((await sfu.asked()).every((one) => !one.startsWith("replace")));
});

test("a way that is lost for a moment is left alone; on another network it is given up at once", async () => {
  await joined();
  await sfu.overrule(UP, "disconnected");
  await sfu.advance(1499);
  await sfu.overrule(UP, null);
  await sfu.advance(5000);
  assert.equal((await sfu.offers(2)).length, 0);
  await sfu.overrule(UP, "disconnected");
  await sfu.page.evaluate(() => window.sfu.online());
  await sfu.advance(0);
  await sfu.connectedUp(2);
  await sfu.page.evaluate(() => window.sfu.online());
  await sfu.overrule(2, "disconnected");
  await sfu.advance(1500);
  await sfu.connectedUp(3);
});

test("[SDKM8] a resumed session negotiates nothing, and media goes on; what broke meanwhile is mended", async () => {
  await joined();
  const past = await sfu.asked();
  await sfu.page.evaluate(() => window.sfu.lose());
  await sfu.moves("ann");
  await sfu.sends(1, "camera");
  await sfu.page.evaluate(() => window.sfu.welcome(true));
  await sfu.people(ANN);
  await sfu.moves("ann");
  assert.deepEqual(await sfu.asked(), past);
  await sfu.page.evaluate(() => window.sfu.lose());
  await sfu.overrule(UP, "failed");
  await sfu.overrule(DOWN, "failed");
  await sfu.advance(20_000);
  assert.deepEqual(await sfu.asked(), past);
  await sfu.page.evaluate(() => window.sfu.welcome(true));
  await sfu.advance(0);
  await sfu.askedFor("replace 1");
  await sfu.connectedUp(2);
});

test("[SDKM9] after a full welcome both connections begin anew, up with a later generation", async () => {
  await joined();
  await sfu.page.evaluate(() => {
    window.sfu.lose();
    window.sfu.welcome();
  });
  await sfu.people(ANN);
  await sfu.connectedUp(2);
  await sfu.askedFor("publish camera 2");
  assert.deepEqual((await sfu.connections()).slice(0, 2), ["closed", "closed"]);
  await sfu.offer(1, ANN.id);
  assert.equal((await sfu.connections()).length, 4);
});

test("[SDKM10] the room's setting decides between SFU and mesh, at every full welcome", async () => {
  assert.equal((await sfu.view()).kind, null);
  await joined();
  assert.equal((await sfu.view()).kind, "sfu");
  await sfu.page.evaluate(() => window.sfu.welcome(false, "mesh"));
  assert.equal((await sfu.view()).kind, "mesh");
  assert.deepEqual(await sfu.connections(), ["closed", "closed"]);
  await sfu.page.evaluate(() => window.sfu.welcome());
  assert.equal((await sfu.view()).kind, "sfu");
  await sfu.connectedUp(2);
});

test("the end of the meeting and closing end both connections and leave no timer", async () => {
  await joined();
  await sfu.page.evaluate(() => window.sfu.end());
  assert.deepEqual(await sfu.connections(), ["closed", "closed"]);
  assert.deepEqual((await sfu.view()).ids, []);
  assert.equal(await sfu.page.evaluate(() => window.sfu.timers()), 0);
  await sfu.page.evaluate(() => window.sfu.welcome());
  await sfu.page.evaluate(() => {
    window.sfu.close();
    window.sfu.close();
  });
  assert.deepEqual(await sfu.connections(), ["closed", "closed", "closed"]);
  assert.equal(await sfu.page.evaluate(() => window.sfu.timers()), 0);
});

test("after all this the console is empty and no error went uncaught", () => {
  assert.deepEqual(sfu.complaints, []);
});
