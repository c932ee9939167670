import assert from "node:assert/strict";
import { test } from "node:test";
import type { Participant } from "@parley/protocol";
import fc from "fast-check";
import { EMPTY_VIEW, applyPresence, applyWelcome } from "../src/room-view.ts";
import { participant, presence, welcome } from "./support/messages.ts";

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
