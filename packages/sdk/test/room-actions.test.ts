import assert from "node:assert/strict";
import { test } from "node:test";
import type { ServerMessage } from "@parley/protocol";
import type { RoomClient } from "../src/room-client.ts";
import { participant, presence, welcome } from "./support/messages.ts";
import { broken, live, setUp, viewWhere } from "./support/room.ts";

type Case = { readonly act: (room: RoomClient) => Promise<void>; readonly sends: object };

const CASES: readonly Case[] = [
  { act: (room) => room.raiseHand(), sends: { type: "hand.raise" } },
  { act: (room) => room.lowerHand(), sends: { type: "hand.lower" } },
  { act: (room) => room.lowerHand("p2"), sends: { type: "hand.lower", participantId: "p2" } },
  { act: (room) => room.lowerAllHands(), sends: { type: "hand.lower", all: true } },
  { act: (room) => room.react("👍"), sends: { type: "reaction.send", emoji: "👍" } },
  {
    act: (room) => room.mute("p2", "camera"),
    sends: { type: "participant.mute", source: "camera", participantId: "p2" },
  },
  {
    act: (room) => room.mute("all", "mic"),
    sends: { type: "participant.mute", source: "mic", all: true },
  },
  {
    act: (room) => room.askToUnmute("p2", "mic"),
    sends: { type: "participant.ask-unmute", participantId: "p2", source: "mic" },
  },
  {
    act: (room) => room.remove("p2"),
    sends: { type: "participant.remove", participantId: "p2" },
  },
  {
    act: (room) => room.remove("p2", { ban: true }),
    sends: { type: "participant.remove", participantId: "p2", ban: true },
  },
  {
    act: (room) => room.setRole("p2", "cohost"),
    sends: { type: "participant.role", participantId: "p2", role: "cohost" },
  },
  { act: (room) => room.admit(["w1", "w2"]), sends: { type: "lobby.admit", ids: ["w1", "w2"] } },
  { act: (room) => room.admit("all"), sends: { type: "lobby.admit", all: true } },
  { act: (room) => room.deny(["w1"]), sends: { type: "lobby.deny", ids: ["w1"] } },
  { act: (room) => room.deny("all"), sends: { type: "lobby.deny", all: true } },
  {
    act: (room) => room.updateRoom({ locked: true, settings: { chat: false } }),
    sends: { type: "room.update", locked: true, settings: { chat: false } },
  },
  { act: (room) => room.endMeeting(), sends: { type: "room.end" } },
];

test("each action is the request that the protocol describes, and settles with its answer", async (t) => {
  const setup = await setUp(t);
  const connection = await live(setup);
  for (const [index, { act, sends }] of CASES.entries()) {
    const id = index + 1;
    const done = act(setup.room);
    assert.deepEqual(await connection.next(), { ...sends, id });
    connection.send({ type: "ok", replyTo: id });
    assert.equal(await done, undefined);
  }
  const refused = setup.room.endMeeting();
  const replyTo = CASES.length + 1;
  connection.send({ type: "error", replyTo, code: "not_permitted", message: "No." });
  await assert.rejects(refused, { name: "SignalingError", code: "not_permitted" });
});

test("what is asked for during a break is done after it", async (t) => {
  const setup = await setUp(t);
  const first = await live(setup);
  const lost = setup.room.raiseHand();
  await first.next();
  const second = await broken(setup, first);
  const queued = setup.room.react("🎉");
  second.send(welcome());
  assert.deepEqual(await second.next(), { type: "hand.raise", id: 1 });
  assert.deepEqual(await second.next(), { type: "reaction.send", emoji: "🎉", id: 2 });
  second.send({ type: "ok", replyTo: 1 }, { type: "ok", replyTo: 2 });
  await Promise.all([lost, queued]);
});

test("what one does without having joined is refused", async (t) => {
  const { room } = await setUp(t);
  for (const { act } of CASES) await assert.rejects(act(room), { code: "connection_lost" });
  await assert.rejects(room.sendChat("Hello"), { code: "connection_lost" });
  assert.deepEqual(room.view.chat, []);
});

test("reactions, mutes and requests to unmute are events; one may stop listening", async (t) => {
  const setup = await setUp(t);
  const { room } = setup;
  const connection = await live(setup);
  const heard: object[] = [];
  const stops = [
    room.onReaction(({ participantId, emoji }) => heard.push({ participantId, emoji })),
    room.onMuted(({ source, by }) => heard.push({ source, by })),
    room.onUnmuteRequested(({ source, by }) => heard.push({ source, by })),
  ];
  const frames = (seq: number, n: number): ServerMessage[] => [
    { type: "reaction", seq, participantId: "p2", emoji: "👏" },
    { type: "muted", source: "screen", by: null, n, after: seq },
    { type: "unmute-requested", source: "mic", by: "p2", n: n + 1, after: seq },
  ];
  const seen = (seq: number) => {
    connection.send(presence(seq, { updated: [participant({ name: `${seq}`, version: seq })] }));
    return viewWhere(room, ({ participants }) => participants[0]?.name === `${seq}`);
  };
  connection.send(...frames(8, 1));
  await seen(9);
  for (const stop of stops) stop();
  connection.send(...frames(10, 3));
  await seen(11);
  assert.deepEqual(heard, [
    { participantId: "p2", emoji: "👏" },
    { source: "screen", by: null },
    { source: "mic", by: "p2" },
  ]);
});

test("the room, the permissions and who waits are in the view", async (t) => {
  const setup = await setUp(t);
  const { room } = setup;
  const waiting = [{ id: "w1", name: "Kurt", kind: "guest" as const, since: 5 }];
  const connection = await live(setup, { waiting });
  assert.deepEqual(room.view.waiting, waiting);
  const changed = { ...welcome().room, name: "Crew", expiresAt: 90_000 };
  connection.send(
    { type: "room.updated", seq: 8, room: changed },
    { type: "permissions", permissions: ["chat.send"], n: 1, after: 8 },
    { type: "lobby.updated", waiting: [], n: 2, after: 8 },
    { type: "expiring", expiresAt: 90_000 },
  );
  const view = await viewWhere(room, ({ expiresSoonAt }) => expiresSoonAt !== null);
  assert.deepEqual(view.room, changed);
  assert.deepEqual(view.permissions, ["chat.send"]);
  assert.deepEqual(view.waiting, []);
  assert.equal(view.expiresSoonAt, 90_000);
  connection.send({ type: "room.updated", seq: 9, room: { ...changed, expiresAt: null } });
  await viewWhere(room, ({ expiresSoonAt }) => expiresSoonAt === null);
});
