import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { SfuDriver } from "./support/sfu-driver.ts";

let sfu: SfuDriver;

before(async () => {
  sfu = await SfuDriver.open();
});

after(() => sfu.close());

beforeEach(() => sfu.reset());

const sections = (sdp: string | undefined) => (sdp ?? "").split(/^(?=m=)/m).slice(1);

test("[SDKM1] the first offer has a line for the voice and one for three layers of the camera", async () => {
  await sfu.join();
  const [offer, ...more] = await sfu.offers(1);
  assert.deepEqual(more, []);
  const [mic, camera, ...rest] = sections(offer);
  assert.deepEqual(rest, []);
  assert.match(mic ?? "", /^m=audio .*^a=sendonly.*opus\/48000\/2/ms);
  assert.match(camera ?? "", /^m=video .*^a=sendonly.*VP8\/90000/ms);
  assert.match(camera ?? "", /^a=simulcast:send q;h;f\r?$/m);
  assert.deepEqual(await sfu.asked(), ["offer up 1"]);
});

test("[SDKM2] switching on is a track in its line, published once, without another offer", async () => {
  await sfu.join();
  for (const source of ["mic", "camera"] as const) {
    await sfu.set(source, true);
    await sfu.askedFor(`publish ${source} 1`);
    await sfu.sends(1, source);
    await sfu.set(source, false);
    await sfu.set(source, true);
    await sfu.sends(1, source);
  }
  assert.deepEqual(await sfu.asked(), ["offer up 1", "publish mic 1", "publish camera 1"]);
});

test("what is on at the welcome is published with the first offer", async () => {
  await sfu.join("mic", "camera");
  await sfu.sends(1, "mic");
  await sfu.sends(1, "camera");
  assert.deepEqual(await sfu.asked(), ["offer up 1", "publish mic 1", "publish camera 1"]);
});

test("a screen is published while it is shared, on one line however often", async () => {
  await sfu.join();
  for (let times = 0; times < 2; times++) {
    const past = (await sfu.asked()).length;
    await sfu.set("screen", true);
    await sfu.page.waitForFunction(
      (a) => window.sfu.asked().slice(a).includes("publish screen 1"),
      past,
    );
    await sfu.sends(1, "screen");
    await sfu.set("screen", false);
    await sfu.page.waitForFunction(
      (a) => window.sfu.asked().slice(a).includes("unpublish own screen"),
      past,
    );
  }
  const offers = await sfu.offers(1);
  const screens = sections(offers.at(-1)).filter((section) => section.startsWith("m=video"));
  assert.equal(screens.length, 2, "camera and screen");
  assert.doesNotMatch(screens[1] ?? "", /a=simulcast/);
  assert.equal(offers.length, 2);
});

test("an answer to any other offer than the newest is ignored", async () => {
  await sfu.page.evaluate(() => {
    window.sfu.hold();
    window.sfu.welcome();
  });
  await sfu.page.waitForFunction(() => window.sfu.held() === 1);
  await sfu.page.evaluate(() => {
    window.sfu.release();
    window.sfu.garble(1, 7);
    window.sfu.garble(9, 1);
  });
  await sfu.connectedUp(1);
  await sfu.advance(500);
  await sfu.set("mic", true);
  await sfu.askedFor("publish mic 1");
  assert.deepEqual(await sfu.asked(), ["offer up 1", "publish mic 1"]);
});

test("an answer that cannot be read is followed by another connection", async () => {
  await sfu.page.evaluate(() => {
    window.sfu.hold();
    window.sfu.welcome();
  });
  await sfu.page.waitForFunction(() => window.sfu.held() === 1);
  await sfu.page.evaluate(() => {
    window.sfu.drop();
    window.sfu.garble(1, 1);
  });
  await sfu.page.waitForFunction(() => {
    window.sfu.advance(0);
    return window.sfu.upState(2) === "connected";
  });
});

test("[SDKM3] only those layers are sent that anybody watches", async () => {
  await sfu.join("camera");
  const active = () => sfu.page.evaluate(() => window.sfu.active());
  assert.deepEqual(await active(), ["q", "h", "f"]);
  await sfu.page.evaluate(() => {
    window.sfu.layers("q", "h", "f");
    window.sfu.layers();
    window.sfu.layers("q", "h");
  });
  await sfu.page.waitForFunction(() => window.sfu.active().join(" ") === "q h");
  await sfu.page.evaluate(() => window.sfu.layers());
  await sfu.page.waitForFunction(() => window.sfu.active().length === 0);
});

test("what a host mutes goes off, and the room is told", async () => {
  await sfu.join("camera");
  await sfu.page.waitForFunction(() => window.sfu.flags()?.camera === true);
  await sfu.page.evaluate(() => window.sfu.mute("camera"));
  await sfu.page.waitForFunction(() => window.sfu.flags()?.camera === false);
  await sfu.set("camera", true);
  await sfu.sends(1, "camera");
  assert.deepEqual(await sfu.asked(), ["offer up 1", "publish camera 1"]);
});

test("after all this the console is empty and no error went uncaught", () => {
  assert.deepEqual(sfu.complaints, []);
});
