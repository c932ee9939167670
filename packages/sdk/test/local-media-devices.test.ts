import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeviceStorage } from "../src/devices.ts";
import { deviceInfo } from "./support/fake-media.ts";
import { camera, cameraOn, deviceOf, micOn, named, setUp, states } from "./support/local-media.ts";

test("choosing a device changes the one in use and is remembered", async (t) => {
  const stored = new Map<string, string>();
  const storage: DeviceStorage = {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => void stored.set(key, value),
  };
  const setup = setUp(t, { storage });
  const { local, mediaDevices } = setup;
  const before = await cameraOn(setup);
  const selecting = local.select("camera", "front");
  assert.deepEqual(states(before), ["ended"]);
  const asked = await mediaDevices.asked.next();
  assert.deepEqual(asked.constraints, {
    video: {
      width: { ideal: 1280 },
      height: { ideal: 720 },
      frameRate: { ideal: 30 },
      deviceId: { ideal: "front" },
    },
  });
  const after = camera("front");
  asked.resolve(after);
  await selecting;
  assert.deepEqual(local.view.camera, { state: "on", stream: after, deviceId: "front" });
  await local.select("mic", "headset");
  await local.select("speaker", "loud");
  assert.equal(mediaDevices.asked.size, 0);
  const again = setUp(t, { storage });
  const selected = { mic: "headset", camera: "front", speaker: "loud" };
  assert.deepEqual(local.view.selected, selected);
  assert.deepEqual(again.local.view.selected, selected);
});

test("choosing a device while the last one starts stops the late stream", async (t) => {
  const { local, mediaDevices } = setUp(t);
  const on = local.setCamera(true);
  const selecting = local.select("camera", "front");
  const [first, second] = [await mediaDevices.asked.next(), await mediaDevices.asked.next()];
  const [stale, front] = [camera("stale"), camera("front")];
  first.resolve(stale);
  second.resolve(front);
  await Promise.all([on, selecting]);
  assert.deepEqual([states(stale), states(front)], [["ended"], ["live"]]);
  assert.equal(deviceOf(local.view.camera), "front");
});

test("storage that is forbidden is done without", async (t) => {
  const forbidden = () => {
    throw named("SecurityError");
  };
  const { local } = setUp(t, { storage: { getItem: forbidden, setItem: forbidden } });
  await local.select("mic", "headset");
  assert.equal(local.view.selected.mic, "headset");
});

test("devices are listed at first, with permission and when they change", async (t) => {
  const unnamed = [deviceInfo("audioinput", "", ""), deviceInfo("videoinput", "c", "Camera")];
  const setup = setUp(t, {}, unnamed);
  const { local, mediaDevices } = setup;
  const change = () => new Promise<void>((resolve) => local.subscribe(resolve));
  const cameras = [{ id: "c", label: "Camera" }];
  await change();
  assert.deepEqual(local.view.devices, { mics: [], cameras, speakers: [] });
  mediaDevices.infos = [
    deviceInfo("audioinput", "m", "Microphone"),
    deviceInfo("videoinput", "c", "Camera"),
    deviceInfo("audiooutput", "s", "Speaker"),
  ];
  await micOn(setup);
  assert.deepEqual(local.view.devices, {
    mics: [{ id: "m", label: "Microphone" }],
    cameras,
    speakers: [{ id: "s", label: "Speaker" }],
  });
  mediaDevices.infos = [];
  const changed = change();
  mediaDevices.dispatchEvent(new Event("devicechange"));
  await changed;
  assert.deepEqual(local.view.devices, { mics: [], cameras: [], speakers: [] });
});
