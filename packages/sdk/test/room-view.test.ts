import assert from "node:assert/strict";
import { test } from "node:test";
import type { Participant, TrackSource } from "@parley/protocol";
import fc from "fast-check";
import {
  EMPTY_VIEW,
  type RoomView,
  applyMessage,
  applyPresence,
  applyState,
  applyWelcome,
  withoutAwaited,
  handsOf,
  withRoom,
} from "../src/room-view.ts";
import { participant, presence, resumed, welcome } from "./support/messages.ts";

const ids = (participants: readonly Participant[]) => participants.map(({ id }) => id);

test("participants stand by the time they joined, then by id", () => {
  const people = [
    participant({ id: "c", joinedAt: 20 }),
    participant({ id: "b", joinedAt: 10 }),
    participant({ id: "a", joinedAt: 20 }),
  ];
  const view = applyWelcome(EMPTY_VIEW, welcome({ participants: people }), 5);
  assert.deepEqual(ids(view.participants), ["b", "a", "c"]);
  const joined = applyPresence(
    view.participants,
    presence(8, { joined: [participant({ id: "d", joinedAt: 15 })] }),
  );
  assert.deepEqual(ids(joined), ["b", "d", "a", "c"]);
});

test("a welcome replaces everything but the beginning of the stay", () => {
  const first = applyWelcome(EMPTY_VIEW, welcome({ self: "p1" }), 5);
  assert.equal(first.joinedAt, 5);
  const others = [participant({ id: "p9", version: 1 })];
  const second = applyWelcome(first, welcome({ self: "p9", participants: others }), 99);
  assert.equal(second.joinedAt, 5);
  assert.equal(second.selfId, "p9");
  assert.deepEqual(second.participants, others);
  assert.deepEqual(second.connection, { state: "live" });
});

test("a resumed welcome leaves the lists as they are, and brings what is current", () => {
  const waiting = [{ id: "w1", name: "Kurt", kind: "guest" as const, since: 5 }];
  const before = applyWelcome(EMPTY_VIEW, welcome({ waiting }), 5);
  const lost = applyState(before, { state: "waiting", attempt: 1, retryAt: 9 }, 9);
  const room = { ...welcome().room, name: "Crew" };
  const after = applyWelcome(lost, resumed({ room, permissions: [] }), 99);
  assert.deepEqual(after, { ...before, room, permissions: [] });
  assert.equal(after.participants, before.participants);
});

test("a warning holds until the room ends at another time", () => {
  const room = { ...welcome().room, expiresAt: 900 };
  const live = applyWelcome(EMPTY_VIEW, welcome({ room }), 5);
  const warned = applyMessage(live, { type: "expiring", expiresAt: 900 });
  assert.equal(warned.expiresSoonAt, 900);
  assert.equal(withRoom(warned, { ...room, name: "Crew" }).expiresSoonAt, 900);
  assert.equal(applyWelcome(warned, resumed({ room }), 6).expiresSoonAt, 900);
  assert.equal(applyWelcome(warned, welcome({ room }), 6).expiresSoonAt, 900);
  for (const expiresAt of [901, null])
    assert.equal(withRoom(warned, { ...room, expiresAt }).expiresSoonAt, null);
});

test("what does not concern the view leaves the same view", () => {
  const view = applyWelcome(EMPTY_VIEW, welcome(), 5);
  assert.equal(applyMessage(view, { type: "pong", t: 1 }), view);
  assert.equal(applyMessage(view, { type: "goodbye", action: "stop", reason: "left" }), view);
  assert.equal(applyState(view, { state: "open" }, 6), view);
});

test("hands stand in the order in which they were raised", () => {
  const people = [
    participant({ id: "a", handRaisedAt: 30 }),
    participant({ id: "b" }),
    participant({ id: "d", handRaisedAt: 10 }),
    participant({ id: "c", handRaisedAt: 30 }),
    participant({ id: "e", handRaisedAt: 0 }),
  ];
  assert.deepEqual(ids(handsOf(people)), ["e", "d", "a", "c"]);
  assert.deepEqual(handsOf([]), []);
});

test("an older version never overwrites a newer one", () => {
  const known = [participant({ version: 5, name: "new" })];
  const stale = participant({ version: 4, name: "old" });
  assert.deepEqual(applyPresence(known, presence(8, { updated: [stale] })), known);
  assert.deepEqual(applyPresence(known, presence(8, { joined: [stale] })), known);
});

test("who left and came back in one frame is there, with any version", () => {
  const known = [participant({ version: 5 })];
  const back = participant({ version: 1, joinedAt: 50 });
  const frame = presence(8, { left: [{ id: "p1", reason: "left" }], joined: [back] });
  assert.deepEqual(applyPresence(known, frame), [back]);
});

test("news of someone who is not there changes nothing", () => {
  const known = [participant()];
  const frame = presence(8, {
    updated: [participant({ id: "gone", version: 9 })],
    left: [{ id: "never", reason: "lost" }],
  });
  assert.deepEqual(applyPresence(known, frame), known);
});

/** What may happen in a room between two frames. */
const change = fc.record({
  what: fc.constantFrom("join", "leave", "update", "repeat"),
  id: fc.constantFrom("a", "b", "c", "d", "e"),
});
type Change = { readonly what: string; readonly id: string };

/** The server's side of the room, and the frame that tells what changed in it. */
class Model {
  readonly present = new Map<string, Participant>();
  #time = 0;
  #versions = 0;

  apply(changes: readonly Change[], seq: number) {
    const before = new Map(this.present);
    const left = new Set<string>();
    const touched = new Set<string>();
    const repeated: Participant[] = [];
    for (const { what, id } of changes) {
      const known = this.present.get(id);
      if (what === "leave" && this.present.delete(id) && before.has(id)) left.add(id);
      if (what === "join" && known === undefined) this.#put(participant({ id }));
      if (what === "update" && known !== undefined)
        this.#put({ ...known, name: `n${++this.#time}` });
      if (what === "repeat") repeated.push(...this.#older(before.get(id)));
      touched.add(id);
    }
    const now = [...touched].flatMap((id) => this.present.get(id) ?? []);
    const isNew = ({ id }: Participant) => left.has(id) || !before.has(id);
    return presence(seq, {
      left: [...left].map((id) => ({ id, reason: "left" }) as const),
      joined: now.filter(isNew),
      updated: [...now.filter((one) => !isNew(one)), ...repeated],
    });
  }

  #put(one: Participant): void {
    const joinedAt = this.present.get(one.id)?.joinedAt ?? ++this.#time % 3;
    this.present.set(one.id, { ...one, joinedAt, version: ++this.#versions });
  }

  /** A copy that comes late: the present one must survive it. */
  #older(one: Participant | undefined): Participant[] {
    return one === undefined ? [] : [{ ...one, name: "stale", version: one.version - 0.5 }];
  }
}

test("whatever frames a room sends, the view equals the room", () => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 30 }), (batches) => {
      const model = new Model();
      let view: readonly Participant[] = [];
      for (const [index, changes] of batches.entries()) {
        view = applyPresence(view, model.apply(changes, index + 1));
        const expected = [...model.present.values()].toSorted(
          (a, b) => a.joinedAt - b.joinedAt || a.id.localeCompare(b.id),
        );
        assert.deepEqual(view, expected);
      }
    }),
    { numRuns: 2000 },
  );
});

test("[SDK9] after the server began anew nobody is seen leaving: who is not back yet is awaited", () => {
  const people = [participant(), participant({ id: "p2", version: 7 }), participant({ id: "p3" })];
  const before = applyWelcome(EMPTY_VIEW, welcome({ participants: people }), 5);
  const anew = applyWelcome(before, welcome({ participants: [participant()] }), 9, true);
  const states = ({ participants }: RoomView) => participants.map(({ id, state }) => [id, state]);
  assert.deepEqual(states(anew), [
    ["p1", "online"],
    ["p2", "reconnecting"],
    ["p3", "reconnecting"],
  ]);
  const back = participant({ id: "p2", version: 1 });
  const frame = { type: "presence", seq: 2, joined: [back], updated: [], left: [] } as const;
  const returned = applyMessage(anew, {
    ...frame,
    joined: [...frame.joined],
    updated: [],
    left: [],
  });
  assert.deepEqual([...returned.awaited], ["p3"]);
  assert.deepEqual(states(returned)[1], ["p2", "online"]);
  assert.deepEqual(states(withoutAwaited(returned)), [
    ["p1", "online"],
    ["p2", "online"],
  ]);
});

test("[SDK9] in the same run a snapshot is the whole truth", () => {
  const people = [participant(), participant({ id: "p2" })];
  const before = applyWelcome(EMPTY_VIEW, welcome({ participants: people }), 5);
  const after = applyWelcome(before, welcome({ participants: [participant()] }), 9);
  assert.equal(after.participants.length, 1);
  assert.equal(after.awaited.size, 0);
});

const track = (participantId: string, source: TrackSource) => ({
  id: `${participantId} ${source}`,
  participantId,
  source,
  muted: false,
});

test("tracks come and go with their news, with who sends them, and with a welcome", () => {
  const [own, camera] = [track("p1", "mic"), track("p2", "camera")];
  const participants = [participant(), participant({ id: "p2" })];
  const first = applyWelcome(EMPTY_VIEW, welcome({ participants, tracks: [own] }), 5);
  const published = applyMessage(first, { type: "track.published", seq: 8, track: camera });
  assert.deepEqual(published.tracks, [own, camera]);
  const muted = { ...own, muted: true };
  const again = applyMessage(published, { type: "track.published", seq: 9, track: muted });
  assert.deepEqual(again.tracks, [muted, camera]);
  const left = applyMessage(again, presence(10, { left: [{ id: "p2", reason: "left" }] }));
  assert.deepEqual(left.tracks, [muted]);
  const gone = { type: "track.unpublished", seq: 11, trackId: own.id } as const;
  assert.deepEqual(applyMessage(left, gone).tracks, []);
  const joined = presence(10, { joined: [participant({ id: "p3" })] });
  assert.equal(applyMessage(again, joined).tracks, again.tracks);
  assert.equal(applyWelcome(again, resumed(), 9).tracks, again.tracks);
  assert.deepEqual(applyWelcome(again, welcome({ tracks: [] }), 9).tracks, []);
});
