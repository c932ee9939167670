import assert from "node:assert/strict";
import { test } from "node:test";
import { expiryStage } from "../src/meeting/expiry.ts";

test("the end is far, early, then near, then past", () => {
  const end = 1_000_000;
  assert.equal(expiryStage(end, end - 300_001), null);
  assert.equal(expiryStage(end, end - 300_000), "early");
  assert.equal(expiryStage(end, end - 60_001), "early");
  assert.equal(expiryStage(end, end - 60_000), "last");
  assert.equal(expiryStage(end, end - 1), "last");
  assert.equal(expiryStage(end, end), null);
});
