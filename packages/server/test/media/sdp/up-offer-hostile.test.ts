import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS } from "@parley/protocol";
import fc from "fast-check";
import { parseDownAnswer } from "../../../src/media/sdp/down-answer.ts";
import { writeUpAnswer } from "../../../src/media/sdp/up-answer.ts";
import { parseUpOffer, type UpOffer } from "../../../src/media/sdp/up-offer.ts";
import { fixture, sectionsOf } from "./fixtures.ts";

const CAMERA = fixture("chromium-camera");
const SHA1 = "sha-1 0D:1C:2B:3A:49:58:67:76:85:94:A3:B2:C1:D0:EF:FE:0D:1C:2B:3A";
const SHA512 = `sha-512 ${Array.from({ length: 64 }, () => "AB").join(":")}`;

/** What is changed, how, and why the offer is refused then. */
const REFUSED: readonly (readonly [string, (sdp: string) => string, RegExp])[] = [
  ["nothing", () => "", /no media section/],
  ["no description at all", () => "hello\r\nm", /no media section/],
  ["two sections of the same mid", (sdp) => sdp.replace("a=mid:1", "a=mid:0"), /same mid/],
  ["a section without a mid", (sdp) => sdp.replace("a=mid:1\r\n", ""), /no usable mid/],
  ["a mid that is too long", (sdp) => sdp.replace("a=mid:1", "a=mid:12345678901234567"), /mid/],
  ["a mid that is no token", (sdp) => sdp.replace("a=mid:1", 'a=mid:"1'), /no usable mid/],
  ["no ICE user", (sdp) => sdp.replace(/a=ice-ufrag:.*\r\n/g, ""), /ICE/],
  ["a short ICE password", (sdp) => sdp.replace(/a=ice-pwd:.*/g, "a=ice-pwd:secret"), /ICE/],
  ["a foreign ICE user", (sdp) => sdp.replace(/a=ice-ufrag:.*/g, "a=ice-ufrag:ab<cd"), /ICE/],
  ["no fingerprint", (sdp) => sdp.replace(/a=fingerprint:.*\r\n/g, ""), /fingerprint/],
  ["no BUNDLE", (sdp) => sdp.replace(/a=group:.*\r\n/, ""), /no section/],
  ["us as the DTLS server", (sdp) => sdp.replaceAll("setup:actpass", "setup:active"), /DTLS/],
  ["no DTLS role", (sdp) => sdp.replaceAll(/a=setup:.*\r\n/g, ""), /DTLS/],
  ["foreign codecs only", (sdp) => sdp.replaceAll(/opus\/|VP8\//g, "x/"), /no section/],
  ["closed sections only", (sdp) => sdp.replaceAll(/^(m=\w+) \d+/gm, "$1 0"), /no section/],
];

for (const [what, change, reason] of REFUSED) {
  test(`[SDP2] an offer of ${what} is refused`, () => {
    const parsed = parseUpOffer(change(CAMERA));
    assert(!parsed.ok);
    assert.match(parsed.reason, reason);
  });
}

for (const fingerprint of [SHA1, SHA512, "sha-256 AB:CD", SHA1.replace("sha-1", "sha-256")]) {
  test(`[SDP3] a fingerprint "${fingerprint.slice(0, 16)}…" is refused`, () => {
    const parsed = parseUpOffer(
      CAMERA.replace(/a=fingerprint:.*/g, `a=fingerprint:${fingerprint}`),
    );
    assert(!parsed.ok);
    assert.match(parsed.reason, /SHA-256 fingerprint/);
  });
}

test("[SDP2] a description of more than LIMITS.sdpLength characters is refused", () => {
  const fill = (length: number) => `${CAMERA}a=${"x".repeat(length)}`.slice(0, length);
  assert(parseUpOffer(fill(LIMITS.sdpLength)).ok);
  assert.deepEqual(parseUpOffer(fill(LIMITS.sdpLength + 1)), {
    ok: false,
    reason: "the description is too long",
  });
});

test("[SDP2] an offer of more than LIMITS.sdpMediaLines sections is refused", () => {
  const [mic = ""] = sectionsOf(fixture("chromium-mic"));
  const more = (count: number) =>
    fixture("chromium-mic") +
    Array.from({ length: count - 1 }, (_, at) => mic.replace("a=mid:0", `a=mid:m${at}`)).join("");
  const most = parseUpOffer(more(LIMITS.sdpMediaLines));
  assert(most.ok);
  assert.equal(most.value.lines.length, LIMITS.sdpMediaLines);
  const refused = parseUpOffer(more(LIMITS.sdpMediaLines + 1));
  assert.deepEqual(refused, { ok: false, reason: "there are too many media sections" });
});

/** Changes of the camera's section that cost it a part of what it offers, and what is left. */
const WEIRD = [
  ["an RTX for another codec", ["a=fmtp:97 apt=96", "a=fmtp:97 apt=98"], { codec: [96, null] }],
  ["a payload type over 127", ["a=rtpmap:97 rtx", "a=rtpmap:197 rtx"], { codec: [96, null] }],
  ["an extension number over 255", ["extmap:10 ", "extmap:256 "], { rid: null }],
  ["an extension number 0", ["extmap:10 ", "extmap:0 "], { rid: null }],
  ["an extension number 15", ["extmap:10 ", "extmap:15 "], { rid: null }],
  ["an extension that it only receives", ["extmap:10 ", "extmap:10/recvonly "], { rid: null }],
  ["an unknown layer", ["simulcast:send q;h;f", "simulcast:send q;x;f"], { rids: ["q", "f"] }],
  ["a layer twice", ["simulcast:send q;h;f", "simulcast:send q;q;f"], { rids: ["q", "f"] }],
  ["an undeclared layer", ["a=rid:h send", "a=rid:h recv"], { rids: ["q", "f"] }],
  ["paused layers", ["simulcast:send q;h;f", "simulcast:send q;~h,x;~f"], {}],
] as const;

for (const [what, [from, to], left] of WEIRD) {
  test(`[SDP2] ${what} is left out, and the rest is taken`, () => {
    assert(CAMERA.includes(from));
    const parsed = parseUpOffer(CAMERA.replaceAll(from, to));
    assert(parsed.ok);
    const camera = parsed.value.sections[1];
    assert(camera !== undefined);
    const found = {
      codec: [camera.codec.payloadType, camera.codec.rtx],
      rid: camera.extensions.rid,
      rids: camera.rids,
    };
    assert.deepEqual(found, { codec: [96, 97], rid: 10, rids: ["q", "h", "f"], ...left });
  });
}

test("[SDP2] a section that names too many SSRCs is taken without them", () => {
  const ssrcs = Array.from({ length: 2000 }, (_, at) => `a=ssrc:${at + 1} cname:x\r\n`).join("");
  const parsed = parseUpOffer(fixture("chromium-mic") + ssrcs);
  assert(parsed.ok);
  assert.deepEqual(parsed.value.sections[0]?.streams, []);
});

const OFFERS = [CAMERA, fixture("chromium-screen"), fixture("firefox-like")];

/** A real offer of which pieces are cut out, put elsewhere, said again or replaced by anything. */
const mutated = fc
  .record({
    sdp: fc.constantFrom(...OFFERS),
    edits: fc.array(
      fc.record({
        at: fc.nat(11_000),
        length: fc.oneof(fc.nat(8), fc.nat(2000)),
        text: fc.oneof(
          fc.string({ maxLength: 20, unit: "binary" }),
          fc.constantFrom(
            "\r\n",
            "\n",
            " ",
            "/",
            ":",
            "a=",
            "m=video 9 ",
            "4294967296",
            "-1",
            "~;,",
          ),
          fc.constantFrom(...OFFERS).chain((it) => fc.nat(9000).map((n) => it.slice(n, n + 300))),
        ),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  })
  .map(({ sdp, edits }) =>
    edits.reduce(
      (text, { at, length, text: insert }) => text.slice(0, at) + insert + text.slice(at + length),
      sdp,
    ),
  );

const LOCAL = { ufrag: "ours", pwd: "ourpasswordisasecret22", fingerprint: "AB:CD" };

const answerTo = (offer: UpOffer): string =>
  writeUpAnswer({
    offer,
    local: LOCAL,
    candidates: [],
    sessionId: 1,
    sessionVersion: 1,
    stereo: new Set(),
  });

test("[SDP2] whatever an offer or an answer says, reading it does not throw", () => {
  let taken = 0;
  fc.assert(
    fc.property(mutated, (sdp) => {
      parseDownAnswer(sdp);
      const parsed = parseUpOffer(sdp);
      if (!parsed.ok) return;
      taken += 1;
      const answer = answerTo(parsed.value);
      assert.equal(sectionsOf(answer).length, parsed.value.lines.length);
      for (const line of answer.slice(0, -2).split("\r\n")) assert.match(line, /^[a-z]=[ -~]+$/);
    }),
    { numRuns: 500 },
  );
  assert(taken > 20, `only ${taken} offers could be taken`);
});
