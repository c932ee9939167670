import assert from "node:assert/strict";
import { test } from "node:test";
import { Emitter } from "../src/emitter.ts";
import { obeyMutes } from "../src/obey-mutes.ts";
import type { MutedEvent } from "../src/room-events.ts";
import { cameraOn, micOn, setUp } from "./support/local-media.ts";

test("what a host mutes goes off, and nothing else; until one stops obeying", async (t) => {
  const setup = setUp(t);
  const { local } = setup;
  const mutes = new Emitter<MutedEvent>();
  const stop = obeyMutes({ onMuted: (listener) => mutes.on(listener) }, local);
  await micOn(setup);
  await cameraOn(setup);
  mutes.emit({ source: "mic", by: "p2" });
  assert.deepEqual([local.view.mic.state, local.view.camera.state], ["off", "on"]);
  mutes.emit({ source: "screen", by: "p2" });
  assert.equal(local.view.camera.state, "on");
  stop();
  mutes.emit({ source: "camera", by: null });
  assert.equal(local.view.camera.state, "on");
});

test("a microphone that is just being switched on stays off", async (t) => {
  const setup = setUp(t);
  const { local, mediaDevices } = setup;
  const mutes = new Emitter<MutedEvent>();
  t.after(obeyMutes({ onMuted: (listener) => mutes.on(listener) }, local));
  const on = local.setMic(true);
  const asked = await mediaDevices.asked.next();
  mutes.emit({ source: "mic", by: "p2" });
  asked.reject(new DOMException("No.", "AbortError"));
  await on;
  assert.equal(local.view.mic.state, "off");
});
