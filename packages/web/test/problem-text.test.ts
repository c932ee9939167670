import assert from "node:assert/strict";
import { test } from "node:test";
import type { CaptureView, MediaProblem } from "@parley/sdk";
import { deviceProblems } from "../src/media/problem-text.ts";
import { localView } from "./meeting-fixtures.ts";

const failed = (problem: MediaProblem): CaptureView => ({ state: "failed", problem });

test("nothing is said while nothing is wrong", () => {
  assert.deepEqual(deviceProblems(localView()), []);
});

test("one problem of both devices is told once", () => {
  const both = localView({ mic: failed("denied"), camera: failed("denied") });
  const [first, ...rest] = deviceProblems(both);
  assert.equal(rest.length, 0);
  assert.deepEqual(first?.sources, ["mic", "camera"]);
  assert.match(first.title, /camera and microphone/);
});

test("two problems are told apart", () => {
  const two = localView({ mic: failed("busy"), camera: failed("not_found") });
  assert.deepEqual(
    deviceProblems(two).map(({ title }) => title),
    ["No camera found", "The microphone is busy"],
  );
});

test("an insecure page names the way out and offers no vain retry", () => {
  const [problem] = deviceProblems(localView({ camera: failed("insecure") }));
  assert.match(problem?.text ?? "", /https.*localhost/);
  assert.equal(problem?.canRetry, false);
});
