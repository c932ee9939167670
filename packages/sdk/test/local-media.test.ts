import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeMediaDevices, FakeStream, FakeTrack } from "./support/fake-media.ts";
import {
  OFF,
  camera,
  cameraOn,
  deviceOf,
  micOn,
  microphone,
  named,
  setUp,
  states,
} from "./support/local-media.ts";

test("the camera starts, is on with its stream, and off stops it", async (t) => {
  const setup = setUp(t);
  const { local, mediaDevices, tracks } = setup;
  assert.deepEqual(local.view.camera, OFF);
  const on = local.setCamera(true);
  assert.deepEqual(local.view.camera, { state: "starting" });
  const asked = await mediaDevices.asked.next();
  assert.deepEqual(asked.constraints, {
    video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
  });
  const stream = camera();
  asked.resolve(stream);
  await on;
  assert.deepEqual(local.view.camera, { state: "on", stream, deviceId: "cam" });
  assert.equal(local.track("camera"), stream.tracks[0]);
  await local.setCamera(false);
  assert.deepEqual(local.view.camera, OFF);
  assert.equal(local.track("camera"), null);
  assert.deepEqual(states(stream), ["ended"]);
  assert.deepEqual(tracks, ["camera", "camera"]);
});

test("a muted microphone keeps its track and comes back without asking", async (t) => {
  const setup = setUp(t);
  const { local, mediaDevices, tracks } = setup;
  const on = local.setMic(true);
  const asked = await mediaDevices.asked.next();
  assert.deepEqual(asked.constraints, {
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  });
  const stream = microphone();
  asked.resolve(stream);
  await on;
  await local.setMic(false);
  assert.deepEqual(local.view.mic, OFF);
  assert.equal(local.track("mic"), null);
  assert.equal(stream.tracks[0]?.enabled, false);
  assert.deepEqual(states(stream), ["live"]);
  await local.setMic(true);
  assert.deepEqual(local.view.mic, { state: "on", stream, deviceId: "mic" });
  assert.equal(stream.tracks[0]?.enabled, true);
  assert.equal(mediaDevices.asked.size, 0);
  assert.deepEqual(tracks, ["mic", "mic", "mic"]);
});

test("a missing camera does not cost the microphone", async (t) => {
  const setup = setUp(t);
  const { local, mediaDevices } = setup;
  const both = Promise.all([local.setMic(true), local.setCamera(true)]);
  const asked = [await mediaDevices.asked.next(), await mediaDevices.asked.next()];
  asked.find(({ what }) => what === "mic")?.resolve(microphone());
  asked.find(({ what }) => what === "camera")?.reject(named("NotFoundError"));
  await both;
  assert.equal(local.view.mic.state, "on");
  assert.deepEqual(local.view.camera, { state: "failed", problem: "not_found" });
});

test("what the browser says becomes a problem that people understand", async (t) => {
  const cases = [
    ["NotAllowedError", "denied"],
    ["SecurityError", "denied"],
    ["NotFoundError", "not_found"],
    ["OverconstrainedError", "not_found"],
    ["NotReadableError", "busy"],
    ["AbortError", "busy"],
    ["TypeError", "unknown"],
  ] as const;
  const { local, mediaDevices } = setUp(t);
  for (const [name, problem] of cases) {
    const on = local.setCamera(true);
    (await mediaDevices.asked.next()).reject(named(name));
    await on;
    assert.deepEqual(local.view.camera, { state: "failed", problem });
  }
});

test("an insecure page and a browser without devices say so", async (t) => {
  const insecure = setUp(t, { isSecureContext: false });
  await insecure.local.setMic(true);
  assert.deepEqual(insecure.local.view.mic, { state: "failed", problem: "insecure" });
  const { local } = setUp(t, { mediaDevices: undefined });
  await local.setCamera(true);
  assert.deepEqual(local.view.camera, { state: "failed", problem: "unsupported" });
});

test("a phone without screen sharing says so", async (t) => {
  const mediaDevices = new FakeMediaDevices();
  const { local } = setUp(t, {
    mediaDevices: {
      getUserMedia: (constraints) => mediaDevices.getUserMedia(constraints),
      enumerateDevices: () => mediaDevices.enumerateDevices(),
      addEventListener: () => {},
      removeEventListener: () => {},
    },
  });
  await local.setScreen(true);
  assert.deepEqual(local.view.screen, { state: "failed", problem: "unsupported" });
});

test("a failed camera can be tried again", async (t) => {
  const setup = setUp(t);
  const on = setup.local.setCamera(true);
  (await setup.mediaDevices.asked.next()).reject(named("NotReadableError"));
  await on;
  await cameraOn(setup);
  assert.equal(setup.local.view.camera.state, "on");
});

test("on, off and on in one moment: the late stream of the first is stopped", async (t) => {
  const { local, mediaDevices } = setUp(t);
  const first = local.setCamera(true);
  await local.setCamera(false);
  assert.deepEqual(local.view.camera, OFF);
  const second = local.setCamera(true);
  const [early, late] = [camera("early"), camera("late")];
  const [askedFirst, askedSecond] = [
    await mediaDevices.asked.next(),
    await mediaDevices.asked.next(),
  ];
  askedSecond.resolve(late);
  await second;
  askedFirst.resolve(early);
  await first;
  assert.deepEqual([states(early), states(late)], [["ended"], ["live"]]);
  assert.deepEqual(local.view.camera, { state: "on", stream: late, deviceId: "late" });
});

test("switched off while starting, it stays off when the stream or the refusal comes", async (t) => {
  const { local, mediaDevices } = setUp(t);
  for (const refused of [false, true]) {
    const on = local.setCamera(true);
    await local.setCamera(false);
    const stream = camera();
    const asked = await mediaDevices.asked.next();
    if (refused) asked.reject(named("NotAllowedError"));
    else asked.resolve(stream);
    await on;
    assert.deepEqual(local.view.camera, OFF);
    if (!refused) assert.deepEqual(states(stream), ["ended"]);
  }
});

test("switched on twice, the browser is asked once", async (t) => {
  const setup = setUp(t);
  const { local, mediaDevices } = setup;
  const twice = Promise.all([local.setCamera(true), local.setCamera(true)]);
  (await mediaDevices.asked.next()).resolve(camera());
  await twice;
  await local.setCamera(true);
  assert.equal(mediaDevices.asked.size, 0);
});

test("closing stops everything, also what is still to come", async (t) => {
  const setup = setUp(t);
  const { local, mediaDevices } = setup;
  const mic = await micOn(setup);
  const starting = local.setCamera(true);
  local.close();
  const late = camera();
  (await mediaDevices.asked.next()).resolve(late);
  await starting;
  assert.deepEqual([states(mic), states(late)], [["ended"], ["ended"]]);
  assert.deepEqual([local.view.mic, local.view.camera], [OFF, OFF]);
  local.close();
  await local.setCamera(true);
  const listed = mediaDevices.enumerations;
  mediaDevices.dispatchEvent(new Event("devicechange"));
  assert.equal(mediaDevices.asked.size, 0);
  assert.equal(mediaDevices.enumerations, listed);
});

test("a camera that is pulled out has failed; a muted microphone is asked for anew", async (t) => {
  const setup = setUp(t);
  const { local } = setup;
  const pulled = await cameraOn(setup);
  pulled.tracks[0]?.end();
  assert.deepEqual(local.view.camera, { state: "failed", problem: "busy" });
  assert.equal(local.track("camera"), null);
  const muted = await micOn(setup);
  await local.setMic(false);
  muted.tracks[0]?.end();
  assert.deepEqual(local.view.mic, OFF);
  await micOn(setup, microphone("other"));
  assert.equal(deviceOf(local.view.mic), "other");
});

test("a stopped stream that ends late does not hurt its successor", async (t) => {
  const setup = setUp(t);
  const first = await cameraOn(setup);
  await setup.local.setCamera(false);
  await cameraOn(setup, camera("second"));
  first.tracks[0]?.end();
  assert.equal(setup.local.view.camera.state, "on");
});

test("the screen comes with its sound, and the browser's own button ends it", async (t) => {
  const { local, mediaDevices, tracks } = setUp(t);
  const on = local.setScreen(true);
  const asked = await mediaDevices.asked.next();
  assert.equal(asked.what, "screen");
  assert.deepEqual(asked.constraints, { video: true, audio: true });
  const [sound, picture] = [new FakeTrack("audio", "tab"), new FakeTrack("video", "tab")];
  asked.resolve(new FakeStream(sound, picture));
  await on;
  assert.equal(local.track("screen"), picture);
  assert.equal(local.track("screenAudio"), sound);
  picture.end();
  assert.deepEqual(local.view.screen, OFF);
  assert.equal(sound.readyState, "ended");
  assert.deepEqual(tracks, ["screen", "screenAudio", "screen", "screenAudio"]);
});

test("a cancelled picker is off, not a failure", async (t) => {
  const { local, mediaDevices } = setUp(t);
  const on = local.setScreen(true);
  (await mediaDevices.asked.next()).reject(named("NotAllowedError"));
  await on;
  assert.deepEqual(local.view.screen, OFF);
});

test("a change of one source leaves the views of the others as they were", async (t) => {
  const setup = setUp(t);
  await cameraOn(setup);
  const before = setup.local.view;
  assert.equal(setup.local.view, before);
  await micOn(setup);
  assert.notEqual(setup.local.view, before);
  assert.equal(setup.local.view.camera, before.camera);
});
