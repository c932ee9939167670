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
const BOB = track("bob", "camera");
const VOICE = track("ann", "mic");
const OTHER = track("bob", "mic");

test("[SDKM4] what comes down is shown by the lines of the offers, also when a line is used again", async () => {
  await sfu.join();
  await sfu.people(ANN, BOB, VOICE);
  await sfu.offer(1, ANN.id, VOICE.id);
  await sfu.sees("ann", "mic camera");
  await sfu.moves("ann");
  await sfu.page.evaluate(() => {
    window.sfu.keep("ann", "camera");
    window.sfu.keep("ann", "mic");
  });
  await sfu.offer(1, BOB.id, VOICE.id);
  await sfu.sees("bob", "camera");
  await sfu.sees("ann", "mic");
  await sfu.moves("bob");
  assert(await sfu.page.evaluate(() => window.sfu.isKept("ann", "mic")));
  await sfu.offer(1, BOB.id, VOICE.id, ANN.id);
  await sfu.sees("ann", "mic camera");
  await sfu.moves("ann");
  assert.equal(await sfu.page.evaluate(() => window.sfu.isKept("ann", "camera")), false);
});

test("a voice line that carries another voice is another stream", async () => {
  await sfu.join();
  await sfu.people(VOICE, OTHER);
  await sfu.offer(1, VOICE.id);
  await sfu.sees("ann", "mic");
  const slot = (a: readonly [number, string, string]) => window.sfu.slot(...a);
  await sfu.page.evaluate(slot, [7, VOICE.id, OTHER.id] as const);
  await sfu.page.evaluate(slot, [1, VOICE.id, OTHER.id] as const);
  await sfu.sees("bob", "mic");
  await sfu.sees("ann", "");
});

test("a participant is connected when each picture that the page shows has a line", async () => {
  await sfu.join();
  await sfu.people(ANN, BOB);
  await sfu.offer(1, ANN.id);
  await sfu.remoteIs("ann", "connected");
  await sfu.remoteIs("bob", "connecting");
  await sfu.page.evaluate(() =>
    window.sfu.show([{ participantId: "ann", source: "camera", width: 320 }]),
  );
  await sfu.remoteIs("bob", "connected");
});

test("[SDKM5] what the page shows is subscribed in full, then by its changes, and anew after a full welcome", async () => {
  await sfu.join();
  await sfu.people(ANN, BOB);
  const subscribed = () => sfu.page.evaluate(() => window.sfu.subscribed().at(-1));
  await sfu.page.evaluate(() =>
    window.sfu.show([{ participantId: "ann", source: "camera", width: 640 }]),
  );
  const [ann, bob] = [
    { trackId: ANN.id, width: 640 },
    { trackId: BOB.id, width: 0 },
  ];
  assert.deepEqual(await subscribed(), [ann, bob]);
  await sfu.page.evaluate(() =>
    window.sfu.show([
      { participantId: "ann", source: "camera", width: 640 },
      { participantId: "bob", source: "camera", width: 320 },
    ]),
  );
  await sfu.advance(100);
  assert.deepEqual(await subscribed(), [{ trackId: BOB.id, width: 320 }]);
  await sfu.page.evaluate(() => window.sfu.welcome());
  await sfu.people(ANN, BOB);
  assert.deepEqual(await subscribed(), [ann, { trackId: BOB.id, width: 320 }]);
});

test("speakers are in the view, in their order", async () => {
  await sfu.join();
  await sfu.people(VOICE, OTHER);
  await sfu.page.evaluate(() => window.sfu.speakers("bob", "me"));
  assert.deepEqual((await sfu.view()).speakers, ["bob", "me"]);
  await sfu.page.evaluate(() => window.sfu.speakers());
  assert.deepEqual((await sfu.view()).speakers, []);
});

test("details tell of each stream what it is, how large and how much", async () => {
  await sfu.join("camera");
  await sfu.people(ANN);
  await sfu.offer(1, ANN.id);
  await sfu.moves("ann");
  await sfu.sends(1, "camera");
  await sfu.page.evaluate(() => window.sfu.details());
  await sfu.moves("ann");
  const { kind, rttMs, sending, receiving } = await sfu.page.evaluate(() => window.sfu.details());
  assert.equal(kind, "sfu");
  assert(rttMs !== null && rttMs < 1000);
  const sent = sending.map(({ participantId, source, layer }) => [participantId, source, layer]);
  assert.deepEqual(
    new Set(sent.map(String)),
    new Set(["me,camera,q", "me,camera,h", "me,camera,f"]),
  );
  const [picture, ...more] = receiving;
  assert.deepEqual(more, []);
  assert.equal(picture?.participantId, "ann");
  assert.equal(picture.source, "camera");
  assert.equal(picture.codec, "VP8");
  assert.deepEqual([picture.width, picture.height, picture.layer], [300, 150, "q"]);
  assert((picture.bps ?? 0) > 0);
});

test("the quality of the others and of one's own line shows after two measurements", async () => {
  await sfu.join("mic");
  await sfu.people(ANN);
  await sfu.offer(1, ANN.id);
  await sfu.moves("ann");
  assert.deepEqual((await sfu.view()).qualities, [null]);
  await sfu.advance(2000);
  await sfu.page.waitForFunction(() => window.sfu.view().quality !== null);
  await sfu.moves("ann");
  await sfu.advance(2000);
  await sfu.page.waitForFunction(() => window.sfu.view().qualities[0] === "good");
});

test("there are statistics of the connection that somebody's media takes, and of no other", async () => {
  await sfu.join("mic");
  await sfu.people(ANN);
  await sfu.offer(1, ANN.id);
  await sfu.moves("ann");
  const types = (id: string) => sfu.page.evaluate((a) => window.sfu.statTypes(a), id);
  assert((await types("ann"))?.includes("inbound-rtp"));
  assert((await types("me"))?.includes("outbound-rtp"));
  assert.equal(await types("nobody"), null);
});

test("after all this the console is empty and no error went uncaught", () => {
  assert.deepEqual(sfu.complaints, []);
});
