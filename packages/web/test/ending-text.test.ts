import assert from "node:assert/strict";
import { test } from "node:test";
import { ENDINGS, ERRORS, isEnding } from "@parley/protocol";
import { type NextStep, endingText, unavailableText } from "../src/visit/ending-text.ts";

/** What the server closes by itself without a word that people could do something with. */
const TECHNICAL = new Set([
  "resume_refused",
  "too_many_messages",
  "too_many_connections",
  "reads_too_slowly",
  "frame_too_large",
  "not_text",
  "internal",
]);

test("every ending has a title and a way on; what is final offers no way back in", () => {
  const back: readonly NextStep[] = ["rejoin", "use-here", "join-again", "ask-again"];
  for (const reason of Object.keys(ENDINGS)) {
    const { title, text, next } = endingText(reason);
    assert.ok(title.length > 0 && (text.length > 0 || reason === "left"), reason);
    assert.ok(next.includes("home"), reason);
    assert.equal(text.includes(reason), TECHNICAL.has(reason), `${reason} has words of its own`);
  }
  for (const reason of ["banned", "room_expired", "room_deleted", "room_not_found"]) {
    assert.deepEqual(endingText(reason).next, ["home"]);
  }
  for (const [reason, { action }] of Object.entries(ENDINGS)) {
    if (action === "rejoin") assert.notDeepEqual(endingText(reason).next, ["home"], reason);
  }
  assert.ok(back.includes(endingText("left").next[0] ?? "home"));
  assert.equal(endingText("taken_over").next[0], "use-here");
  for (const reason of ["signed_out", "password_changed", "not_authenticated"]) {
    assert.ok(isEnding(reason));
    assert.equal(endingText(reason).next[0], "sign-in");
  }
});

test("every error that keeps a room shut has a title, a reason and a way on", () => {
  for (const code of [...Object.keys(ERRORS), "network_error", "unexpected_response"]) {
    const failure = { code, detail: "Because.", retryAfterMs: undefined, fields: {} };
    const { title, text, next } = unavailableText(failure);
    assert.ok(title.length > 0 && text.length > 0 && next.includes("home"), code);
  }
});
