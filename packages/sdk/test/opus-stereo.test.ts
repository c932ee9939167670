import assert from "node:assert/strict";
import { test } from "node:test";
import { withStereo } from "../src/opus-stereo.ts";

const SESSION = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\n";
const section = (mid: string, ...lines: readonly string[]) =>
  ["m=audio 9 UDP/TLS/RTP/SAVPF 111", `a=mid:${mid}`, "a=rtpmap:111 opus/48000/2", ...lines]
    .map((line) => `${line}\r\n`)
    .join("");

test("only the lines with these mids are asked for stereo, without DTX", () => {
  const other = section("0", "a=fmtp:111 minptime=10;usedtx=1");
  const sdp = SESSION + other + section("1", "a=fmtp:111 minptime=10;usedtx=1;stereo=0");
  assert.equal(
    withStereo(sdp, new Set(["1"])),
    SESSION + other + section("1", "a=fmtp:111 minptime=10;stereo=1"),
  );
  assert.equal(withStereo(sdp, new Set()), sdp);
});

test("a line without parameters gets them; one without Opus stays as it is", () => {
  assert.equal(
    withStereo(SESSION + section("1"), new Set(["1"])),
    SESSION + section("1", "a=fmtp:111 stereo=1"),
  );
  const video = `${SESSION}m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=rtpmap:96 VP8/90000\r\n`;
  assert.equal(withStereo(video, new Set(["1"])), video);
});
