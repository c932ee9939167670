import assert from "node:assert/strict";
import { test } from "node:test";
import { durationText, stopwatchText, waitText } from "../src/lib/time-text.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

test("a duration has its two largest units", () => {
  assert.equal(durationText(0), "1 second");
  assert.equal(durationText(42 * SECOND), "42 seconds");
  assert.equal(durationText(59_600), "59 seconds");
  assert.equal(durationText(MINUTE), "1 minute");
  assert.equal(durationText(12 * MINUTE + 59 * SECOND), "12 minutes");
  assert.equal(durationText(65 * MINUTE), "1 hour 5 minutes");
  assert.equal(durationText(120 * MINUTE), "2 hours");
});

test("a wait is rounded up", () => {
  assert.equal(waitText(1), "1 second");
  assert.equal(waitText(1500), "2 seconds");
  assert.equal(waitText(61 * SECOND), "2 minutes");
});

test("a stopwatch counts whole seconds and never below zero", () => {
  assert.equal(stopwatchText(-5), "0:00");
  assert.equal(stopwatchText(7 * SECOND), "0:07");
  assert.equal(stopwatchText(12 * MINUTE + 40_900), "12:40");
});
