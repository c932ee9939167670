import assert from "node:assert/strict";
import { test } from "node:test";
import { parseUpOffer, type UpOffer } from "../../../src/media/sdp/up-offer.ts";
import { fixture } from "./fixtures.ts";

function read(sdp: string): UpOffer {
  const parsed = parseUpOffer(sdp);
  assert(parsed.ok, parsed.ok ? "" : parsed.reason);
  return parsed.value;
}

const NO_EXTENSIONS = {
  mid: null,
  rid: null,
  repairedRid: null,
  audioLevel: null,
  transportCc: null,
  absSendTime: null,
};

test("[SDP1] of Chromium's offer the Opus of a microphone is taken", () => {
  const offer = read(fixture("chromium-mic"));
  assert.equal(offer.sections.length, 1);
  const [mic] = offer.sections;
  assert.partialDeepStrictEqual(mic, {
    mid: "0",
    kind: "audio",
    sending: true,
    codec: { payloadType: 111, rtx: null },
    extensions: { ...NO_EXTENSIONS, mid: 4, audioLevel: 1, transportCc: 3, absSendTime: 2 },
    rids: [],
  });
  assert.deepEqual(
    mic?.streams.map(({ rtxSsrc }) => rtxSsrc),
    [null],
  );
});

test("[SDP1] of Chromium's offer the VP8 of a camera is taken, with its layers and RTX", () => {
  const offer = read(fixture("chromium-camera"));
  const [, camera] = offer.sections;
  assert.partialDeepStrictEqual(camera, {
    mid: "1",
    kind: "video",
    sending: true,
    codec: { payloadType: 96, rtx: 97 },
    extensions: {
      ...NO_EXTENSIONS,
      mid: 4,
      rid: 10,
      repairedRid: 11,
      transportCc: 3,
      absSendTime: 2,
    },
    rids: ["q", "h", "f"],
    streams: [],
  });
  assert.deepEqual(offer.extensions, { ...camera?.extensions, audioLevel: 1 });
});

test("[SDP1] of Chromium's offer a screen is taken by its SSRCs, and its sound", () => {
  const [, , screen, sound] = read(fixture("chromium-screen")).sections;
  assert.partialDeepStrictEqual(screen, { mid: "2", rids: [] });
  assert.deepEqual(screen?.streams, [{ ssrc: 665809293, rtxSsrc: 3268102763 }]);
  assert.partialDeepStrictEqual(sound, { mid: "3", kind: "audio" });
  assert.deepEqual(sound?.streams, [{ ssrc: 2307532513, rtxSsrc: null }]);
});

test("[SDP1] an offer in Firefox's manner is taken, without its data section", () => {
  const offer = read(fixture("firefox-like"));
  const [mic, camera] = offer.sections;
  assert.deepEqual(
    offer.lines.map(({ type }) => type),
    ["taken", "taken", "rejected"],
  );
  assert.deepEqual(mic?.codec, { payloadType: 109, rtx: null });
  assert.deepEqual(camera?.codec, { payloadType: 120, rtx: 124 });
  assert.deepEqual(camera?.rids, ["q", "h", "f"]);
  assert.deepEqual(
    [offer.extensions.rid, offer.extensions.repairedRid, offer.extensions.audioLevel],
    [16, 17, 1],
  );
  assert.match(offer.transport.fingerprint, /^0D:1C:/);
  assert.equal(offer.transport.ufrag, "3fe1a0c2");
});

test("an attribute of the session counts where a section has none of its own", () => {
  const own = fixture("chromium-mic");
  const moved = [...own.matchAll(/^a=(?:ice-ufrag|ice-pwd|fingerprint|setup|sendonly).*\r\n/gm)];
  const head = moved.map(([line]) => line).join("");
  const rest = moved.reduce((sdp, [line]) => sdp.replace(line, ""), own);
  assert.equal(moved.length, 5);
  const offer = read(rest.replace("m=audio", `${head}m=audio`));
  assert.deepEqual(offer.transport, read(own).transport);
  assert.equal(offer.sections[0]?.sending, true);
});

test("a ufrag, password or mid of digits only is read as it stands", () => {
  const digits = "0123456789012345678901";
  const sdp = fixture("chromium-mic")
    .replace(/a=ice-ufrag:\S+/, "a=ice-ufrag:0012")
    .replace(/a=ice-pwd:\S+/, `a=ice-pwd:${digits}`)
    .replace("a=mid:0", "a=mid:007")
    .replace("BUNDLE 0", "BUNDLE 007");
  const { transport, sections } = read(sdp);
  assert.equal(transport.ufrag, "0012");
  assert.equal(transport.pwd, digits);
  assert.equal(sections[0]?.mid, "007");
});

const SENDING = [
  ["sendrecv", true],
  ["sendonly", true],
  ["recvonly", false],
  ["inactive", false],
] as const;

for (const [direction, sending] of SENDING) {
  test(`a section that is ${direction} is ${sending ? "" : "not "}sending`, () => {
    const sdp = fixture("chromium-mic").replace("a=sendonly", `a=${direction}`);
    assert.equal(read(sdp).sections[0]?.sending, sending);
  });
}

test("the first payload type of the section is preferred, not the first rtpmap", () => {
  const sdp = fixture("chromium-mic")
    .replace("SAVPF 111", "SAVPF 109 111")
    .replace("a=rtpmap:111", "a=rtpmap:111 opus/48000/2\r\na=rtpmap:109");
  assert.equal(read(sdp).sections[0]?.codec.payloadType, 109);
});

test("the transport is that of the first taken section of the BUNDLE", () => {
  const sdp = fixture("chromium-camera").replace("a=ice-ufrag:", "a=ice-ufrag:first");
  assert.match(read(sdp).transport.ufrag, /^first/);
  const swapped = sdp.replace("BUNDLE 0 1", "BUNDLE 1 0");
  assert.doesNotMatch(read(swapped).transport.ufrag, /^first/);
});
