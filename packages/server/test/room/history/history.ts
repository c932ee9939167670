import assert from "node:assert/strict";
import type { Change, Command, Speaker, Wish } from "../../../src/room/command.ts";
import { doorOf, isHost } from "../../../src/room/policy.ts";
import type { Delivery } from "../../../src/room/project.ts";
import { type Entry, hasPending, isDeserted } from "../../../src/room/state.ts";
import { RoomWorld, SFU, type Sent } from "../room-world.ts";
import { Client } from "./client.ts";
import { checkState } from "./invariants.ts";
import { Ledger } from "./ledger.ts";
import { Sfu, newsOf } from "./sfu.ts";
import { PEOPLE, type Step } from "./steps.ts";

const LIMITS = {
  capacity: 4,
  waiting: 3,
  chatRows: 1000,
  chatRecent: 1000,
  chatInWelcome: 1000,
};

/** Runs a random history against the core, and checks every frame on model clients. */
export class History {
  readonly world = new RoomWorld({ limits: LIMITS, room: SFU });
  readonly start = this.world.state;
  readonly ledger = new Ledger(this.world.store);
  readonly sfu = new Sfu();
  /** By participant id, from the first welcome to the end of the stay. */
  readonly clients = new Map<string, Client>();
  /** Every connection that has not ended, by id. */
  readonly open = new Map<string, Speaker>();
  /** Connections in order of knocking, the ended ones too. */
  readonly #speakers: Speaker[] = [];
  /** Admitted connections of which the room has not heard. */
  readonly #arriving: Entry[] = [];
  /** What became of the oldest of what is being stored; the room has not heard yet. */
  readonly #outcomes: Command[] = [];
  #fresh = 0;

  constructor() {
    for (const id of PEOPLE) this.world.store.put(id, { admittedAt: null });
    this.world.store.put("p0", { role: "owner", admittedAt: 0 });
    this.world.store.put("p1", { role: "cohost", admittedAt: 0 });
    for (const id of ["p4", "p5"]) this.world.store.put(id, { kind: "guest" });
    for (const who of ["p0", "p1", "p2"]) {
      for (const next of ["knock", "join", "outcome", "flush"] as const) {
        this.run({ do: next, who, nth: 0 });
      }
    }
  }

  run(next: Step | { do: "knock" | "join" | "outcome" | "flush"; who: string; nth: number }): void {
    this.#step(next);
    checkState(this);
  }

  /** Everyone is put out, and everything that is being stored comes to an end. */
  finish(): void {
    this.#take(this.world.send({ type: "deleted", at: this.world.now }));
    while (this.world.storing.length > 0) this.#outcome();
    this.#flush();
    checkState(this);
    assert.ok(isDeserted(this.world.state), "nobody is left");
    this.ledger.close();
  }

  /** Nothing is being stored, so that the room and the store must agree. */
  get isSettled(): boolean {
    return this.world.storing.length === 0;
  }

  #step(next: Parameters<History["run"]>[0]): void {
    const { world } = this;
    switch (next.do) {
      case "knock":
        return this.#knock(next.who);
      case "join":
        return this.#join(next.nth);
      case "commit":
        return this.#commit((change) => this.#stored(change));
      case "fail":
        return this.#commit((change) => this.#failed(change, next.kept));
      case "outcome":
        return this.#outcome();
      case "ask":
        return this.#ask(this.#speaker(next.nth), next.wish);
      case "host":
        return this.#ask(this.#host(next.nth) ?? this.#speaker(next.nth), next.wish);
      case "administer":
        return this.#take(world.administer(next.by, next.command));
      case "news":
        return this.#take(world.hear(newsOf(next.type, next.who, world.state)));
      case "disconnect":
        return this.#disconnect(next.nth);
      case "wait":
        world.now += next.ms;
        this.#take(world.send({ type: "grace.end", at: world.now }));
        return this.#take(world.send({ type: "expiry", at: world.now }));
      case "flush":
        return this.#flush();
    }
  }

  #flush(): void {
    this.#take(this.world.send({ type: "flush", at: this.world.now }));
    assert.ok(!hasPending(this.world.state), "nothing is left to be told");
  }

  /** As the admission does: who walks in is stored as let in. */
  #knock(participantId: string): void {
    const { store, now } = this.world;
    const known = store.put(participantId);
    const { access, locked } = store.room;
    const door = doorOf({ access, locked, hasBans: store.hasBans }, known.kind, known);
    if (door !== "member" && door !== "waiting") return;
    const admittedAt = door === "member" ? (known.admittedAt ?? now) : known.admittedAt;
    const { kind, ...standing } = store.put(participantId, { admittedAt });
    const connection = `c${this.#speakers.length}`;
    const who = { participantId, connection };
    this.#speakers.push(who);
    this.#arriving.push({ ...who, name: participantId, kind, standing, stayId: connection });
  }

  #join(nth: number): void {
    const [entry] = this.#arriving.splice(nth % (this.#arriving.length || 1), 1);
    if (entry === undefined) return;
    const { participantId, connection } = entry;
    this.open.set(connection, { participantId, connection });
    const sent = this.world.send({ type: "join", at: this.world.now, ...entry });
    // The runtime ends a connection whose join is refused.
    if (sent.outcome !== "ok") this.open.delete(connection);
    this.#take(sent);
  }

  #commit(carryOut: (change: Change) => Command): void {
    const change = this.world.storing[this.#outcomes.length];
    if (change !== undefined) this.#outcomes.push(carryOut(change));
  }

  #stored(change: Change): Command {
    const outcome = this.world.store.carryOut(change);
    this.ledger.committed(outcome);
    return { type: "stored", at: this.world.now, outcome };
  }

  /** Of chat and stays the room does not rely on a failure: they may be stored all the same. */
  #failed(change: Change, kept: boolean): Command {
    const isKept = kept && (change.type === "chat" || change.type === "stay");
    if (isKept) this.world.store.carryOut(change);
    return { type: "notStored", at: this.world.now, change };
  }

  #outcome(): void {
    if (this.#outcomes.length === 0) this.#step({ do: "commit" });
    const outcome = this.#outcomes.shift();
    if (outcome === undefined) return;
    this.world.storing.shift();
    const sent = this.world.send({ ...outcome, at: this.world.now });
    this.ledger.note(outcome, sent);
    this.#take(sent);
  }

  #ask(who: Speaker | undefined, wish: Wish): void {
    if (who === undefined) return;
    const isOpen = this.open.has(who.connection);
    const sent = this.world.ask(who, this.#named(wish, who));
    if (!isOpen) assert.equal(sent.outcome, "unknown_participant", "an ended one is not heard");
    this.#take(sent);
  }

  /** With fresh ids, and with those of tracks that are there. */
  #named(wish: Wish, { participantId }: Speaker): Wish {
    const tracks = [...this.world.state.tracks.values()];
    this.#fresh += 1;
    switch (wish.type) {
      case "chat":
        return { ...wish, messageId: `m${this.#fresh}` };
      case "track.publish":
        return { ...wish, trackId: `t${this.#fresh}` };
      case "track.unpublish": {
        const own = tracks.find((track) => track.participantId === participantId);
        return { ...wish, trackId: own?.id ?? tracks[0]?.id ?? "none" };
      }
      case "track.subscribe":
        return { ...wish, tracks: tracks.map(({ id }) => ({ trackId: id, width: 320 })) };
      default:
        return wish;
    }
  }

  #disconnect(nth: number): void {
    const who = this.#speaker(nth);
    if (who === undefined) return;
    this.open.delete(who.connection);
    this.#take(this.world.disconnect(who));
  }

  /** One of the latest connections, most of them open. */
  #speaker(nth: number): Speaker | undefined {
    const open = [...this.open.values()];
    return nth < 45 ? open[nth % (open.length || 1)] : this.#speakers.at(-1 - (nth % 8));
  }

  #host(nth: number): Speaker | undefined {
    const { members } = this.world.state;
    const hosts = [...this.open.values()].filter(({ participantId }) =>
      isHost(members.get(participantId)?.participant.role ?? "member"),
    );
    return nth < 45 ? hosts[nth % (hosts.length || 1)] : undefined;
  }

  #take({ events, effects, deliveries }: Sent): void {
    for (const event of events) {
      this.ledger.event(event);
      this.sfu.event(event);
      if (event.type === "participant.left") this.clients.delete(event.id);
    }
    for (const effect of effects) {
      this.ledger.effect(effect);
      if (effect.type === "media") this.sfu.request(effect.request);
    }
    for (const delivery of deliveries) this.#receive(delivery);
  }

  #receive(delivery: Delivery): void {
    switch (delivery.audience) {
      case "welcome":
        return this.#welcome(delivery);
      case "waiting":
        assert.ok(this.open.has(delivery.connection), "only an open connection waits");
        assert.ok(this.world.state.lobby.has(delivery.to));
        return;
      case "all":
        for (const client of this.clients.values()) client.shared(delivery.message);
        return;
      case "connection":
        assert.ok(this.open.delete(delivery.connection), "a connection ends once");
        return;
      case "some":
        for (const id of delivery.to) {
          assert.ok(this.world.state.members.has(id), "only members are told anything");
          this.clients.get(id)?.direct(delivery.message);
        }
        return;
      case "relay":
        for (const id of delivery.to) this.#hear(id, delivery.from);
        return;
      case "now":
        if (delivery.message.type === "speakers") this.#heard(delivery.message.ids);
    }
  }

  #welcome(delivery: Extract<Delivery, { audience: "welcome" }>): void {
    const { to, connection } = delivery;
    assert.ok(this.open.has(connection), "only an open connection is welcomed");
    const client = this.clients.get(to);
    if (client === undefined) this.clients.set(to, new Client(delivery));
    else client.compare(delivery);
  }

  #heard(ids: readonly string[]): void {
    for (const id of ids) {
      assert.equal(this.world.one(id).media.mic, true, "who is heard is not muted");
      for (const { roster } of this.clients.values()) assert.ok(roster.has(id), "and is known");
    }
  }

  #hear(id: string, from: string): void {
    const client = this.clients.get(id);
    const member = this.world.state.members.get(id);
    assert.ok(member !== undefined && member.link.state !== "entering", "who hears is welcomed");
    if (member.link.state === "lost" && !member.welcomed) return;
    assert.ok(client?.roster.has(from), "a sender is known before it is heard");
  }
}
