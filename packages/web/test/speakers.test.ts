import assert from "node:assert/strict";
import { test } from "node:test";
import type { CaptureView, MediaView } from "@parley/sdk";
import { Store } from "../src/lib/store.ts";
import { type Speakers, followSpeakers } from "../src/meeting/speakers.ts";
import { localView, remote, roomView } from "./meeting-fixtures.ts";

/** Node has none: a stream is only passed on here. */
class Stream extends EventTarget implements MediaStream {
  readonly active = true;
  readonly id = crypto.randomUUID();
  onaddtrack = null;
  onremovetrack = null;
  addTrack(): void {}
  removeTrack(): void {}
  clone = () => new Stream();
  getAudioTracks = () => [];
  getTrackById = () => null;
  getTracks = () => [];
  getVideoTracks = () => [];
}

const LOUD = 0.9;
const QUIET = 0.1;

/** Media of which the test decides who says what how loud. */
function begin(kind: MediaView["kind"], others: ReadonlyMap<string, MediaStream>) {
  const remotes = new Map([...others].map(([id, mic]) => [id, remote(id, { mic })]));
  const media = new Store<MediaView>({ kind, remotes, speakers: [], quality: null });
  const local = new Store(localView());
  const speakers = new Store<Speakers>([]);
  const heard = new Map<MediaStream, (level: number) => void>();
  let now = 0;
  const watch = (stream: MediaStream, onLevel: (level: number) => void) => {
    heard.set(stream, onLevel);
    return () => void heard.delete(stream);
  };
  const room = new Store(roomView([]));
  const end = followSpeakers({ room, media, local }, speakers, { watch, now: () => now });
  const say = (stream: MediaStream, level: number) => heard.get(stream)?.(level);
  const wait = (ms: number) => {
    now += ms;
  };
  const tell = (...ids: string[]) => media.set({ ...media.view, speakers: ids });
  const setMic = (mic: CaptureView) => local.set({ ...local.view, mic });
  return { media, speakers, heard, say, wait, tell, setMic, end };
}

test("[WEBM7] the SFU says who speaks: nobody listens to the others", () => {
  const mia = new Stream();
  const { heard, tell, speakers } = begin("sfu", new Map([["mia", mia]]));
  assert.equal(heard.size, 0);
  tell("mia", "tom");
  assert.deepEqual(speakers.view, ["mia", "tom"]);
  tell();
  assert.deepEqual(speakers.view, []);
});

test("oneself is heard at once, whatever the SFU says", () => {
  const me = new Stream();
  const { say, wait, tell, setMic, speakers } = begin("sfu", new Map());
  setMic({ state: "on", stream: me, deviceId: "m1" });
  tell("me");
  assert.deepEqual(speakers.view, []);
  tell("mia");
  say(me, LOUD);
  assert.deepEqual(speakers.view, ["mia", "me"]);
  wait(800);
  say(me, QUIET);
  assert.deepEqual(speakers.view, ["mia"]);
});

test("[WEBM8] in a mesh everybody is listened to, and pauses between words do not count", () => {
  const mia = new Stream();
  const { say, wait, speakers } = begin("mesh", new Map([["mia", mia]]));
  say(mia, LOUD);
  assert.deepEqual(speakers.view, ["mia"]);
  wait(600);
  say(mia, QUIET);
  assert.deepEqual(speakers.view, ["mia"]);
  wait(200);
  say(mia, QUIET);
  assert.deepEqual(speakers.view, []);
});

test("who switches the microphone off is not heard any more", () => {
  const mia = new Stream();
  const { media, say, heard, speakers } = begin("mesh", new Map([["mia", mia]]));
  say(mia, LOUD);
  media.set({ ...media.view, remotes: new Map([["mia", remote("mia")]]) });
  assert.deepEqual(speakers.view, []);
  assert.equal(heard.size, 0);
});

test("when a meeting goes over to the SFU listening ends, and with the meeting all of it", () => {
  const me = new Stream();
  const { media, heard, setMic, end } = begin("mesh", new Map([["mia", new Stream()]]));
  setMic({ state: "on", stream: me, deviceId: "m1" });
  assert.equal(heard.size, 2);
  media.set({ ...media.view, kind: "sfu" });
  assert.deepEqual([...heard.keys()], [me]);
  end();
  assert.equal(heard.size, 0);
});
