import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { MediaNotice, MediaRoom, MediaServer } from "../../src/runtime/media-port.ts";

type Running = { readonly server: MediaServer; close(): Promise<void> };

/**
 * What every adapter at the port MediaServer does. Descriptions are taken as they are: what is in
 * them, and what is forwarded, is for the tests of the SFU.
 */
export function mediaServerContract(adapter: string, start: () => Promise<Running>): void {
  const started = async (t: TestContext) => {
    const running = await start();
    t.after(() => running.close());
    return running.server;
  };

  test(`[MEDIA12] who joins is offered a connection of that generation (${adapter})`, async (t) => {
    const server = await started(t);
    const { room, offered } = listen(server, "r1");
    room.send({ type: "join", participantId: "ada", generation: 3 });
    const offer = await offered("ada", 3);
    assert.ok(offer.negotiation >= 1 && offer.sdp !== "");
    assert.deepEqual(offer.tracks, []);
    room.send({ type: "replace", participantId: "ada", generation: 4 });
    await offered("ada", 4);
    room.send({ type: "join", participantId: "ada", generation: 5 });
    await offered("ada", 5);
    room.send({ type: "leave", participantId: "ada" });
    room.send({ type: "join", participantId: "ada", generation: 6 });
    await offered("ada", 6);
  });

  test(`[MEDIA12] rooms hear nothing of one another (${adapter})`, async (t) => {
    const server = await started(t);
    const one = listen(server, "r1");
    const other = listen(server, "r2");
    one.room.send({ type: "join", participantId: "ada", generation: 1 });
    other.room.send({ type: "join", participantId: "ada", generation: 2 });
    await one.offered("ada", 1);
    await other.offered("ada", 2);
    assert.deepEqual(generationsIn(one.heard), [1]);
    assert.deepEqual(generationsIn(other.heard), [2]);
  });

  test(`[MEDIA12] a closed room is told nothing, and asks for nothing (${adapter})`, async (t) => {
    const server = await started(t);
    const closed = listen(server, "r1");
    const after = listen(server, "r2");
    closed.room.send({ type: "join", participantId: "ada", generation: 1 });
    await closed.offered("ada", 1);
    closed.room.send({ type: "replace", participantId: "ada", generation: 2 });
    closed.room.close();
    closed.room.close();
    const before = closed.heard.length;
    closed.room.send({ type: "join", participantId: "eve", generation: 1 });
    after.room.send({ type: "join", participantId: "ada", generation: 1 });
    await after.offered("ada", 1);
    assert.equal(closed.heard.length, before);
  });
}

type Offer = Extract<MediaNotice, { type: "offer" }>;
type Waiter = {
  readonly accepts: (offer: Offer) => boolean;
  readonly take: (offer: Offer) => void;
};

/** Opens a room and notes what it is told. */
function listen(server: MediaServer, roomId: string) {
  const heard: MediaNotice[] = [];
  const waiters: Waiter[] = [];
  const room: MediaRoom = server.open(roomId, (notice) => {
    heard.push(notice);
    if (notice.type !== "offer") return;
    for (const { accepts, take } of waiters) if (accepts(notice)) take(notice);
  });
  /** The first `down` offer of this generation, which may have come already. */
  const offered = async (participantId: string, generation: number): Promise<Offer> => {
    const accepts = (offer: Offer) =>
      offer.participantId === participantId && offer.generation === generation;
    const before = offersIn(heard).find(accepts);
    return before ?? new Promise((take) => waiters.push({ accepts, take }));
  };
  return { room, heard, offered };
}

function offersIn(heard: readonly MediaNotice[]): Offer[] {
  return heard.filter((notice) => notice.type === "offer");
}

function generationsIn(heard: readonly MediaNotice[]): number[] {
  return offersIn(heard).map(({ generation }) => generation);
}
