import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isRoomCode, parseRoomCode } from "@parley/protocol";

test("[CODE1] a code is found in what people type, paste or dictate", () => {
  for (const input of [
    "abc-defg-hij",
    " ABC-DEFG-HIJ ",
    "abcdefghij",
    "abc defg hij",
    "http://127.0.0.1:8000/abc-defg-hij",
    "https://meet.example.org/abc-defg-hij/?from=mail#top",
    "meet.example.org/abc-defg-hij",
  ]) {
    assert.equal(parseRoomCode(input), "abc-defg-hij", input);
  }
});

test("[CODE2] what holds no code is null", () => {
  for (const input of ["", "abc", "abc-defg-hi1", "https://example.org/", "abc-defg-hijk", "/?x"]) {
    assert.equal(parseRoomCode(input), null, input);
  }
});

test("[CODE3] whatever comes out is a code, and a code comes out as itself", () => {
  fc.assert(
    fc.property(fc.string(), (input) => {
      const code = parseRoomCode(input);
      assert.ok(code === null || isRoomCode(code));
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{3}-[a-z]{4}-[a-z]{3}$/), (code) => {
      assert.equal(parseRoomCode(code), code);
    }),
  );
});
