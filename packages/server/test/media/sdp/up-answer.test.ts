import assert from "node:assert/strict";
import { test } from "node:test";
import { writeUpAnswer } from "../../../src/media/sdp/up-answer.ts";
import { parseUpOffer } from "../../../src/media/sdp/up-offer.ts";
import { fixture, linesOf, sectionsOf } from "./fixtures.ts";

const LOCAL = { ufrag: "ours", pwd: "ourpasswordisasecret22", fingerprint: "AB:CD" };
const CANDIDATES = [
  { address: "203.0.113.7", port: 40_000 },
  { address: "2001:db8::7", port: 40_000 },
];

function answer(sdp: string, stereo: readonly string[] = []): string {
  const parsed = parseUpOffer(sdp);
  assert(parsed.ok);
  return writeUpAnswer({
    offer: parsed.value,
    local: LOCAL,
    candidates: CANDIDATES,
    sessionId: 7,
    sessionVersion: 3,
    stereo: new Set(stereo),
  });
}

const section = (sdp: string, at: number): string => {
  const found = sectionsOf(sdp)[at];
  assert(found !== undefined);
  return found;
};

test("[SDP4] every section is answered in one BUNDLE: we receive, as the DTLS client", () => {
  const sdp = answer(fixture("chromium-screen"));
  assert.deepEqual(linesOf(sdp, "o="), ["- 7 3 IN IP4 127.0.0.1"]);
  assert.deepEqual(linesOf(sdp, "a=group:"), ["BUNDLE 0 1 2 3"]);
  assert.equal(sectionsOf(sdp).length, 4);
  for (const one of sectionsOf(sdp)) {
    assert.deepEqual(linesOf(one, "a=setup:"), ["active"]);
    assert.deepEqual(linesOf(one, "a=ice-ufrag:"), [LOCAL.ufrag]);
    assert.deepEqual(linesOf(one, "a=ice-pwd:"), [LOCAL.pwd]);
    assert.deepEqual(linesOf(one, "a=fingerprint:"), ["sha-256 AB:CD"]);
    for (const flag of ["a=recvonly", "a=rtcp-mux", "a=rtcp-rsize", "a=end-of-candidates"]) {
      assert.deepEqual(linesOf(one, flag), [""], flag);
    }
  }
});

test("the first announced address is preferred", () => {
  const lines = linesOf(section(answer(fixture("chromium-mic")), 0), "a=candidate:");
  assert.deepEqual(lines, [
    "1 1 udp 2130706431 203.0.113.7 40000 typ host",
    "2 1 udp 2130706175 2001:db8::7 40000 typ host",
  ]);
});

test("[SDP4] a microphone is answered with Opus only: FEC, DTX, and transport-wide feedback", () => {
  const mic = section(answer(fixture("chromium-mic")), 0);
  assert.match(mic, /^m=audio 9 UDP\/TLS\/RTP\/SAVPF 111\r\n/);
  assert.deepEqual(linesOf(mic, "a=rtpmap:"), ["111 opus/48000/2"]);
  assert.deepEqual(linesOf(mic, "a=fmtp:"), ["111 useinbandfec=1;usedtx=1"]);
  assert.deepEqual(linesOf(mic, "a=rtcp-fb:"), ["111 transport-cc"]);
  assert.deepEqual(linesOf(mic, "a=extmap:"), [
    "4 urn:ietf:params:rtp-hdrext:sdes:mid",
    "1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    "3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
  ]);
});

test("[SDP4] the sound of a screen is answered with stereo and without DTX", () => {
  const sound = section(answer(fixture("chromium-screen"), ["3"]), 3);
  assert.deepEqual(linesOf(sound, "a=fmtp:"), ["111 stereo=1;useinbandfec=1"]);
});

test("[SDP4] a camera is answered with VP8, RTX and its layers, and never with goog-remb", () => {
  const camera = section(answer(fixture("chromium-camera")), 1);
  assert.match(camera, /^m=video 9 UDP\/TLS\/RTP\/SAVPF 96 97\r\n/);
  assert.deepEqual(linesOf(camera, "a=rtpmap:"), ["96 VP8/90000", "97 rtx/90000"]);
  assert.deepEqual(linesOf(camera, "a=fmtp:"), ["97 apt=96"]);
  assert.deepEqual(linesOf(camera, "a=rtcp-fb:"), [
    "96 nack",
    "96 nack pli",
    "96 ccm fir",
    "96 transport-cc",
  ]);
  assert.deepEqual(linesOf(camera, "a=rid:"), ["q recv", "h recv", "f recv"]);
  assert.deepEqual(linesOf(camera, "a=simulcast:"), ["recv q;h;f"]);
});

test("only feedback and header extensions that were offered are answered", () => {
  const sdp = fixture("chromium-camera")
    .replaceAll(/a=rtcp-fb:96 (?:transport-cc|ccm fir)\r\n/g, "")
    .replaceAll(/a=extmap:\d+ urn:ietf.*repaired.*\r\n/g, "");
  const camera = section(answer(sdp), 1);
  assert.deepEqual(linesOf(camera, "a=rtcp-fb:"), ["96 nack", "96 nack pli"]);
  assert.doesNotMatch(camera, /repaired/);
});

test("[SDP4] what is not sent is answered inactive, with its codec", () => {
  const sdp = answer(fixture("chromium-mic").replace("a=sendonly", "a=inactive"));
  assert.deepEqual(linesOf(sdp, "a=inactive"), [""]);
  assert.deepEqual(linesOf(sdp, "a=rtpmap:"), ["111 opus/48000/2"]);
});

test("[SDP1] data and foreign codecs are rejected with port 0, outside the BUNDLE", () => {
  const firefox = answer(fixture("firefox-like"));
  assert.deepEqual(linesOf(firefox, "a=group:"), ["BUNDLE 0 1"]);
  assert.match(section(firefox, 2), /^m=application 0 UDP\/DTLS\/SCTP webrtc-datachannel\r\n/);
  assert.match(section(firefox, 2), /^a=mid:2\r$/m);
  const foreign = answer(fixture("chromium-camera").replaceAll("VP8/", "VP7/"));
  assert.deepEqual(linesOf(foreign, "a=group:"), ["BUNDLE 0"]);
  assert.match(section(foreign, 1), /^m=video 0 /);
  assert.deepEqual(linesOf(section(foreign, 1), "a=rtpmap:"), []);
});
