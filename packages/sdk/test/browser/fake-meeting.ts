import type { IceServer, Participant, Welcome } from "@parley/protocol";
import { Emitter } from "../../src/emitter.ts";
import { SignalingError } from "../../src/errors.ts";
import type { MeshRoom } from "../../src/mesh-media.ts";
import type { MutedEvent, OutgoingSignal, Signal } from "../../src/room-events.ts";
import { EMPTY_VIEW, type RoomView } from "../../src/room-view.ts";
import { Store } from "../../src/store.ts";
import { participant, welcome } from "../support/messages.ts";

type Held = {
  readonly from: string;
  readonly type: Signal["type"];
  readonly deliver: () => void;
};

/** The session of the one who is away is resumed, or another one has begun. */
type Waiting = (resumed: boolean) => void;

/** A room in one page: it does what a server does for signalling, without the sockets. */
export class FakeMeeting {
  /** Every signal that was delivered, in order. */
  readonly delivered: Signal[] = [];
  /** Signals on their way while the meeting is slow; null while it is not. */
  #held: Held[] | null = null;
  /** Those of whom the others have not heard yet. */
  readonly #quiet = new Set<string>();
  /** What waits for the return of someone who is away, from them and for them. */
  readonly #waiting = new Map<string, Waiting[]>();
  /** With this code the next offer is refused. */
  #refusal: string | null = null;
  readonly #rooms = new Map<string, FakeRoom>();
  readonly #people = new Map<string, Participant>();
  #time = 0;

  /** The way into the meeting for a participant; one who has a way already opens another tab. */
  room(id: string): FakeRoom {
    const room = new FakeRoom(id, this);
    this.#rooms.set(id, room);
    return room;
  }

  join(id: string): void {
    this.enter(id);
    this.announce(id);
  }

  /** As join, but the others have not heard of it yet. */
  enter(id: string): void {
    const known = this.#people.get(id) ?? participant({ id, name: id, joinedAt: ++this.#time });
    this.#people.set(id, { ...known, state: "online" });
    this.#quiet.add(id);
    const participants = this.#seenBy(id);
    this.#rooms.get(id)?.welcome(false, { participants, selfId: id });
    this.#settle(id, false);
  }

  /** The participant is back before anything was missed for good. */
  resume(id: string): void {
    this.#rooms.get(id)?.welcome(true, {});
    this.change(id, { state: "online" });
    this.#settle(id, true);
  }

  mute(id: string, source: MutedEvent["source"]): void {
    this.#rooms.get(id)?.mutes.emit({ source, by: null });
  }

  /** This one has other ICE servers from now on. */
  renew(id: string, iceServers: readonly IceServer[]): void {
    this.#rooms.get(id)?.show({ iceServers });
  }

  announce(id: string): void {
    this.#quiet.delete(id);
    this.#tell();
  }

  leave(id: string): void {
    this.#rooms.get(id)?.show({ connection: { state: "ended", reason: "left", action: "stop" } });
    this.#rooms.delete(id);
    this.#people.delete(id);
    this.#tell();
  }

  /** The participant's connection breaks. */
  lose(id: string): void {
    const connection = { state: "reconnecting", since: 0, attempt: 1, retryAt: null } as const;
    this.#rooms.get(id)?.show({ connection });
    this.change(id, { state: "reconnecting" });
  }

  /** The server restarts: it knows nobody, and nobody is connected. */
  restart(): void {
    this.#people.clear();
    const connection = { state: "reconnecting", since: 0, attempt: 1, retryAt: null } as const;
    for (const room of this.#rooms.values()) room.show({ connection });
  }

  change(id: string, change: Partial<Participant>): void {
    const known = this.#people.get(id);
    if (known === undefined) return;
    this.#people.set(id, { ...known, ...change, version: known.version + 1 });
    this.#tell();
  }

  media(id: string): Participant["media"] {
    return this.#people.get(id)?.media ?? participant().media;
  }

  isAway(id: string): boolean {
    return this.#people.get(id)?.state !== "online";
  }

  async deliver(from: string, message: OutgoingSignal): Promise<void> {
    await Promise.resolve();
    const { to = "", ...body } = message;
    if (this.isAway(from) && !(await this.#return(from)))
      throw new SignalingError("connection_lost");
    if (!this.#people.has(to)) throw new SignalingError("unknown_participant");
    if (message.type === "offer") this.#refuse();
    const deliver = () => {
      const signal: Signal = { ...body, from, n: 1, after: 1 };
      this.delivered.push(signal);
      this.#rooms.get(to)?.signals.emit(signal);
    };
    if (this.#held !== null) this.#held.push({ from, type: body.type, deliver });
    else if (this.isAway(to)) void this.#return(to).then((resumed) => resumed && deliver());
    else deliver();
  }

  /** Resolves when this one is here; what is no signal is sent in any session. */
  async present(id: string): Promise<void> {
    await (this.isAway(id) ? this.#return(id) : undefined);
  }

  /** Whether the session of the one who is away is resumed in the end. */
  #return(id: string): Promise<boolean> {
    return new Promise((resolve) => {
      this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), resolve]);
    });
  }

  #settle(id: string, resumed: boolean): void {
    for (const settle of this.#waiting.get(id) ?? []) settle(resumed);
    this.#waiting.delete(id);
  }

  /** The next offer is refused with this code. */
  refuseOffer(code: string): void {
    this.#refusal = code;
  }

  #refuse(): void {
    const code = this.#refusal;
    this.#refusal = null;
    if (code !== null) throw new SignalingError(code);
  }

  /** From now on signals stay on their way. */
  hold(): void {
    this.#held = [];
  }

  /** Who sent an offer that is on its way. */
  offering(): string[] {
    return (this.#held ?? []).filter(({ type }) => type === "offer").map(({ from }) => from);
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const { deliver } of held) deliver();
  }

  #seenBy(id: string): RoomView["participants"] {
    return [...this.#people.values()].filter((one) => one.id === id || !this.#quiet.has(one.id));
  }

  #tell(): void {
    for (const [id, room] of this.#rooms) {
      if (!this.isAway(id)) room.show({ participants: this.#seenBy(id) });
    }
  }
}

/** What a MeshMedia sees of the meeting. */
export class FakeRoom implements MeshRoom {
  readonly signals = new Emitter<Signal>();
  readonly mutes = new Emitter<MutedEvent>();
  readonly #welcomes = new Emitter<Welcome>();
  readonly #id: string;
  readonly #meeting: FakeMeeting;
  readonly #store = new Store<RoomView>(EMPTY_VIEW);

  constructor(id: string, meeting: FakeMeeting) {
    this.#id = id;
    this.#meeting = meeting;
  }

  get view(): RoomView {
    return this.#store.value;
  }

  show(change: Partial<RoomView>): void {
    this.#store.set({ ...this.view, ...change });
  }

  welcome(resumed: boolean, change: Partial<RoomView>): void {
    this.show({ ...change, connection: { state: "live" } });
    this.#welcomes.emit(welcome({ resumed }));
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  onWelcome(listener: (welcome: Welcome) => void): () => void {
    return this.#welcomes.on(listener);
  }

  onMuted(listener: (event: MutedEvent) => void): () => void {
    return this.mutes.on(listener);
  }

  onSignal(listener: (message: Signal) => void): () => void {
    return this.signals.on(listener);
  }

  signal(message: OutgoingSignal): Promise<void> {
    return this.#meeting.deliver(this.#id, message);
  }

  async update(change: { media?: Partial<Participant["media"]> }): Promise<void> {
    await this.#meeting.present(this.#id);
    this.#meeting.change(this.#id, {
      media: { ...this.#meeting.media(this.#id), ...change.media },
    });
  }
}
