import assert from "node:assert/strict";
import { test } from "node:test";
import type { ServerMessage, Track } from "@parley/protocol";
import type { RoomClient } from "../src/room-client.ts";
import type { MediaEvent } from "../src/room-events.ts";
import { welcome } from "./support/messages.ts";
import { broken, live, setUp, viewWhere } from "./support/room.ts";

const TRACK: Track = { id: "t1", participantId: "p2", source: "camera", muted: false };

test("publishing resolves with the id of the track", async (t) => {
  const setup = await setUp(t);
  const connection = await live(setup);
  const line = { mid: "1", source: "camera", generation: 2 } as const;
  const published = setup.room.publishTrack(line);
  assert.deepEqual(await connection.next(), { type: "track.publish", ...line, id: 1 });
  connection.send({ type: "ok", replyTo: 1, trackId: "t9" });
  assert.equal(await published, "t9");
  const again = setup.room.publishTrack(line);
  connection.send({ type: "ok", replyTo: 2 });
  await assert.rejects(again, { code: "unexpected_response" });
});

test("what media asks for is as the protocol describes it", async (t) => {
  const setup = await setUp(t);
  const connection = await live(setup);
  const { room } = setup;
  const description = { type: "offer", sdp: "v=0" } as const;
  const transport = { transport: "up", generation: 1, negotiation: 1 } as const;
  const offer = { type: "offer", to: "sfu", description, ...transport } as const;
  const tracks = [{ trackId: "t1", width: 320 }];
  const cases = [
    [room.signal(offer), offer],
    [room.unpublishTrack("t1"), { type: "track.unpublish", trackId: "t1" }],
    [room.subscribeTracks(tracks), { type: "track.subscribe", tracks }],
    [room.replaceTransport(3), { type: "transport.replace", transport: "down", generation: 3 }],
  ] as const;
  for (const [index, [asked, message]] of cases.entries()) {
    assert.deepEqual(await connection.next(), { ...message, id: index + 1 });
    connection.send({ type: "ok", replyTo: index + 1 });
    await asked;
  }
});

test("what the SFU tells reaches those who listen; tracks are in the view", async (t) => {
  const setup = await setUp(t);
  const connection = await live(setup);
  const told: MediaEvent[] = [];
  setup.room.onMedia((event) => told.push(event));
  const n = (count: number) => ({ n: count, after: 7 });
  const events = [
    { type: "speakers", ids: ["p2"] },
    { type: "track.layers", trackId: "t9", active: ["q"], ...n(1) },
    { type: "track.slots", generation: 1, slots: [{ mid: "2", trackId: null }], ...n(2) },
    { type: "transport.closed", transport: "up", generation: 1, reason: "failed", ...n(3) },
  ] satisfies ServerMessage[];
  connection.send(...events, { type: "track.published", seq: 8, track: TRACK });
  const { tracks } = await viewWhere(setup.room, (view) => view.tracks.length > 0);
  assert.deepEqual(told, events);
  assert.deepEqual(tracks, [TRACK]);
});

test("what belongs to media connections is lost with its session, and not sent in another", async (t) => {
  const setup = await setUp(t);
  const connection = await live(setup);
  const { room } = setup;
  const ask = (of: RoomClient) => [
    of.publishTrack({ mid: "1", source: "mic", generation: 1 }),
    of.unpublishTrack("t1"),
    of.subscribeTracks([]),
    of.replaceTransport(1),
  ];
  const asked = ask(room);
  const lost = asked.map((one) => assert.rejects(one, { code: "connection_lost" }));
  for (let sent = 0; sent < asked.length; sent++) await connection.next();
  const second = await broken(setup, connection);
  second.send(welcome({ stream: "s2" }));
  await Promise.all(lost);
  const raised = room.raiseHand();
  assert.deepEqual(await second.next(), { type: "hand.raise", id: 5 });
  second.send({ type: "ok", replyTo: 5 });
  await raised;
});
