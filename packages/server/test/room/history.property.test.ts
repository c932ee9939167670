import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeJson } from "@parley/protocol";
import { reduce } from "../../src/room/reduce.ts";
import { loadState, saveState } from "../../src/room/saved-state.ts";
import { checkHistories } from "./history/check.ts";

/** Each has to happen at least so often, or the histories are too dull to show anything. */
const LIVELY = [
  ["participant.joined", 4000],
  ["participant.returned", 2000],
  ["participant.lost", 2000],
  ["lobby.entered", 1500],
  ["admitted", 250],
  ["removed", 500],
  ["ban.lifted", 20],
  ["role.changed", 400],
  ["permissions.changed", 400],
  ["room.updated", 1200],
  ["chat.published", 600],
  ["chat.delivered", 350],
  ["chat.unsure", 50],
  ["hand.raised", 800],
  ["relayed", 400],
  ["muted", 100],
  ["track.published", 800],
  ["track.unpublished", 100],
  ["speakers.changed", 400],
  ["media.told", 800],
] as const;

test("[CORE1] random histories: what clients know, what is stored and what is are the same", () => {
  const tally = checkHistories(2000);
  for (const [type, least] of LIVELY) {
    const count = tally.get(type) ?? 0;
    assert.ok(count >= least, `${type} happened ${count} times`);
  }
});

test("[CORE2] the recorded events rebuild the state", () => {
  const tally = checkHistories(300, ({ start, world }) => {
    assert.deepEqual(world.events.reduce(reduce, start), world.state);
  });
  assert.ok(tally.size > 25, "nearly every kind of event was among them");
});

/** As it comes out of a log. */
function throughJson<T>(value: T): T {
  const read = decodeJson<T>(JSON.stringify(value), () => true);
  assert.ok(read !== null);
  return read;
}

test("[MOVE1] a room that is saved at any moment goes on from there, with what happened since", () => {
  checkHistories(200, ({ start, world }) => {
    const half = world.events.length >> 1;
    const before = world.events.slice(0, half).reduce(reduce, start);
    const saved = loadState(throughJson(saveState(before)));
    assert.deepEqual(saved, before);
    const after = throughJson(world.events.slice(half)).reduce(reduce, saved);
    assert.deepEqual(after, world.state);
  });
});
