import assert from "node:assert/strict";
import { test } from "node:test";
import { userAgentOf } from "../../src/identity/user-agent.ts";

test("[ACC9] what a browser says of itself is cut, and has no control characters", () => {
  assert.equal(userAgentOf("Mozilla/5.0 (X11)"), "Mozilla/5.0 (X11)");
  assert.equal(userAgentOf(" a\tb\u0000c\u007fd\u0085e\n "), "abcde");
  assert.equal(userAgentOf("x".repeat(1000)), "x".repeat(256));
  for (const nothing of [undefined, "", "  ", "\u0001"]) assert.equal(userAgentOf(nothing), null);
});
