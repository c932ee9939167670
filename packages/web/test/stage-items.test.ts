import assert from "node:assert/strict";
import { test } from "node:test";
import { byArrival, largeItem, stageItems } from "../src/meeting/stage-items.ts";
import { meetingPeople, participant } from "./meeting-fixtures.ts";

const shareOf = (personId: string) => ({ personId, name: personId, guest: false, stream: null });
const people = meetingPeople([participant("me"), participant("mia"), participant("tom")]);
const items = stageItems(people, [shareOf("mia"), shareOf("tom")]);
const large = (pinned: string | null, ...starts: string[]) =>
  largeItem(items, pinned, starts)?.key ?? null;

test("[WEBM4] the screen whose sharing began last is large, unless something is pinned", () => {
  assert.equal(large(null, "share tom", "share mia"), "share mia");
  assert.equal(large("person me", "share tom", "share mia"), "person me");
  assert.equal(large("share tom", "share tom", "share mia"), "share tom");
});

test("nobody is large when nothing is shared or pinned", () => {
  assert.equal(large(null), null);
});

test("the order of coming is kept, whatever the order of the list", () => {
  const first = byArrival([], ["b", "c"]);
  const second = byArrival(first, ["a", "b", "c"]);
  assert.deepEqual(second, ["b", "c", "a"]);
  assert.deepEqual(byArrival(second, ["c", "a"]), ["c", "a"]);
  assert.equal(byArrival(second, ["c", "b", "a"]), second);
});
