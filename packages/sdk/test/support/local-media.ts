import type { TestContext } from "node:test";
import type { CaptureView } from "../../src/capture.ts";
import { LocalMedia, type LocalMediaOptions, type TrackSource } from "../../src/local-media.ts";
import { FakeMediaDevices, FakeStream, FakeTrack } from "./fake-media.ts";

/** Local media over fake devices: these are listed, and the test answers what is asked of them. */
export function setUp(
  t: TestContext,
  options: Partial<LocalMediaOptions> = {},
  infos: readonly MediaDeviceInfo[] = [],
) {
  const mediaDevices = new FakeMediaDevices();
  mediaDevices.infos = [...infos];
  const local = new LocalMedia({ mediaDevices, isSecureContext: true, ...options });
  const tracks: TrackSource[] = [];
  local.onTrack((source) => tracks.push(source));
  t.after(() => local.close());
  return { mediaDevices, local, tracks };
}

type SetUp = ReturnType<typeof setUp>;

export const OFF: CaptureView = { state: "off" };
export const camera = (id = "cam") => new FakeStream(new FakeTrack("video", id));
export const microphone = (id = "mic") => new FakeStream(new FakeTrack("audio", id));
export const named = (name: string) => new DOMException("No.", name);
export const deviceOf = (view: CaptureView) => (view.state === "on" ? view.deviceId : null);
export const states = ({ tracks }: FakeStream) => tracks.map(({ readyState }) => readyState);

export async function cameraOn(
  { local, mediaDevices }: SetUp,
  stream = camera(),
): Promise<FakeStream> {
  const on = local.setCamera(true);
  (await mediaDevices.asked.next()).resolve(stream);
  await on;
  return stream;
}

export async function micOn(
  { local, mediaDevices }: SetUp,
  stream = microphone(),
): Promise<FakeStream> {
  const on = local.setMic(true);
  (await mediaDevices.asked.next()).resolve(stream);
  await on;
  return stream;
}
