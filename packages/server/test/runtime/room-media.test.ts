import assert from "node:assert/strict";
import { test } from "node:test";
import type { MediaNews } from "../../src/room/media.ts";
import { RoomMedia } from "../../src/runtime/room-media.ts";
import { FakeMediaServer } from "../support/fake-media-server.ts";

const offer = { negotiation: 1, sdp: "v=0" } as const;

/** A room's media over a fake SFU, and what it puts into the mailbox. */
function roomMedia() {
  const server = new FakeMediaServer();
  const told: MediaNews[] = [];
  const tell = (news: MediaNews) => told.push(news);
  const media = new RoomMedia({ server, roomId: "r1", tell, onChange: null });
  /** What was told since the last time. */
  const news = () => told.splice(0);
  return { server, media, news };
}

/** Who is offered a down connection of which generation. */
function offersIn(all: readonly MediaNews[]) {
  return all.flatMap((news) =>
    news.type === "offer" ? [[news.participantId, news.generation]] : [],
  );
}

test("[MEDIA9] every new session gets connections of the next generation", () => {
  const { media, news } = roomMedia();
  media.begin("ann", false);
  media.begin("bob", false);
  media.begin("ann", false);
  media.leave("ann");
  media.begin("ann", false);
  assert.deepEqual(offersIn(news()), [
    ["ann", 1],
    ["bob", 1],
    ["ann", 2],
    ["ann", 3],
  ]);
});

test("[MEDIA9] a broken down connection is replaced once, however often it is asked for", () => {
  const { server, media, news } = roomMedia();
  media.begin("ann", false);
  const replace = { type: "replace", participantId: "ann" } as const;
  media.request({ ...replace, broken: 1 });
  media.request({ ...replace, broken: 1 });
  media.request({ ...replace, broken: 9 });
  assert.deepEqual(offersIn(news()), [
    ["ann", 1],
    ["ann", 2],
  ]);
  assert.deepEqual(server.room.commands, [
    { type: "join", participantId: "ann", generation: 1 },
    { type: "replace", participantId: "ann", generation: 2 },
  ]);
});

test("[MEDIA9] the room is opened in the SFU by its first session, and closed once", () => {
  const { server, media } = roomMedia();
  assert.equal(server.rooms.length, 0);
  media.begin("ann", false);
  media.begin("bob", false);
  media.leave("ann");
  assert.deepEqual([server.rooms.length, server.room.state], [1, "running"]);
  media.close();
  assert.equal(server.room.state, "closed");
});

test("[MEDIA9] a plain signalling client is not in the SFU", () => {
  const { server, media } = roomMedia();
  media.begin("ann", true);
  assert.equal(server.rooms.length, 0);
  media.begin("bob", false);
  media.begin("bob", true);
  assert.deepEqual(server.room.commands, [
    { type: "join", participantId: "bob", generation: 1 },
    { type: "leave", participantId: "bob" },
  ]);
});

test("[MEDIA10] nothing is told of a connection that was replaced, or of one who has left", () => {
  const { server, media, news } = roomMedia();
  media.begin("ann", false);
  media.request({ type: "offer", participantId: "ann", generation: 1, ...offer });
  media.request({ type: "offer", participantId: "ann", generation: 2, ...offer });
  media.begin("bob", false);
  media.request({ type: "replace", participantId: "bob", broken: 1 });
  news();
  const { room } = server;
  const answer = { type: "answer", participantId: "ann", ...offer } as const;
  const slots = { type: "slots", participantId: "bob", slots: [] } as const;
  const closed = { type: "closed", participantId: "bob", reason: "failed" } as const;
  room.tell({ ...answer, generation: 1 });
  room.tell({ ...slots, generation: 1 });
  room.tell({ ...closed, transport: "down", generation: 1 });
  room.tell({ ...closed, transport: "up", generation: 1 });
  assert.deepEqual(news(), []);
  const current: MediaNews[] = [
    { ...answer, generation: 2 },
    { ...slots, generation: 2 },
    { ...closed, transport: "down", generation: 2 },
  ];
  for (const notice of current) room.tell(notice);
  assert.deepEqual(news(), current);
  media.leave("bob");
  room.tell({ ...slots, generation: 2 });
  assert.deepEqual(news(), []);
});

test("[MEDIA11] when the SFU is back, everyone is told what is closed, then offered anew", () => {
  const { server, media, news } = roomMedia();
  media.begin("ann", false);
  media.begin("bob", false);
  media.begin("cat", false);
  media.leave("cat");
  media.request({ type: "offer", participantId: "ann", generation: 3, ...offer });
  news();
  server.room.tell({ type: "lost" });
  assert.deepEqual(news(), []);
  media.begin("dan", false);
  assert.deepEqual(news(), [], "there is nothing to connect with yet");
  server.room.tell({ type: "ready" });
  const told = news().map((one) =>
    one.type === "closed"
      ? [one.participantId, one.transport, one.generation, one.reason]
      : [one.type, ...offersIn([one]).flat()],
  );
  assert.deepEqual(told, [
    ["ann", "up", 3, "restarted"],
    ["ann", "down", 1, "restarted"],
    ["offer", "ann", 2],
    ["bob", "down", 1, "restarted"],
    ["offer", "bob", 2],
    ["dan", "down", 1, "restarted"],
    ["offer", "dan", 2],
  ]);
});
