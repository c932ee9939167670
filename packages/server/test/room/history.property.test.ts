import assert from "node:assert/strict";
import { test } from "node:test";
import { checkHistories } from "./history/check.ts";

/** Each has to happen at least so often, or the histories are too dull to show anything. */
const LIVELY = {
  "participant.joined": 2000,
  "participant.returned": 1000,
  "participant.lost": 1000,
  "lobby.entered": 500,
  admitted: 80,
  removed: 200,
  "ban.lifted": 5,
  "role.changed": 150,
  "permissions.changed": 150,
  "room.updated": 500,
  "chat.published": 200,
  "chat.delivered": 100,
  "chat.unsure": 15,
  "hand.raised": 300,
  relayed: 150,
  muted: 40,
} as const;

test("[CORE1] random histories: what clients know, what is stored and what is are the same", () => {
  const tally = checkHistories(2000);
  for (const [type, count] of tally) {
    const least = Object.entries(LIVELY).find(([one]) => one === type)?.[1] ?? 1;
    assert.ok(count >= least, `${type} happened ${count} times`);
  }
  for (const type of Object.keys(LIVELY)) {
    assert.ok(
      [...tally.keys()].some((one) => one === type),
      `${type} happened`,
    );
  }
});
