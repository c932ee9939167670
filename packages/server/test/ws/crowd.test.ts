import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LIMITS, type Participant, type ServerMessages, type Welcome } from "@parley/protocol";
import { systemClock } from "../../src/runtime/clock.ts";
import { TestApp, type TestUser } from "../support/test-app.ts";
import type { TestSocket } from "../support/test-socket.ts";

const CROWD = 50;

let app: TestApp;
let users: TestUser[];

before(async () => {
  // A mesh of browsers ends at 8; signalling does not, and it is signalling that is tried here.
  app = await TestApp.start({
    clock: systemClock,
    limits: { participantsPerMesh: CROWD, presenceWindowMs: LIMITS.presenceWindowMs },
  });
  users = await app.manyUsers(CROWD, systemClock);
});
after(() => app.close());

/** The roster as one client sees it, kept by its frames alone. */
class Roster {
  readonly socket: TestSocket;
  readonly self: string;
  #seq: number;
  readonly #people = new Map<string, Participant>();
  frames = 0;

  constructor(socket: TestSocket, welcome: Welcome) {
    this.socket = socket;
    this.self = welcome.self;
    this.#seq = welcome.seq;
    for (const participant of welcome.participants) this.#people.set(participant.id, participant);
  }

  /** Reads presence until the last frame brought `done` about. */
  async until(done: (people: ReadonlyMap<string, Participant>) => boolean): Promise<void> {
    while (!done(this.#people)) this.#apply(await this.socket.next("presence"));
  }

  #apply({ seq, joined, updated, left }: ServerMessages["presence"]): void {
    assert.equal(seq, this.#seq + 1, "no gap");
    this.#seq = seq;
    this.frames += 1;
    for (const { id } of left) assert.ok(this.#people.delete(id));
    for (const participant of joined) {
      assert.ok(!this.#people.has(participant.id), "nobody twice");
      this.#people.set(participant.id, participant);
    }
    for (const participant of updated) this.#people.set(participant.id, participant);
  }

  people(): Participant[] {
    return [...this.#people.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }
}

test("[CROWD1] 50 clients join, talk and leave at once: all that stay have the same roster", async () => {
  const [owner] = users;
  assert.ok(owner);
  const { code } = await app.createRoom(owner);
  const rosters = await Promise.all(
    users.map(async (user) => {
      const { socket, welcome } = await app.enter(code, user);
      return new Roster(socket, welcome);
    }),
  );
  await Promise.all(rosters.map((roster) => roster.until((people) => people.size === CROWD)));
  const frames = Math.max(...rosters.map((roster) => roster.frames));
  assert.ok(frames < CROWD / 2, `a burst of ${CROWD} joins came as ${frames} frames`);

  const offer = { type: "offer", description: { type: "offer", sdp: "v=0" } };
  const mic = { type: "participant.update", media: { mic: true } };
  const said = await Promise.all(
    rosters.map(({ socket }, i) => socket.request(i % 2 === 0 ? offer : mic)),
  );
  assert.deepEqual(new Set(said), new Set(["ok"]));
  const odd = rosters.filter((_, i) => i % 2 === 1);
  const even = rosters.filter((_, i) => i % 2 === 0);
  const gone = await Promise.all(odd.map(({ socket }) => socket.request({ type: "leave" })));
  assert.deepEqual(new Set(gone), new Set(["ok"]));
  await Promise.all(even.map((roster) => roster.until((people) => people.size === even.length)));

  const [first] = even;
  assert.ok(first);
  for (const roster of even) assert.deepEqual(roster.people(), first.people());
  assert.deepEqual(
    first.people().map(({ id }) => id),
    even.map(({ self }) => self).toSorted(),
  );
  for (const roster of even) {
    const heard = [];
    for (const { self } of even)
      if (self !== roster.self) heard.push(await roster.socket.next("offer"));
    assert.deepEqual(
      heard.map(({ from }) => from).toSorted(),
      even
        .map(({ self }) => self)
        .filter((id) => id !== roster.self)
        .toSorted(),
    );
    assert.deepEqual(
      heard.map(({ n }) => n),
      heard.map((_, i) => i + 1),
      "n grows by one",
    );
  }
});
