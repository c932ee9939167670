import assert from "node:assert/strict";
import { test } from "node:test";
import { ENDINGS, ERRORS } from "@parley/protocol";
import { endingText, unavailableText } from "../src/visit/ending-text.ts";

test("every ending has a title and a way on; what cannot be rejoined offers no rejoin", () => {
  for (const reason of Object.keys(ENDINGS)) {
    const { title, next } = endingText(reason);
    assert.ok(title.length > 0);
    assert.ok(next.includes("home"), reason);
  }
  assert.deepEqual(endingText("room_expired").next, ["home"]);
  assert.equal(endingText("taken_over").next[0], "use-here");
  assert.equal(endingText("signed_out").next[0], "sign-in");
  assert.equal(endingText("left").next[0], "rejoin");
});

test("every error that keeps a room shut has a title, a reason and a way on", () => {
  for (const code of [...Object.keys(ERRORS), "network_error", "unexpected_response"]) {
    const failure = { code, detail: "Because.", retryAfterMs: undefined, fields: {} };
    const { title, text, next } = unavailableText(failure);
    assert.ok(title.length > 0 && text.length > 0 && next.includes("home"), code);
  }
});
