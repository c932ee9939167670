import assert from "node:assert/strict";
import { test } from "node:test";
import { SpeakerNotice } from "../../../src/media/worker/speaker-notice.ts";

test("[SFU32] who speaks is told when that changes, and again every two seconds for those who came meanwhile", () => {
  const told: (readonly string[])[] = [];
  const notice = new SpeakerNotice((ids) => told.push(ids));
  const until = (from: number, to: number, ids: readonly string[]) => {
    for (let now = from; now < to; now += 100) notice.update(ids, now);
    return told.splice(0);
  };
  assert.deepEqual(until(0, 1000, []), []);
  assert.deepEqual(until(1000, 2900, ["ann"]), [["ann"]]);
  assert.deepEqual(until(2900, 5100, ["ann"]), [["ann"], ["ann"]]);
  assert.deepEqual(until(5100, 6000, ["bob", "ann"]), [["bob", "ann"]]);
  assert.deepEqual(until(6000, 20_000, []), [[]], "silence is told once");
});
