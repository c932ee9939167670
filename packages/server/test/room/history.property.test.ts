import assert from "node:assert/strict";
import { test } from "node:test";
import type { Participant } from "@parley/protocol";
import fc from "fast-check";
import type { Delivery } from "../../src/room/project.ts";
import { reduce } from "../../src/room/reduce.ts";
import { hasPending } from "../../src/room/state.ts";
import { RoomWorld } from "./room-world.ts";

const PEOPLE = 5;

const person = fc.integer({ min: 0, max: PEOPLE - 1 });
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("join" as const), who: person }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("stored" as const), nth: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("failed" as const), nth: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("leave" as const), nth: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("disconnect" as const), nth: fc.nat(20) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("relay" as const),
      nth: fc.nat(20),
      to: fc.option(person),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("update" as const),
      nth: fc.nat(20),
      mic: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      ms: fc.integer({ min: 1, max: 40_000 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("flush" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** What one client knows, from its welcome and the frames since: the model to compare with. */
class ClientModel {
  seq: number;
  readonly roster = new Map<string, Participant>();

  constructor(welcome: Extract<Delivery, { audience: "welcome" }>) {
    this.seq = welcome.snapshot.seq;
    for (const participant of welcome.snapshot.participants) this.#add(participant);
  }

  apply({ message }: Extract<Delivery, { audience: "all" }>): void {
    assert.equal(message.seq, this.seq + 1, "seq never skips");
    this.seq = message.seq;
    for (const { id } of message.left)
      assert.ok(this.roster.delete(id), "only who was there leaves");
    for (const participant of message.joined) this.#add(participant);
    for (const participant of message.updated) {
      const before = this.roster.get(participant.id);
      assert.ok(before !== undefined && participant.version > before.version, "versions grow");
      this.roster.set(participant.id, participant);
    }
  }

  #add(participant: Participant): void {
    assert.ok(!this.roster.has(participant.id), "nobody appears twice");
    this.roster.set(participant.id, participant);
  }
}

/** Runs random histories against the core and checks every frame on model clients. */
class History {
  readonly world = new RoomWorld({ capacity: 4 });
  readonly clients = new Map<string, ClientModel>();
  readonly connections: { participantId: string; connection: string }[] = [];
  readonly waiting: string[] = [];
  readonly stays = new Map<string, "open" | "closed">();
  #effectsSeen = 0;

  run(next: Step): void {
    for (const delivery of this.#deliveries(next)) this.#receive(delivery);
    for (const { type, ...effect } of this.world.effects.slice(this.#effectsSeen)) {
      if ("stay" in effect) {
        assert.ok(!this.stays.has(effect.stay.id), "a stay is opened once");
        this.stays.set(effect.stay.id, "open");
      } else {
        assert.equal(this.stays.get(effect.stayId), "open", `${type}: an open stay, once`);
        this.stays.set(effect.stayId, "closed");
      }
    }
    this.#effectsSeen = this.world.effects.length;
    this.#checkState();
  }

  #deliveries(next: Step): Delivery[] {
    const { world } = this;
    const at = world.now;
    switch (next.do) {
      case "join":
        return this.#join(`p${next.who}`);
      case "stored":
      case "failed": {
        const [connection] = this.waiting.splice(next.nth % (this.waiting.length || 1), 1);
        if (connection === undefined) return [];
        return world.send({ type: `join.${next.do}`, at, connection }).deliveries;
      }
      case "leave":
        return this.#as(
          next.nth,
          (who) => world.send({ type: "leave", at, reason: "left", ...who }).deliveries,
        );
      case "disconnect":
        return this.#as(next.nth, (who) => {
          this.clients.delete(who.connection);
          return world.send({ type: "disconnect", at, ...who }).deliveries;
        });
      case "relay":
        return this.#as(next.nth, (who) =>
          this.#relay(who, next.to === null ? null : `p${next.to}`),
        );
      case "update":
        return this.#as(
          next.nth,
          (who) => world.send({ type: "update", at, media: { mic: next.mic }, ...who }).deliveries,
        );
      case "wait":
        world.now += next.ms;
        return world.send({ type: "grace.end", at: world.now }).deliveries;
      case "flush":
        return world.flush();
    }
  }

  #join(participantId: string): Delivery[] {
    const connection = `c${this.connections.length}`;
    this.connections.push({ participantId, connection });
    const before = this.world.effects.length;
    const { deliveries } = this.world.join(participantId, connection);
    if (this.world.effects.length > before) this.waiting.push(connection);
    return deliveries;
  }

  /** One of the latest connections, most of them alive. */
  #as(
    nth: number,
    act: (who: { participantId: string; connection: string }) => Delivery[],
  ): Delivery[] {
    const who = this.connections.at(-1 - (nth % 8));
    return who === undefined ? [] : act(who);
  }

  #relay(who: { participantId: string; connection: string }, to: string | null): Delivery[] {
    const relay = { signal: null, plain: {} };
    return this.world.send({ type: "relay", at: this.world.now, ...who, to, relay }).deliveries;
  }

  #receive(delivery: Delivery): void {
    switch (delivery.audience) {
      case "welcome":
        this.clients.set(delivery.connection, new ClientModel(delivery));
        return;
      case "all":
        for (const client of this.clients.values()) client.apply(delivery);
        return;
      case "connection":
        this.clients.delete(delivery.connection);
        return;
      case "some":
        for (const id of delivery.to) this.#receiveRelay(id, delivery.from);
    }
  }

  #receiveRelay(id: string, from: string): void {
    const link = this.world.state.members.get(id)?.link;
    assert.ok(link?.state === "live", "only a welcomed member is spoken to");
    const client = this.clients.get(link.connection);
    assert.ok(client?.roster.has(from), "a sender is known before it is heard");
  }

  #checkState(): void {
    const { state } = this.world;
    const links = [...state.members.values()].flatMap(({ link }) =>
      link.state === "lost" ? [] : [link.connection],
    );
    assert.equal(new Set(links).size, links.length, "one connection speaks for one participant");
    assert.ok(state.members.size <= state.capacity, "never over capacity");
    for (const { stayId } of state.members.values()) {
      assert.equal(this.stays.get(stayId), "open", "who is present has an open stay");
    }
    const live = links.filter((connection) => this.clients.has(connection));
    if (hasPending(state)) return;
    assert.equal(live.length, links.length, "everyone who is connected was welcomed");
    const present = [...state.members.values()].map(({ participant }) => participant);
    for (const client of this.clients.values()) {
      assert.equal(client.seq, state.seq);
      assert.deepEqual(sorted(client.roster.values()), sorted(present), "the view is the state");
    }
  }
}

function sorted(participants: Iterable<Participant>): Participant[] {
  return [...participants].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

test("[CORE1] random histories: nobody twice, seq without gaps, every view equals the state", () => {
  let frames = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 80, size: "max" }), (steps) => {
      const history = new History();
      for (const one of steps) history.run(one);
      history.run({ do: "flush" });
      frames += history.world.state.seq;
    }),
    { numRuns: 3000 },
  );
  assert.ok(frames > 10_000, `the histories were not idle: ${frames} frames`);
});

test("[CORE2] the recorded events rebuild the state", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 80, size: "max" }), (steps) => {
      const history = new History();
      const start = history.world.state;
      for (const one of steps) history.run(one);
      assert.deepEqual(history.world.events.reduce(reduce, start), history.world.state);
    }),
    { numRuns: 500 },
  );
});
