import assert from "node:assert/strict";
import { test } from "node:test";
import type { Change, Stored } from "../../src/room/command.ts";
import { FencedStorage } from "../../src/runtime/fenced-storage.ts";
import { Fenced } from "../../src/runtime/fenced.ts";
import { MovingRoom, SharedStore } from "./moving-room.ts";

const DELETION = { type: "deletion", at: 1 } as const;

/** A storage that stores everything, in a room that is ours as long as `isOurs` says so. */
function fenced(isOurs: () => boolean) {
  const stored: Change[] = [];
  const storage = {
    store: async (): Promise<Stored> => {
      stored.push(DELETION);
      return { type: "deletion", change: DELETION };
    },
    closeStay: async () => {},
    markUsed: async () => {},
  };
  return { stored, fence: new FencedStorage({ storage, isCurrent: async () => isOurs() }) };
}

test("[FENCE3] a change counts only if the room was still ours after its commit", async () => {
  const ours = fenced(() => true);
  assert.equal((await ours.fence.store(DELETION)).type, "deletion");
  // Ours when it was begun, and not any more when it was committed.
  const lost = fenced(() => lost.stored.length === 0);
  await assert.rejects(lost.fence.store(DELETION), Fenced);
});

test("[FENCE3] nobody is answered whose change the next owner has to tell, and the room is let go", async () => {
  const store = new SharedStore();
  const room = new MovingRoom({ name: "one", store });
  const ann = await room.join("ann");
  store.isFenced = true;
  await room.say(ann, 1, "hello");
  assert.deepEqual([ann.of("ok"), ann.of("error"), ann.of("chat.message")], [[], [], []]);
  assert.equal(room.fenced, 1);
});
