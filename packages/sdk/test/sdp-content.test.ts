import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type Content,
  contentByMid,
  sessionId,
  sourceOf,
  withContent,
} from "../src/sdp-content.ts";

const SESSION = [
  "v=0",
  "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
  "s=-",
  "t=0 0",
  "a=group:BUNDLE 0 1 two",
];
const AUDIO = ["m=audio 9 UDP/TLS/RTP/SAVPF 111", "c=IN IP4 0.0.0.0", "a=mid:0", "a=sendrecv"];
const VIDEO = ["m=video 9 UDP/TLS/RTP/SAVPF 96", "c=IN IP4 0.0.0.0", "a=mid:1", "a=sendrecv"];
const SCREEN = ["m=video 9 UDP/TLS/RTP/SAVPF 96", "c=IN IP4 0.0.0.0", "a=mid:two", "a=sendonly"];
const sdp = (...sections: readonly (readonly string[])[]) =>
  sections.map((lines) => lines.map((line) => `${line}\r\n`).join("")).join("");
const PLAIN = sdp(SESSION, AUDIO, VIDEO, SCREEN);

test("the content is written at the end of its media section", () => {
  const marked = withContent(
    PLAIN,
    new Map([
      ["0", "main"],
      ["two", "slides"],
    ]),
  );
  const expected = sdp(SESSION, [...AUDIO, "a=content:main"], VIDEO, [
    ...SCREEN,
    "a=content:slides",
  ]);
  assert.equal(marked, expected);
});

test("what was marked before is marked anew, or not at all", () => {
  const before = withContent(PLAIN, new Map([["0", "slides"]]));
  assert.equal(
    withContent(before, new Map([["0", "main"]])),
    sdp(SESSION, [...AUDIO, "a=content:main"], VIDEO, SCREEN),
  );
  assert.equal(withContent(before, new Map()), PLAIN);
});

test("the content is read by mid; sections without one, or with another word, say nothing", () => {
  const text = sdp(
    SESSION,
    [...AUDIO, "a=content:main"],
    [...VIDEO, "a=content:speaker"],
    [...SCREEN, "a=content:slides"],
    ["m=video 9 UDP/TLS/RTP/SAVPF 96", "a=content:slides"],
  );
  assert.deepEqual(
    [...contentByMid(text)],
    [
      ["0", "main"],
      ["two", "slides"],
    ],
  );
});

test("line feeds alone are line ends too", () => {
  const text = withContent(PLAIN, new Map([["1", "slides"]])).replaceAll("\r\n", "\n");
  assert.deepEqual([...contentByMid(text)], [["1", "slides"]]);
});

test("what is written is read again, and taking it out gives the text before", () => {
  const contents = fc.uniqueArray(
    fc.tuple(fc.constantFrom("0", "1", "two"), fc.constantFrom<Content>("main", "slides")),
    { selector: ([mid]) => mid },
  );
  fc.assert(
    fc.property(contents, (entries) => {
      const marked = withContent(PLAIN, new Map(entries));
      assert.deepEqual(new Map(contentByMid(marked)), new Map(entries));
      assert.equal(withContent(marked, new Map()), PLAIN);
    }),
  );
});

test("any text is read without an error", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      assert.equal(contentByMid(text).size, 0);
      assert.equal(sessionId(text), null);
    }),
  );
});

test("kind and content make the source", () => {
  assert.equal(sourceOf("audio", "main"), "mic");
  assert.equal(sourceOf("video", "main"), "camera");
  assert.equal(sourceOf("video", "slides"), "screen");
  assert.equal(sourceOf("audio", "slides"), "screenAudio");
});

test("the session id is the second field of the origin line", () => {
  assert.equal(sessionId(PLAIN), "4611731400430051336");
  assert.equal(
    sessionId("v=0\r\no=mozilla...THIS_IS_SDPARTA-99.0 842 1 IN IP4 0.0.0.0\r\n"),
    "842",
  );
});
