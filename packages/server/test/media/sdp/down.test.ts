import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDownAnswer } from "../../../src/media/sdp/down-answer.ts";
import { type DownLine, writeDownOffer } from "../../../src/media/sdp/down-offer.ts";
import { EXT } from "../../../src/media/rtp/outgoing-packet.ts";
import { fixture, linesOf, sectionsOf } from "./fixtures.ts";

const LOCAL = { ufrag: "ours", pwd: "ourpasswordisasecret22", fingerprint: "AB:CD" };
const MIC: DownLine = {
  mid: "0",
  kind: "audio",
  active: true,
  stereo: false,
  ssrc: 1001,
  rtxSsrc: null,
  cname: "ann",
  msid: "ann-camera",
};
const CAMERA: DownLine = { ...MIC, mid: "1", kind: "video", ssrc: 1002, rtxSsrc: 1003 };
const SOUND: DownLine = { ...MIC, mid: "2", ssrc: 1004, stereo: true, msid: "ann-screen" };

const offer = (lines: readonly DownLine[], sessionVersion = 1): string =>
  writeDownOffer({ lines, local: LOCAL, candidates: [], sessionId: 7, sessionVersion });

const section = (sdp: string, at: number): string => {
  const found = sectionsOf(sdp)[at];
  assert(found !== undefined);
  return found;
};

test("[SDP5] all lines are offered in their order, in one BUNDLE, with us as the DTLS client", () => {
  const sdp = offer([MIC, CAMERA, SOUND], 4);
  assert.deepEqual(linesOf(sdp, "o="), ["- 7 4 IN IP4 127.0.0.1"]);
  assert.deepEqual(linesOf(sdp, "a=group:"), ["BUNDLE 0 1 2"]);
  assert.deepEqual(linesOf(sdp, "a=mid:"), ["0", "1", "2"]);
  assert.deepEqual(linesOf(sdp, "a=setup:"), ["active", "active", "active"]);
  assert.equal(linesOf(sdp, "a=sendonly").length, 3);
  // It is the browser that leads in ICE, which else would be for the one that offers.
  assert.deepEqual(linesOf(sdp, "a=ice-lite"), [""]);
});

test("[SDP5] video is offered with NACK, PLI, FIR and REMB, and never with transport-cc", () => {
  const sdp = offer([MIC, CAMERA]);
  assert.deepEqual(linesOf(sdp, "a=rtcp-fb:"), [
    "96 nack",
    "96 nack pli",
    "96 ccm fir",
    "96 goog-remb",
  ]);
  assert.doesNotMatch(sdp, /transport-(?:cc|wide)/);
  const camera = section(sdp, 1);
  assert.match(camera, /^m=video 9 UDP\/TLS\/RTP\/SAVPF 96 97\r\n/);
  assert.deepEqual(linesOf(camera, "a=rtpmap:"), ["96 VP8/90000", "97 rtx/90000"]);
  assert.deepEqual(linesOf(camera, "a=fmtp:"), ["97 apt=96"]);
  assert.deepEqual(linesOf(camera, "a=ssrc-group:"), ["FID 1002 1003"]);
  assert.deepEqual(linesOf(camera, "a=ssrc:"), ["1002 cname:ann", "1003 cname:ann"]);
  assert.deepEqual(linesOf(camera, "a=msid:"), ["ann-camera ann-camera-1"]);
});

test("[SDP5] the numbers of header extensions are the same on every line", () => {
  const sdp = offer([MIC, CAMERA, { ...CAMERA, mid: "3", active: false }]);
  const abs = `${EXT.absSendTime} http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time`;
  const level = `${EXT.audioLevel} urn:ietf:params:rtp-hdrext:ssrc-audio-level`;
  assert.deepEqual(linesOf(section(sdp, 0), "a=extmap:"), [abs, level]);
  assert.deepEqual(linesOf(section(sdp, 1), "a=extmap:"), [abs]);
  assert.deepEqual(linesOf(section(sdp, 2), "a=extmap:"), [abs]);
});

test("a microphone is offered with FEC, the sound of a screen with stereo", () => {
  const sdp = offer([MIC, SOUND]);
  assert.deepEqual(linesOf(section(sdp, 0), "a=fmtp:"), ["111 useinbandfec=1"]);
  assert.deepEqual(linesOf(section(sdp, 1), "a=fmtp:"), [
    "111 useinbandfec=1;stereo=1;sprop-stereo=1",
  ]);
});

test("[SDP5] a free line keeps its place, mid and kind, and has no stream", () => {
  const sdp = offer([
    { ...MIC, active: false },
    { ...CAMERA, active: false },
  ]);
  assert.match(section(sdp, 0), /^m=audio 9 /);
  assert.match(section(sdp, 1), /^m=video 9 /);
  assert.deepEqual(linesOf(sdp, "a=mid:"), ["0", "1"]);
  assert.equal(linesOf(sdp, "a=inactive").length, 2);
  assert.doesNotMatch(sdp, /a=(?:ssrc|msid:)/);
});

test("Chromium's answer tells its transport and on which lines it receives", () => {
  const parsed = parseDownAnswer(fixture("chromium-down-answer"));
  assert(parsed.ok);
  assert.equal(parsed.value.transport.ufrag, "ecka");
  assert.equal(parsed.value.transport.pwd, "WQxVtY53yx9UsOlGRKCgPRqG");
  assert.match(parsed.value.transport.fingerprint, /^CB:D5:/);
  assert.deepEqual(parsed.value.receiving, new Set(["0", "1", "2"]));
});

test("an answer may reject lines, be it the first one", () => {
  const [audio = "", video = "", sound = ""] = sectionsOf(fixture("chromium-down-answer"));
  const head = fixture("chromium-down-answer").split("m=audio")[0] ?? "";
  const rejected = audio.replace(/^m=audio \d+/, "m=audio 0").replace(/a=ice-ufrag.*\r\n/, "");
  const sdp = head + rejected + video.replace("a=recvonly", "a=inactive") + sound;
  const parsed = parseDownAnswer(sdp);
  assert(parsed.ok);
  assert.deepEqual(parsed.value.receiving, new Set(["2"]));
  assert.equal(parsed.value.transport.ufrag, "ecka");
});

const UNUSABLE = [
  ["that is empty", () => ""],
  ["that rejects everything", (sdp: string) => sdp.replaceAll(/^(m=\w+) \d+/gm, "$1 0")],
  [
    "that wants to be active, too",
    (sdp: string) => sdp.replaceAll("setup:passive", "setup:active"),
  ],
  ["without a fingerprint", (sdp: string) => sdp.replaceAll(/a=fingerprint.*\r\n/g, "")],
  ["with a sha-1 fingerprint", (sdp: string) => sdp.replaceAll("sha-256", "sha-1")],
] as const;

for (const [what, change] of UNUSABLE) {
  test(`[SDP2] an answer ${what} is refused`, () => {
    assert(!parseDownAnswer(change(fixture("chromium-down-answer"))).ok);
  });
}
