import assert from "node:assert/strict";
import { test } from "node:test";
import { isEmoji } from "@parley/protocol";
import { REACTIONS, ReactionFeed, reactionName } from "../src/meeting/reactions.ts";
import { MeetingClock } from "./meeting-clock.ts";

function begin() {
  const clock = new MeetingClock();
  const feed = new ReactionFeed(clock);
  const shown = () => feed.view.map(({ emoji }) => emoji);
  const add = (emoji: string) => feed.add({ participantId: "mia", emoji });
  return { clock, feed, shown, add };
}

test("every reaction of the set is one emoji to the server, with a name of its own", () => {
  for (const { emoji } of REACTIONS) assert.equal(isEmoji(emoji), true, emoji);
  assert.equal(new Set(REACTIONS.map(({ name }) => name)).size, REACTIONS.length);
});

test("each goes after its own time", () => {
  const { clock, shown, add } = begin();
  add("👍");
  clock.advance(1000);
  add("🎉");
  clock.advance(3000);
  assert.deepEqual(shown(), ["🎉"]);
  clock.advance(1000);
  assert.deepEqual(shown(), []);
  assert.equal(clock.pending, 0);
});

test("the same twice is two, and a shower is cut", () => {
  const { feed, add } = begin();
  for (let i = 0; i < 30; i++) add("👍");
  assert.equal(feed.view.length, 24);
  assert.equal(new Set(feed.view.map(({ key }) => key)).size, 24);
});

test("closing leaves nothing", () => {
  const { clock, feed, shown, add } = begin();
  add("👍");
  feed.close();
  assert.deepEqual(shown(), []);
  assert.equal(clock.pending, 0);
});

test("one of ours is said by its name, another as it is", () => {
  assert.equal(reactionName("👍"), "thumbs up");
  assert.equal(reactionName("🦀"), "🦀");
});
