import assert from "node:assert/strict";
import { test } from "node:test";
import { SignalingError } from "@parley/sdk";
import type { MeetingRoom } from "../src/meeting/meeting-room.ts";
import { roomActions } from "../src/meeting/room-actions.ts";
import type { ToastNews } from "../src/meeting/toasts.ts";
import { roomView } from "./meeting-fixtures.ts";

/** Notes what is asked of the room; `answer` is what becomes of it. */
function begin(answer: () => Promise<void> = () => Promise.resolve()) {
  const asked: unknown[][] = [];
  const told: ToastNews[] = [];
  const heard = Promise.withResolvers<ToastNews>();
  const note =
    (name: string) =>
    (...args: unknown[]) => {
      asked.push([name, ...args]);
      return answer();
    };
  const room: MeetingRoom = {
    view: roomView([]),
    subscribe: () => () => {},
    raiseHand: note("raiseHand"),
    lowerHand: note("lowerHand"),
    lowerAllHands: note("lowerAllHands"),
    react: note("react"),
    sendChat: note("sendChat"),
    retryChat: note("retryChat"),
    discardChat: (key) => void asked.push(["discardChat", key]),
    loadEarlierChat: () => answer().then(() => false),
    mute: note("mute"),
    askToUnmute: note("askToUnmute"),
    remove: note("remove"),
    setRole: note("setRole"),
    admit: note("admit"),
    deny: note("deny"),
    updateRoom: note("updateRoom"),
    endMeeting: note("endMeeting"),
    onReaction: () => () => {},
    onMuted: () => () => {},
    onUnmuteRequested: () => () => {},
  };
  const http = {
    updateRoom: async (...args: unknown[]) => {
      await note("http.updateRoom")(...args);
      throw new SignalingError("not_an_account");
    },
  };
  const actions = roomActions(room, { code: "c", http }, (news) => {
    told.push(news);
    heard.resolve(news);
  });
  return { actions, asked, told, heard: heard.promise };
}

test("each action asks the room for one thing", () => {
  const { actions, asked } = begin();
  actions.lowerHand("mia");
  actions.mute("mia", "screen");
  actions.remove("mia", true);
  actions.admit(["w1"]);
  actions.deny("all");
  actions.sendChat("hi", null);
  actions.sendChat("hi", "mia");
  assert.deepEqual(asked, [
    ["lowerHand", "mia"],
    ["mute", "mia", "screen"],
    ["remove", "mia", { ban: true }],
    ["admit", ["w1"]],
    ["deny", "all"],
    ["sendChat", "hi", undefined],
    ["sendChat", "hi", "mia"],
  ]);
});

test("what was refused is told in a sentence", async () => {
  const { actions, heard } = begin(() => Promise.reject(new SignalingError("not_permitted")));
  actions.endMeeting();
  assert.deepEqual(await heard, {
    kind: "refused",
    text: "You may not do that in this meeting.",
  });
});

test("muting everyone says that it was done", async () => {
  const { actions, asked, heard } = begin();
  actions.muteAll();
  assert.equal((await heard).kind, "done");
  assert.deepEqual(asked, [["mute", "all", "mic"]]);
});

test("the room is handed over over HTTP, and its refusal is told", async () => {
  const { actions, asked, heard } = begin();
  actions.handOver("mia");
  assert.deepEqual(await heard, {
    kind: "refused",
    text: "That needs somebody with an account.",
  });
  assert.deepEqual(asked, [["http.updateRoom", "c", { ownerId: "mia" }]]);
});

test("earlier messages that do not come can be asked for again", async () => {
  const { actions, told } = begin(() => Promise.reject(new SignalingError("connection_lost")));
  assert.equal(await actions.loadEarlier(), true);
  assert.deepEqual(
    told.map(({ kind }) => kind),
    ["refused"],
  );
  assert.equal(await begin().actions.loadEarlier(), false);
});
